import type { SpecStep } from '../spec/spec.ts';
import type { PlannedStep } from './plan.ts';
import { approvalOf } from './waits.ts';

/**
 * Divides each bake into ticks of a minute (what metrics come in), longer where the history has no room for them: as
 * many ticks for each long step as fit when short steps keep theirs.
 */
export function planSteps(
  steps: readonly SpecStep[],
  heldLimitSeconds: number | null,
  ticksInAll: number,
): readonly PlannedStep[] {
  const longest = steps.map(({ bakeSeconds }) => Math.max(bakeSeconds, heldLimitSeconds ?? 2 * bakeSeconds));
  const most = mostTicksEach(longest.map(inMinutes), ticksInAll);
  return steps.map((step, i) => {
    const longestSeconds = longest[i] ?? step.bakeSeconds;
    const tickSeconds = Math.ceil(inMinutes(longestSeconds) / most) * minuteSeconds;
    return {
      number: i + 1,
      weightPercent: step.weightPercent,
      bakeSeconds: step.bakeSeconds,
      tickSeconds,
      ticks: Math.ceil(step.bakeSeconds / tickSeconds),
      maxTicks: Math.ceil(longestSeconds / tickSeconds),
      approval: step.approval && approvalOf(step.approval, steps.length),
    };
  });
}

const minuteSeconds = 60;
const inMinutes = (seconds: number): number => Math.ceil(seconds / minuteSeconds);

/** The highest level at which all of them fit, when each takes what it needs up to the level. */
function mostTicksEach(needs: readonly number[], room: number): number {
  let left = room;
  const rising = needs.toSorted((a, b) => a - b);
  for (const [i, need] of rising.entries()) {
    const level = Math.floor(left / (rising.length - i));
    if (need > level) return Math.max(1, level);
    left -= need;
  }
  return Math.max(1, ...needs);
}
