import { z } from 'zod';
import { readAlarms } from '../providers/metrics/alarms.ts';
import { metricDirections, metricLagMinutes, routerFor, workloadFor } from '../providers/registry.ts';
import type { Table } from '../providers/table.ts';
import { makePlan, nameOf } from '../rollout/plan/make-plan.ts';
import type { Plan } from '../rollout/plan/plan.ts';
import { stableSlot } from '../rollout/plan/slots.ts';
import { queueOf } from '../rollout/plan/waits.ts';
import { registryOf } from '../rollout/registry.ts';
import { parseReleaseInput } from '../rollout/release.ts';
import type { Spec } from '../rollout/spec/index.ts';
import { dispersions } from './_dispersions.ts';
import { CannotStart } from './_errors.ts';
import { hereOf } from './_here.ts';
import { readSpec } from './_spec.ts';
import { task } from './_task.ts';
import { usualMinutes } from './_usual.ts';
import { wrap } from './_wrap.ts';

/** What must be known to wait for another rollout: that one moves the weights, so there is no plan before it ends. */
type Order = Pick<Plan, 'service' | 'version' | 'onNewerVersion' | 'queue'>;

/** Reads the spec and the live state of everything it names, and makes the plan; or refuses with every reason at once. */
export const planTheRollout = task({
  needs: [
    'specs.read',
    'claims.read',
    'watches.write',
    'learned.read',
    'metrics.read',
    'switch.read',
    'traffic.read',
    'workload.read',
    'workload.health',
    'alarms.read',
  ],
  input: z.strictObject({ input: z.unknown(), execution: z.string(), name: z.string() }),
  async run({ input, execution, name }, deps) {
    const { clients, table, clock, telemetry } = deps;
    const asked = parseReleaseInput(input);
    if (!asked.ok) throw new CannotStart(asked.problem);
    if (asked.kind === 'recover') throw new CannotStart('A recovery has no plan to make.');
    const { service, release, hotfix } = asked;
    const spec = await specOf(service, table);
    const order: Order = {
      service,
      version: nameOf(release),
      onNewerVersion: spec.onNewerVersion,
      queue: queueOf(spec),
    };
    const claim = await table.readClaim(service);
    if (claim !== null && claim.holder !== execution) return { order, plan: null };

    // Before they are looked at, and before the claim: whichever fires from now on finds the service.
    await table.noteWatches(service, spec.alarms);
    const router = routerFor(spec.traffic, clients);
    const workload = workloadFor(spec.workload, clients);
    const [reading, stopSwitch, alarms] = await Promise.all([
      router.read(),
      table.readSwitch(),
      readAlarms(spec.alarms, clients),
    ]);
    const slots = Object.keys(reading.weights);
    const live = stableSlot(reading.weights);
    const stable = live.ok ? live.stable : null;
    const running = await Promise.all(
      slots.map(async (slot) => [slot, await workload.inspect(slot)] as const),
    );
    const metrics = spec.metrics.map(({ config }) => config);
    const isGuarded = (hotfix ? spec.hotfix.steps : spec.steps).kind === 'guarded';
    const result = makePlan({
      spec,
      release,
      rolloutId: name,
      reading,
      running: Object.fromEntries(running),
      canarySlot: stable === null ? null : workload.canarySlot(stable),
      firingAlarms: alarms.firing.map(({ name }) => name),
      unknownAlarms: alarms.missing,
      stableHealth: stable === null ? unknownHealth : await workload.health(stable),
      hotfix,
      stopSwitch,
      nowMillis: clock.now(),
      routerInfo: router,
      metricDirections: metricDirections(metrics),
      metricLagMinutes: metricLagMinutes(metrics, clients),
      dispersion: stable === null ? {} : await dispersions(spec, reading.assignment.unit, stable, deps),
      usual: stable === null || !isGuarded ? {} : await usualMinutes(spec, stable, deps),
      releaseKinds: workload.releases,
      registry: registryOf(hereOf(deps.env)),
    });
    if (!result.ok) throw new CannotStart(result.problems.map(({ sentence }) => sentence).join(' '));
    telemetry.info('Planned', { notes: result.notes });
    return { order, plan: result.plan, notes: result.notes };
  },
});

export const handler = wrap(planTheRollout);

/** Without a stable slot there is nothing to ask; the plan is refused for that. */
const unknownHealth = { status: 'healthy', detail: 'not asked' } as const;

async function specOf(service: string, table: Table): Promise<Spec> {
  const stored = await table.readSpec(service);
  if (stored !== null) return readSpec(stored);
  throw new CannotStart(
    `There is no spec of a service called ${JSON.stringify(service)}. Store it with: haldane apply services/${service}.yml`,
  );
}
