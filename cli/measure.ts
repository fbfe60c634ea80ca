import { usualMinutes } from '../functions/_usual.ts';
import type { AwsClients } from '../providers/clients.ts';
import { routerFor } from '../providers/registry.ts';
import { stableSlot } from '../rollout/plan/slots.ts';
import type { Spec } from '../rollout/spec/index.ts';
import type { Measured } from './forecast.ts';
import { Mistake } from './mistake.ts';

/** What stable served a minute in the last hour, by metric, asked from AWS. Throws a `Mistake` where no slot is stable. */
export async function measure(spec: Spec, clients: AwsClients, clock: { now(): number }): Promise<Measured> {
  const { weights } = await routerFor(spec.traffic, clients).read();
  const live = stableSlot(weights);
  if (!live.ok)
    throw new Mistake(`${spec.service}: ${live.refusal.sentence}`, 'Measure when no rollout is under way.');
  return usualMinutes(spec, live.stable, { clients, clock });
}
