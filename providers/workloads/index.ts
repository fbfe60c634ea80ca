import type { WorkloadProvider } from '../provider.ts';
import { lambda } from './lambda.ts';

/** Every workload, by its `kind` in a spec. */
export const workloads = { lambda } as const satisfies Record<string, WorkloadProvider>;

export type WorkloadKind = keyof typeof workloads;
