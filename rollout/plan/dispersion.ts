import { z } from 'zod';
import {
  ASSUMED_DISPERSION,
  type Dispersion,
  learnPhi,
  phiFromHistory,
  type Verdict,
} from '../judge/index.ts';
import type { LearnedRollout } from '../learned.ts';
import type { Assignment, MinuteCounts } from '../ports.ts';

const origin = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('learned'), rollouts: z.int() }),
  z.strictObject({ kind: z.literal('history'), hours: z.number() }),
  z.strictObject({ kind: z.literal('assumed') }),
  /** Each request draws its slot, so there is nothing to allow for. */
  z.strictObject({ kind: z.literal('unit') }),
]);

/** How much more a metric's counts scatter than independent ones, and who says so; without numbers, the judge's default for the unit. */
export const metricDispersionSchema = z.strictObject({
  origin,
  phi: z.exactOptional(z.number()),
  sigma2: z.exactOptional(z.number()),
});
export type MetricDispersion = Readonly<z.infer<typeof metricDispersionSchema>>;

/** From earlier good rollouts; `null` if they met too little to tell. */
export function learnedDispersion(key: string, rollouts: readonly LearnedRollout[]): MetricDispersion | null {
  const mine = rollouts.flatMap(({ metrics }) => metrics[key] ?? []);
  const learned = learnPhi(mine);
  return learned && { ...rounded(learned), origin: { kind: 'learned', rollouts: mine.length } };
}

/** From stable's own past, for clients; `null` if most of it is unknown, or too quiet to tell. */
export function pastDispersion(past: readonly MinuteCounts[]): MetricDispersion | null {
  const known = past.filter(({ counts }) => counts !== null).length;
  if (known < past.length / 2) return null;
  const found = phiFromHistory(past.map(({ counts }) => counts ?? { total: 0, bad: 0 }));
  return found && { ...rounded(found), origin: { kind: 'history', hours: Math.round(past.length / 60) } };
}

export const usualDispersion = (unit: Assignment['unit']): MetricDispersion => ({
  origin: { kind: unit === 'request' ? 'unit' : 'assumed' },
});

/** The verdict of counts, saying how much scatter it allowed for. Verdicts for other reasons have none to tell of. */
export function withDispersion(
  verdict: Verdict,
  byMetric: Readonly<Record<string, MetricDispersion>>,
): Verdict {
  const clause = fromCounts.has(verdict.rule) ? dispersionClause(byMetric) : '';
  return clause === '' ? verdict : { ...verdict, sentence: `${verdict.sentence} ${clause}` };
}

const fromCounts: ReadonlySet<Verdict['rule']> = new Set([
  'harm-proved',
  'harm-suspected',
  'safe-proved',
  'safe-but-baking',
  'baking',
  'bake-over',
]);

/**
 * In one clause: "Dispersion 1.9, learned from 4 rollouts." Empty where each request draws its slot and nothing else was
 * ever seen.
 */
export function dispersionClause(byMetric: Readonly<Record<string, MetricDispersion>>): string {
  const told = Object.entries(byMetric).filter(([, { origin }]) => origin.kind !== 'unit');
  const [same, ...others] = new Set(told.map(([, { phi, origin }]) => `${amount(phi)}, ${source(origin)}`));
  if (same === undefined) return '';
  if (others.length === 0) return `Dispersion ${same}.`;
  const bySource = [...Map.groupBy(told, ([, { origin }]) => source(origin))];
  const parts = bySource.map(
    ([from, metrics]) => `${metrics.map(([name, { phi }]) => `${name} ${amount(phi)}`).join(', ')}, ${from}`,
  );
  return `Dispersion: ${parts.join('; ')}.`;
}

const amount = (phi: number = ASSUMED_DISPERSION.phi): string => `${Number(phi.toPrecision(2))}`;

function source(origin: MetricDispersion['origin']): string {
  switch (origin.kind) {
    case 'learned':
      return `learned from ${origin.rollouts} ${origin.rollouts === 1 ? 'rollout' : 'rollouts'}`;
    case 'history':
      return `from stable's last ${origin.hours} hours`;
    case 'assumed':
      return 'assumed';
    case 'unit':
      return 'each request draws its slot';
  }
}

const rounded = ({ phi, sigma2 }: Dispersion): Dispersion => ({ phi: digits(phi), sigma2: digits(sigma2) });

const digits = (value: number): number => Number(value.toPrecision(4));
