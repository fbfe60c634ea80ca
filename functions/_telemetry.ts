import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import type { MiddlewareObj } from '@middy/core';

/** What handlers tell about themselves. Log lines name rollout and service, never a payload: specs and images may be private. */
export type Telemetry = {
  readonly middlewares: readonly MiddlewareObj[];
  identify(keys: Readonly<Record<string, string>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown): void;
  /** A CloudWatch metric in the namespace Haldane. The alarms in serverless.yml watch them. */
  count(metric: 'TrafficNotReturned' | 'TrafficReturned'): void;
};

/** Powertools: JSON logs, metrics in embedded metric format, X-Ray subsegments. */
export function powertools(): Telemetry {
  const logger = new Logger({ serviceName: 'haldane' });
  const metrics = new Metrics({ namespace: 'Haldane', serviceName: 'haldane' });
  const tracer = new Tracer({ serviceName: 'haldane', captureHTTPsRequests: true });
  return {
    middlewares: [
      captureLambdaHandler(tracer, { captureResponse: false }),
      injectLambdaContext(logger, { resetKeys: true, logEvent: false }),
      logMetrics(metrics),
    ] as readonly MiddlewareObj[],
    identify(keys) {
      logger.appendKeys(keys);
      for (const [key, value] of Object.entries(keys)) tracer.putAnnotation(key, value);
    },
    info: (message, facts = {}) => logger.info(message, facts),
    error: (message, error) => logger.error(message, error instanceof Error ? error : String(error)),
    count: (metric) => metrics.addMetric(metric, MetricUnit.Count, 1),
  };
}
