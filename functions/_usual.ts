import { sourcesFor } from '../providers/registry.ts';
import type { UsualMinute } from '../rollout/plan/ramp.ts';
import type { MinuteCounts, Slot } from '../rollout/ports.ts';
import type { Spec } from '../rollout/spec/index.ts';
import type { Deps } from './_deps.ts';

/**
 * What stable counted a minute in the last hour, by metric; left out what is not known. A rollout is not refused for it: the ramp
 * then begins as low as it can, and the judge holds what it cannot read.
 */
export async function usualMinutes(
  spec: Spec,
  stable: Slot,
  { clients, clock }: Pick<Deps, 'clients' | 'clock'>,
): Promise<Readonly<Record<string, UsualMinute>>> {
  const source = sourcesFor(
    spec.metrics.map(({ config }) => config),
    clients,
  );
  const toMinute = Math.floor(clock.now() / 60_000 - source.lagMinutes);
  const readings = await source.read([stable], { fromMinute: toMinute - 60, toMinute });
  return Object.fromEntries(
    readings.flatMap(({ name, status, slots }) => {
      const usual = status === 'ok' ? average(slots[stable] ?? []) : null;
      return usual === null ? [] : [[name, usual]];
    }),
  );
}

function average(minutes: readonly MinuteCounts[]): UsualMinute | null {
  const known = minutes.flatMap(({ counts }) => counts ?? []);
  const mean = (of: 'total' | 'bad') => known.reduce((sum, counts) => sum + counts[of], 0) / known.length;
  return known.length === 0 ? null : { total: mean('total'), bad: mean('bad') };
}
