import type { SucceedState } from '../definition.ts';
import type { Step, Visit } from '../visit.ts';

export async function succeed(visit: Visit<SucceedState>): Promise<Step> {
  return { output: await visit.leave(visit.state, visit.input), next: undefined };
}
