import type { WorkloadProvider } from '../provider.ts';
import { ecs } from './ecs.ts';
import { lambda } from './lambda.ts';

/** Every workload, by its `kind` in a spec. */
export const workloads = { ecs, lambda } as const satisfies Record<string, WorkloadProvider>;

export type WorkloadKind = keyof typeof workloads;
