import type { Measured } from './measure.ts';

/**
 * Too little traffic to judge within this bake: even at 20 times stable's rate fewer than 3 bad events
 * would be expected from the canary; for good events, fewer than 10 in all, of which even a loss of all proves nothing.
 */
export function isTooSmall(
  { evidence, hearing, settings }: Pick<Measured, 'evidence' | 'hearing' | 'settings'>,
  weightPercent: number,
  minutesLeft: number,
): boolean {
  const { stable, canary } = evidence.counts;
  const requests =
    canary.total + (hearing.expectedPerMinute * weightPercent * Math.max(0, minutesLeft)) / 100;
  // Half an event for stable, so that none among few requests is not taken for a rate of zero.
  const rate = (stable.bad + 0.5) / (stable.total + 1);
  return settings.direction === 'lower-is-better'
    ? Math.min(1, 20 * rate) * requests < 3
    : rate * requests < 10;
}
