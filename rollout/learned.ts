import { z } from 'zod';
import type { Residuals } from './judge/index.ts';

/** What one good rollout left behind: how much its metrics scattered, by `metricKey`. */
export type LearnedRollout = {
  readonly rolloutId: string;
  readonly metrics: Readonly<Record<string, Residuals>>;
};

/** What the good rollouts of a service left behind, newest first. What cannot be read is as if it had not been. */
export function readLearned(text: string | null): readonly LearnedRollout[] {
  return stored.safeParse(parse(text)).data?.flatMap((one) => rollout.safeParse(one).data ?? []) ?? [];
}

/** The text to store once this rollout has ended well. A rollout that is in it already changes nothing. */
export function withRollout(text: string | null, newest: LearnedRollout): string {
  const before = readLearned(text);
  if (text !== null && before.some(({ rolloutId }) => rolloutId === newest.rolloutId)) return text;
  return JSON.stringify([newest, ...before].slice(0, mostRollouts));
}

/** Those older count for less than a fifth of the newest. */
const mostRollouts = 10;

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
}

const block = z.object({
  minutes: z.number(),
  squares: z.number(),
  expected: z.number(),
  freedom: z.number(),
});
const residuals = z.object({ blocks: z.array(block), variance: z.number(), varianceSquared: z.number() });
const rollout = z.object({ rolloutId: z.string(), metrics: z.record(z.string(), residuals) });
const stored = z.array(z.unknown());
