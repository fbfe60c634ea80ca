import type { Rehearsal } from '../rehearsal/rehearse.ts';
import type { Scenario } from '../rehearsal/scenario.ts';

/** What of a rehearsal is not as its story says; empty when it ended as it should. */
export function notAsTold({ ends }: Scenario, rehearsal: Rehearsal): readonly string[] {
  const { outcome, reason, executions, claim, world } = rehearsal;
  const outcomes = executions.map((execution) => execution.outcome);
  const expected = ends.executions ?? [ends.outcome];
  return [
    ...(outcome === ends.outcome ? [] : [`It should have ended ${ends.outcome}, but it ended ${outcome}.`]),
    ...(ends.reason === undefined || ends.reason.test(reason)
      ? []
      : [`Its reason should match ${ends.reason}, but it is: ${reason}`]),
    ...(outcomes.join() === expected.join()
      ? []
      : [`Its executions should have ended ${expected.join(', ')}, but they ended ${outcomes.join(', ')}.`]),
    ...(claim === null ? [] : ['The claim on the service was not released.']),
    ...wrongVersion(ends.version, rehearsal),
    ...new Set(
      world.denials.map(
        ({ principal, action, resource }) => `${principal} may not ${action} on ${resource}.`,
      ),
    ),
  ];
}

function wrongVersion(expected: string | null, { live, releases }: Rehearsal): readonly string[] {
  if (expected === null) return [];
  return live
    .filter(({ weightPercent, serves }) => weightPercent > 0 && serves !== releases.key(expected))
    .map(({ slot }) => `${expected} should have all traffic in the end, but ${slot} runs something else.`);
}
