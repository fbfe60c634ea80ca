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
  let variance = 0;
  let varianceSquared = 0;
  const squares = BLOCK_MINUTES.map(() => 0);
  const expected = BLOCK_MINUTES.map(() => 0);
  const freedom = BLOCK_MINUTES.map(() => 0);

  for (const step of steps) {
    const minutes = step.filter(({ stable, canary }) => stable.total > 0 && canary.total > 0);
    const ratio = mostLikelyRatio(minutes);
    if (ratio === null) continue;
    const parts = minutes.map((minute) => partOf(minute, ratio));
    const stepVariance = parts.reduce((all, part) => all + part.variance, 0);
    if (stepVariance < LEAST_VARIANCE) continue;
    variance += stepVariance;
    varianceSquared += parts.reduce((all, part) => all + part.variance ** 2, 0);
    BLOCK_MINUTES.forEach((length, b) => {
      const sums = inBlocks(parts, length);
      // The fitted ratio takes one degree of freedom: the residuals of a step sum to zero.
      if (sums.length < 2) return;
      squares[b] = (squares[b] ?? 0) + sums.reduce((all, sum) => all + sum.residual ** 2, 0);
      const left = sums.reduce((all, sum) => all + sum.variance * (1 - sum.variance / stepVariance), 0);
      expected[b] = (expected[b] ?? 0) + left;
      freedom[b] = (freedom[b] ?? 0) + sums.length - 1;
    });
  }
  return {
    blocks: BLOCK_MINUTES.map((minutes, b) => ({
      minutes,
      squares: squares[b] ?? 0,
      expected: expected[b] ?? 0,
      freedom: freedom[b] ?? 0,
    })),
    variance,
    varianceSquared,
  };
}

type Part = { readonly residual: number; readonly variance: number };

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
      residual: block.reduce((all, part) => all + part.residual, 0),
      variance: block.reduce((all, part) => all + part.variance, 0),
    });
  }
  return blocks.filter(({ variance }) => variance > 0);
}

/** A step with next to no events scatters around nothing. */
const LEAST_VARIANCE = 1e-9;
