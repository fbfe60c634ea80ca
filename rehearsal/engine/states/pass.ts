import type { PassState } from '../definition.ts';
import type { Step, Visit } from '../visit.ts';

export async function pass(visit: Visit<PassState>): Promise<Step> {
  const { state, input } = visit;
  return { output: await visit.leave(state, input), next: state.Next };
}
