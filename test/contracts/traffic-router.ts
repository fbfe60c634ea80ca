import { describe, expect, it } from '@jest/globals';
import { permissionsFor, routerFor } from '../../providers/registry.ts';
import type { ProviderConfig } from '../../rollout/plan/plan.ts';
import type { Assignment, Slot } from '../../rollout/ports.ts';
import { awsError, type FakeAws } from '../support/fake-aws.ts';

/** A router before its world: a fresh one for each test, with all traffic on stable. */
export type RouterWorld = {
  readonly aws: FakeAws;
  readonly config: ProviderConfig;
  readonly stable: Slot;
  readonly canary: Slot;
  /** What it assigns at random, and for how long, as the world is set up. */
  readonly assignment: Assignment;
  /** All state but the weights: what a shift must leave as found. */
  readonly everythingElse: () => unknown;
  /** A stranger changes its shape, so that it is not ours any more. */
  readonly meddle: () => void;
  /** How the service says that a write came too early or too late. */
  readonly conflict?: Error;
};

/** What every traffic router does, whichever service is behind it. */
export function trafficRouterContract(kind: string, world: () => RouterWorld): void {
  const begin = () => {
    const made = world();
    const { stable, canary } = made;
    const split = (canaryPercent: number) => ({ stable, canary, canaryPercent });
    return { ...made, split, router: routerFor(made.config, made.aws.clients) };
  };

  describe(`${kind} as a traffic router`, () => {
    it('reads all traffic on stable', async () => {
      const { router, stable, canary } = begin();
      const { weights, settleSeconds, assignment } = await router.read();
      expect(weights[stable]).toBe(100);
      expect(weights[canary] ?? 0).toBe(0);
      expect(settleSeconds).toBeGreaterThanOrEqual(0);
      expect(assignment.lastsSeconds === 0).toBe(assignment.unit === 'request');
    });

    it('states what it assigns at random and for how long, whatever the weights', async () => {
      const { router, split, assignment } = begin();
      for (const percent of [0, 5, 100]) {
        await router.shift(split(percent));
        expect((await router.read()).assignment).toEqual(assignment);
      }
    });

    it.each([0.5, 5, 50, 99.5, 100, 0])('shifts to %s%% and reads it back', async (percent) => {
      const { router, split, stable, canary } = begin();
      await router.shift(split(20));
      const receipt = await router.shift(split(percent));
      const { settled, weights } = await router.check(split(percent), receipt);
      expect(settled).toBe(true);
      expect(weights[canary] ?? 0).toBeCloseTo(percent, 6);
      expect((weights[stable] ?? 0) + (weights[canary] ?? 0)).toBeCloseTo(100, 6);
    });

    it('writes once a shift, and leaves everything else as found', async () => {
      const { router, split, aws, everythingElse } = begin();
      const before = everythingElse();
      await router.shift(split(5));
      expect(aws.writes()).toHaveLength(1);
      expect(everythingElse()).toEqual(before);
    });

    it('shifted twice is as shifted once', async () => {
      const { router, split, everythingElse } = begin();
      await router.shift(split(5));
      const once = [await router.read(), everythingElse()];
      await router.shift(split(5));
      expect([await router.read(), everythingElse()]).toEqual(once);
    });

    it('restores stable by one write, whatever the canary has and without knowing it', async () => {
      const { router, split, stable, aws, everythingElse } = begin();
      const before = everythingElse();
      for (const percent of [0, 25, 100]) {
        await router.shift(split(percent));
        const writes = aws.writes().length;
        await router.restore(stable);
        expect(aws.writes()).toHaveLength(writes + 1);
        expect((await router.read()).weights[stable]).toBe(100);
      }
      expect(everythingElse()).toEqual(before);
    });

    it('is not settled while another split is in force, receipt or not', async () => {
      const { router, split } = begin();
      const receipt = await router.shift(split(5));
      expect(await router.check(split(25), receipt)).toMatchObject({ settled: false });
      expect(await router.check(split(25))).toMatchObject({ settled: false });
      expect(await router.check(split(5))).toMatchObject({ settled: true });
    });

    it('promoted, serves the canary alone, and can still give all back', async () => {
      const { router, split, stable, canary } = begin();
      if (!router.promote) return;
      await router.shift(split(100));
      await router.promote({ stable, canary });
      await router.promote({ stable, canary });
      expect((await router.read()).weights).toEqual({ [canary]: 100 });
      await router.shift(split(0));
      expect((await router.read()).weights).toEqual({ [stable]: 100 });
    });

    it('promotes nothing that has not all traffic', async () => {
      const { router, split, stable, canary, aws } = begin();
      if (!router.promote) return;
      await router.shift(split(50));
      await expect(router.promote({ stable, canary })).rejects.toMatchObject({ name: 'Conflict' });
      expect(aws.writes()).toHaveLength(1);
    });

    it('refuses a weight that it cannot express, and writes nothing', async () => {
      const { router, split, aws } = begin();
      for (const percent of [0.0123, -1, 101]) {
        await expect(router.shift(split(percent))).rejects.toMatchObject({ name: 'Refused' });
      }
      expect(aws.writes()).toEqual([]);
    });

    it('touches nothing that is not shaped as the spec says', async () => {
      const { router, split, aws, meddle } = begin();
      meddle();
      await expect(router.shift(split(5))).rejects.toMatchObject({ name: 'NotOwned' });
      expect(aws.writes()).toEqual([]);
    });

    it('says what was denied, and on what', async () => {
      const { router, aws } = begin();
      aws.failNext(awsError('AccessDeniedException', 403));
      await expect(router.read()).rejects.toMatchObject({
        name: 'Denied',
        message: expect.stringMatching(/^[a-z0-9]+:[A-Za-z]+ on \S/),
      });
    });

    it.each([
      ['ThrottlingException', 400, 'Throttled'],
      ['InternalFailure', 500, 'Unavailable'],
    ])('passes %s (%s) on as %s', async (error, status, name) => {
      const { router, split, aws } = begin();
      // As often as a router, or the SDK below it, may try.
      for (let tries = 3; tries > 0; tries--) aws.failNext(awsError(error, status));
      await expect(router.shift(split(5))).rejects.toMatchObject({ name });
    });

    it('tells a conflict, and the next try succeeds', async () => {
      const { router, split, aws, conflict } = begin();
      if (!conflict) return;
      await router.shift(split(5));
      aws.failNext(conflict, aws.writes()[0]?.split(':')[1]);
      await expect(router.shift(split(25))).rejects.toMatchObject({ name: 'Conflict' });
      expect(await router.check(split(5))).toMatchObject({ settled: true });
      await router.shift(split(25));
      expect(await router.check(split(25))).toMatchObject({ settled: true });
    });

    it('asks for the permissions that it uses, and no others', async () => {
      const { router, split, stable, canary, aws, config } = begin();
      const { traffic } = permissionsFor({ traffic: config, workload: anyWorkload, metrics: [] });
      const used = async (act: () => Promise<unknown>) => {
        aws.calls.length = 0;
        const answer = await act();
        return { answer, actions: [...new Set(aws.calls.map(({ action }) => action))].toSorted() };
      };
      const allowed = (statements: typeof traffic.read = []) =>
        statements.flatMap(({ actions }) => actions).toSorted();
      expect((await used(() => router.read())).actions).toEqual(allowed(traffic.read));
      const receipt = await router.shift(split(100));
      expect((await used(() => router.check(split(100), receipt))).actions).toEqual(allowed(traffic.check));
      expect((await used(async () => router.promote?.({ stable, canary }))).actions).toEqual(
        allowed(traffic.promote),
      );
      expect((await used(() => router.shift(split(0)))).actions).toEqual(allowed(traffic.write));
    });
  });
}

const anyWorkload = { kind: 'lambda', function: 'any' };
