import { mostLikelyRatio } from './interval.ts';
import type { Slots } from './minute.ts';

/**
 * What a good rollout leaves behind for the next, for one metric: how much more the canary's events scattered than
 * independent ones would have. Plain numbers that add up; a dozen of them, to be stored as JSON.
 */
export type Residuals = {
  /** By length of block in minutes: sum of the squares of the blocks' residuals, and what they would be if independent. */
  readonly blocks: readonly {
    readonly minutes: number;
    readonly squares: number;
    readonly expected: number;
    /** Degrees of freedom: blocks less one for each step. */
    readonly freedom: number;
  }[];
  /** Sum of the binomial variances V of the minutes, and of their squares. */
  readonly variance: number;
  readonly varianceSquared: number;
};

/** Clusters of a minute, retries of some minutes, drift of a quarter of an hour. */
const BLOCK_MINUTES = [1, 5, 15] as const;

/**
 * Residuals of the canary's events given both slots' events, each step with its own fitted ratio, so that neither a shared
 * incident nor a version that is evenly better or worse counts as scatter. Give the minutes of each step in order,
 * without its warm-up. Two halves of stable (availability zones) as "slots" and one step serve as a synchronous split.
 */
export function residuals(steps: readonly (readonly Slots[])[]): Residuals {
  const told = steps.map(partsOf);
  const all = told.flat();
  return {
    blocks: BLOCK_MINUTES.map((minutes) => ({ minutes, ...scatter(told, minutes) })),
    variance: sum(all.map(({ variance }) => variance)),
    varianceSquared: sum(all.map(({ variance }) => variance ** 2)),
  };
}

/** Blocks of this length, all steps together. */
function scatter(steps: readonly (readonly Part[])[], length: number) {
  let squares = 0;
  let expected = 0;
  let freedom = 0;
  for (const parts of steps) {
    const stepVariance = sum(parts.map(({ variance }) => variance));
    const blocks = inBlocks(parts, length);
    // The fitted ratio takes one degree of freedom: the residuals of a step sum to zero.
    if (blocks.length < 2) continue;
    squares += sum(blocks.map(({ residual }) => residual ** 2));
    expected += sum(blocks.map(({ variance }) => variance * (1 - variance / stepVariance)));
    freedom += blocks.length - 1;
  }
  return { squares, expected, freedom };
}

type Part = { readonly residual: number; readonly variance: number };

/** The minutes of a step; none if it had next to no events, since that scatters around nothing. */
function partsOf(step: readonly Slots[]): readonly Part[] {
  const minutes = step.filter(({ stable, canary }) => stable.total > 0 && canary.total > 0);
  const ratio = mostLikelyRatio(minutes);
  if (ratio === null) return [];
  const parts = minutes.map((minute) => partOf(minute, ratio));
  return sum(parts.map(({ variance }) => variance)) < LEAST_VARIANCE ? [] : parts;
}

function partOf({ stable, canary }: Slots, ratio: number): Part {
  const share = (ratio * canary.total) / (ratio * canary.total + stable.total);
  const events = stable.bad + canary.bad;
  return { residual: canary.bad - events * share, variance: events * share * (1 - share) };
}

function inBlocks(parts: readonly Part[], length: number): readonly Part[] {
  const blocks: Part[] = [];
  for (let from = 0; from < parts.length; from += length) {
    const block = parts.slice(from, from + length);
    blocks.push({
      residual: sum(block.map(({ residual }) => residual)),
      variance: sum(block.map(({ variance }) => variance)),
    });
  }
  return blocks.filter(({ variance }) => variance > 0);
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const LEAST_VARIANCE = 1e-9;
