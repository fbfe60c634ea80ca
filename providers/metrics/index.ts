import type { MetricProvider } from '../provider.ts';
import { cloudwatch } from './cloudwatch.ts';

/** Every metric source, by its `kind` in a spec. */
export const metrics = { cloudwatch } as const satisfies Record<string, MetricProvider>;

export type MetricKind = keyof typeof metrics;
