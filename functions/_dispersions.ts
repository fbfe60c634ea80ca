import { sourcesFor } from '../providers/registry.ts';
import { type LearnedRollout, readLearned } from '../rollout/learned.ts';
import { metricKey } from '../rollout/metric-key.ts';
import { learnedDispersion, type MetricDispersion, pastDispersion } from '../rollout/plan/dispersion.ts';
import type { Assignment, MetricReading, Slot } from '../rollout/ports.ts';
import type { Spec } from '../rollout/spec/index.ts';
import type { Deps } from './_deps.ts';

type SpecMetric = Spec['metrics'][number];

/**
 * How much each metric scatters, by its name: as earlier good rollouts saw it; else, where clients are assigned, as
 * stable's past shows it. A metric of which neither tells is left out. What cannot be read is told, and stops nothing.
 */
export async function dispersions(
  spec: Spec,
  assigned: Assignment['unit'],
  stable: Slot,
  deps: Pick<Deps, 'clients' | 'table' | 'clock' | 'telemetry'>,
): Promise<Readonly<Record<string, MetricDispersion>>> {
  const rollouts = await learned(spec.service, deps);
  const unitOf = ({ unit }: SpecMetric) => unit ?? assigned;
  const found = new Map<string, MetricDispersion | null>();
  for (const metric of spec.metrics) {
    found.set(metric.config.name, learnedDispersion(metricKey(metric.config, unitOf(metric)), rollouts));
  }
  const unknown = spec.metrics.filter(
    (metric) => unitOf(metric) === 'client' && found.get(metric.config.name) === null,
  );
  for (const { name, status, slots, detail } of await past(unknown, stable, deps)) {
    if (status === 'ok') found.set(name, pastDispersion(slots[stable] ?? []));
    else if (status !== 'missing') deps.telemetry.error(unreadPast, `${name}: ${detail ?? status}`);
  }
  return Object.fromEntries([...found].flatMap(([name, one]) => (one === null ? [] : [[name, one]])));
}

async function learned(
  service: string,
  { table, telemetry }: Pick<Deps, 'table' | 'telemetry'>,
): Promise<readonly LearnedRollout[]> {
  try {
    return readLearned(await table.readLearned(service));
  } catch (error) {
    telemetry.error('What earlier rollouts taught could not be read', error);
    return [];
  }
}

/** Stable's last hours, in one call for up to 70 metrics: GetMetricData returns 100,800 data points at most. */
async function past(
  metrics: readonly SpecMetric[],
  stable: Slot,
  { clients, clock, telemetry }: Pick<Deps, 'clients' | 'clock' | 'telemetry'>,
): Promise<readonly MetricReading[]> {
  if (metrics.length === 0) return [];
  try {
    const source = sourcesFor(
      metrics.map(({ config }) => config),
      clients,
    );
    const toMinute = Math.floor(clock.now() / 60_000) - source.lagMinutes;
    return await source.read([stable], { fromMinute: toMinute - pastMinutes, toMinute });
  } catch (error) {
    telemetry.error(unreadPast, error);
    return [];
  }
}

const unreadPast = "Stable's past could not be read";

/** Half a day has busy and quiet hours, and 24 pairs of quarters. */
const pastMinutes = 12 * 60;
