import { describe, expect, it } from '@jest/globals';
import { permissionsFor, sourcesFor } from '../../providers/registry.ts';
import type { ProviderConfig } from '../../rollout/plan/plan.ts';
import type { Counts, Slot } from '../../rollout/ports.ts';
import { awsError, type FakeAws } from '../support/fake-aws.ts';

/** A metric source before its world, with one metric `errors` and no data. */
export type MetricWorld = {
  readonly aws: FakeAws;
  readonly config: ProviderConfig;
  /** The source has these counts; a missing `bad` means that nothing was published for it. */
  readonly publish: (slot: Slot, minute: number, counts: { total: number; bad?: number }) => void;
};

const slots = ['blue', 'green'];
const window = { fromMinute: 100, toMinute: 103 };

/** What every metric source does, whichever service holds the numbers. */
export function metricSourceContract(kind: string, world: () => MetricWorld): void {
  const begin = () => {
    const made = world();
    const source = sourcesFor([made.config], made.aws.clients);
    const read = async (over = window) => {
      const [reading, ...more] = await source.read(slots, over);
      if (!reading || more.length > 0) throw new Error('one metric, one reading');
      return reading;
    };
    return { ...made, source, read };
  };
  const counts = (minutes: readonly { counts: Counts | null }[] = []) =>
    minutes.map((minute) => minute.counts);

  describe(`${kind} as a metric source`, () => {
    it('answers every minute of the window in every slot, and no other', async () => {
      const { read, publish } = begin();
      for (const minute of [99, 100, 102, 103]) publish('blue', minute, { total: minute, bad: 1 });
      const { name, status, slots: found } = await read();
      expect([name, status]).toEqual(['errors', 'ok']);
      expect(Object.keys(found)).toEqual(slots);
      expect(found.blue).toEqual([
        { minute: 100, counts: { total: 100, bad: 1 } },
        { minute: 101, counts: null },
        { minute: 102, counts: { total: 102, bad: 1 } },
      ]);
      expect(counts(found.green)).toEqual([null, null, null]);
    });

    it('tells no data from zero', async () => {
      const { read, publish } = begin();
      publish('blue', 100, { total: 10 });
      publish('blue', 101, { total: 0 });
      const { slots: found } = await read();
      expect(counts(found.blue)).toEqual([{ total: 10, bad: 0 }, { total: 0, bad: 0 }, null]);
    });

    it('is missing where no slot has any data, and says what it looked for', async () => {
      const { read } = begin();
      expect(await read()).toMatchObject({ status: 'missing', detail: expect.stringMatching(/\w/) });
    });

    it('counts no more bad events than events', async () => {
      const { read, publish } = begin();
      publish('blue', 100, { total: 3, bad: 4 });
      expect(counts((await read()).slots.blue)[0]).toEqual({ total: 3, bad: 3 });
    });

    it.each([
      ['ThrottlingException', 400, 'throttled'],
      ['AccessDenied', 403, 'denied'],
      ['InternalServiceFault', 500, 'failed'],
    ])('reads %s (%s) as %s, which is not the same as no data', async (error, code, status) => {
      const { aws, read } = begin();
      aws.failNext(awsError(error, code));
      expect(await read()).toMatchObject({ status, detail: expect.stringContaining(error) });
    });

    it('answers an empty window', async () => {
      const { read } = begin();
      expect((await read({ fromMinute: 100, toMinute: 100 })).slots).toEqual({ blue: [], green: [] });
    });

    it('asks for the permissions that it uses, and no others', async () => {
      const { aws, config, read } = begin();
      await read();
      const traffic = { kind: 'lambda-alias', function: 'any', alias: 'live' };
      const { metrics } = permissionsFor({
        traffic,
        workload: { kind: 'lambda', function: 'any' },
        metrics: [config],
      });
      const allowed = metrics.read.flatMap(({ actions }) => actions);
      expect(new Set(aws.calls.map(({ action }) => action))).toEqual(new Set(allowed));
    });
  });
}
