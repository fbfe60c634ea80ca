import { describe, expect, it } from '@jest/globals';
import { permissionsFor, workloadFor } from '../../providers/registry.ts';
import type { ProviderConfig } from '../../rollout/plan/plan.ts';
import type { Release, Slot } from '../../rollout/ports.ts';
import { awsError, type FakeAws } from '../support/fake-aws.ts';

/** A workload before its world: a fresh one for each test, with stable running and nothing beside it. */
export type WorkloadWorld = {
  readonly aws: FakeAws;
  readonly config: ProviderConfig;
  readonly stable: Slot;
  readonly release: Release;
  /** Everything that a second, equal call must leave alone: what runs where, how many, what is registered. */
  readonly state: () => unknown;
  /** The canary's tasks start, or its version becomes active. */
  readonly becomeHealthy: () => void;
  /** The canary can't start. */
  readonly breakDown: () => void;
};

/** What every workload does, whichever service runs it. */
export function workloadContract(kind: string, world: () => WorkloadWorld): void {
  const begin = () => {
    const made = world();
    const workload = workloadFor(made.config, made.aws.clients);
    const deploy = () => workload.deploy({ stable: made.stable, release: made.release, rolloutId: 'api-v2' });
    const find = async () =>
      workload.find?.({ stable: made.stable, release: made.release, rolloutId: 'api-v2' });
    return { ...made, workload, deploy, find };
  };

  describe(`${kind} as a workload`, () => {
    it('deploys beside stable, in the slot that it announced', async () => {
      const { workload, deploy, stable } = begin();
      const before = await workload.inspect(stable);
      const deployed = await deploy();
      expect(deployed.slot).not.toBe(stable);
      expect([null, deployed.slot]).toContain(workload.canarySlot(stable));
      expect(await workload.inspect(stable)).toEqual(before);
    });

    it('says that it can deploy this kind of release', () => {
      const { workload, release } = begin();
      expect(workload.releases).toContain(release.kind);
    });

    it('deployed twice is as deployed once', async () => {
      const { deploy, state } = begin();
      const once = [await deploy(), state()];
      expect([await deploy(), state()]).toEqual(once);
    });

    it('finds what a deploy has made, though its answer was lost', async () => {
      const { workload, deploy, find, stable, state } = begin();
      // Where the slot is known before, there is nothing to find.
      expect(workload.find === undefined).toBe(workload.canarySlot(stable) !== null);
      if (workload.find === undefined) return;
      const deployed = await deploy();
      const made = state();
      expect(await find()).toEqual(deployed);
      expect(state()).toEqual(made);
    });

    it('is starting, then healthy, and then says what runs', async () => {
      const { workload, deploy, becomeHealthy } = begin();
      const { slot, version } = await deploy();
      expect(await workload.health(slot, version)).toMatchObject({ status: 'starting' });
      becomeHealthy();
      expect(await workload.health(slot, version)).toMatchObject({ status: 'healthy' });
      expect(await workload.inspect(slot)).toMatchObject({ version });
    });

    it('tells a version that will not get better, and why', async () => {
      const { workload, deploy, breakDown } = begin();
      const { slot, version } = await deploy();
      breakDown();
      expect(await workload.health(slot, version)).toMatchObject({
        status: 'failed',
        detail: expect.stringContaining('out of order'),
      });
    });

    it('makes room twice as once, and never makes less', async () => {
      const { workload, deploy, stable, state } = begin();
      const { slot } = await deploy();
      await workload.makeRoom(slot, stable, 50);
      const once = state();
      await workload.makeRoom(slot, stable, 50);
      await workload.makeRoom(slot, stable, 5);
      expect(state()).toEqual(once);
    });

    it('removed twice is removed, and stable runs on as before', async () => {
      const { workload, deploy, stable } = begin();
      const before = await workload.inspect(stable);
      const { slot } = await deploy();
      await workload.remove(slot);
      await workload.remove(slot);
      expect(await workload.inspect(slot)).toMatchObject({ version: null, desiredCount: 0 });
      expect(await workload.inspect(stable)).toEqual(before);
    });

    it.each([
      ['AccessDeniedException', 'Denied'],
      ['ThrottlingException', 'Throttled'],
      ['ResourceConflictException', 'Conflict'],
    ])('passes %s on as %s', async (error, name) => {
      const { deploy, aws } = begin();
      aws.failNext(awsError(error));
      await expect(deploy()).rejects.toMatchObject({
        name,
        message: expect.stringMatching(/^[a-z-]+:[A-Za-z]+ on \S/),
      });
    });

    it('needs no permission that it does not ask for', async () => {
      const { workload, deploy, find, stable, aws, config, breakDown } = begin();
      const metrics = { kind: 'lambda-alias', function: 'any', alias: 'live' };
      const { workload: allowed } = permissionsFor({ traffic: metrics, workload: config, metrics: [] });
      const used = async (operation: keyof typeof allowed, act: () => Promise<unknown>) => {
        aws.calls.length = 0;
        await act();
        const actions = (allowed[operation] ?? []).flatMap((statement) => statement.actions);
        expect(actions).toEqual(expect.arrayContaining(aws.calls.map(({ action }) => action)));
      };
      await used('deploy', deploy);
      const { slot, version } = await deploy();
      await used('read', () => workload.inspect(slot));
      await used('health', () => workload.health(slot, version));
      await used('scale', () => workload.makeRoom(slot, stable, 100));
      breakDown();
      await used('health', () => workload.health(slot, version));
      if (workload.find) await used('find', find);
      await used('remove', () => workload.remove(slot));
    });
  });
}
