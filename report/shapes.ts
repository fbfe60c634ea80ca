import { z } from 'zod';
import { metricDispersionSchema } from '../rollout/plan/dispersion.ts';

/**
 * What is read of the values in a history. They may have been written by another version of Haldane, so nothing here is
 * strict: what is missing or has another shape is null, or left out of its list.
 */
const string = z.string().nullable().catch(null);
const number = z.number().nullable().catch(null);
const flag = z.boolean().catch(false);

/** A list without its unreadable members. */
const listOf = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) => all.flatMap((one) => shape.safeParse(one).data ?? []));

const kind = z.object({ kind: z.string() }).transform((provider) => provider.kind);

/** As planned, and as the machine takes it up. */
export const stepView = z.object({
  number: z.number(),
  weightPercent: z.number(),
  bakeSeconds: number,
  tickSeconds: number,
  approval: z.object({ timeoutSeconds: number, onTimeout: string }).nullable().catch(null),
  why: string,
});

const release = z
  .object({ repositoryUri: string, digest: string, tag: string, bucket: string, key: string })
  .transform(({ repositoryUri, digest, bucket, key }) =>
    repositoryUri !== null ? `${repositoryUri}@${digest}` : bucket !== null ? `s3://${bucket}/${key}` : null,
  )
  .nullable()
  .catch(null);

const metricPlan = z.object({ name: z.string(), direction: string });

export const planView = z.object({
  service: string,
  rolloutId: string,
  version: string,
  previousVersion: string,
  hotfix: flag,
  release,
  traffic: kind.nullable().catch(null),
  workload: kind.nullable().catch(null),
  metrics: listOf(kind),
  alarms: listOf(z.string()),
  slots: z.object({ stable: string, canary: string }).catch({ stable: null, canary: null }),
  assignment: z.object({ unit: z.string(), lastsSeconds: z.number() }).nullable().catch(null),
  dispersion: z.record(z.string(), metricDispersionSchema).catch({}),
  steps: listOf(stepView),
  /** Null where all steps are planned. */
  ramp: z.object({ plateauPercent: number }).nullable().catch(null),
  warmSeconds: number,
  onNewerVersion: string,
  whenHeld: string,
  judge: z
    .object({ falseRollbackRate: number, advanceEarly: flag, metrics: listOf(metricPlan) })
    .nullable()
    .catch(null),
});
export type PlanView = z.infer<typeof planView>;

const counts = z.object({ total: z.number(), bad: z.number() });
export type Counts = z.infer<typeof counts>;

const metricView = z.object({
  name: z.string(),
  verdict: string,
  hold: flag,
  rule: string,
  dryRun: flag,
  counts: z.object({ stable: counts, canary: counts }).nullable().catch(null),
  relativeRisk: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).nullable().catch(null),
  lnE: number,
  lnThreshold: number,
  lnSafe: number,
  lnSafeThreshold: number,
  excessUpperBound: number,
});
export type MetricView = z.infer<typeof metricView>;

/** The answer of the `judge` handler. */
export const decisionView = z.object({
  decision: z.string(),
  sentence: z.string().catch(''),
  verdict: z
    .object({
      hold: flag,
      unproven: flag,
      rule: string,
      lnE: number,
      lnThreshold: number,
      metrics: listOf(metricView),
    })
    .nullable()
    .catch(null),
});

export const shiftView = z.object({ shift: z.object({ atMillis: z.number(), weightPercent: z.number() }) });
export const gatesView = z.object({ open: z.boolean(), kind: string, reason: string });
export const healthView = z.object({ status: z.string(), detail: string });
export const deployedView = z.object({ slot: z.string(), version: string });
export const failureView = z.object({ error: string, cause: string });
export const recoveryView = z.object({ recover: z.string() });
export const endView = z.object({ outcome: z.string() });

/** The payload of a Lambda function's answer; `lambda:invoke` wraps it. */
export const payloadOf = (output: unknown): unknown =>
  z.object({ Payload: z.unknown() }).safeParse(output).data?.Payload ?? output;
