import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crowdedZone } from '../../support/crowded-zone.ts';

// Any interleaving of shifts and returns, with sandboxes that die and AWS that throttles, ends with each record as whoever wrote last
// wanted it; and no shift that was asked before a return was asked and waited with it in line comes after it.

const second = 1000;
const limitMillis = 120 * second;

const act = fc.record({
  record: fc.nat({ max: 11 }),
  atMillis: fc.nat({ max: 4000 }),
  percent: fc.constantFrom(0, 0, 0, 5, 25, 75),
  diesAfterMillis: fc.option(fc.nat({ max: 3000 }), { freq: 4 }),
});

describe('any interleaving', () => {
  it('returns the traffic of each record whose rollout gave up, and confirms it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 60 }), fc.nat(), async (acts, seed) => {
        const zone = crowdedZone({ size: 12, seed, throttleShare: 0.02 });
        const startMillis = zone.clock.now();
        const marked = new Map<string, number>();
        const nameOf = (index: number) => zone.records[index] ?? '';
        /** As the machine does: tries again until it is done, also where its handler died. */
        const restore = async (record: string): Promise<void> => {
          for (;;) {
            try {
              await zone.sandbox(record).router.restore('blue');
              return;
            } catch {
              await zone.clock.sleep(second);
            }
          }
        };
        for (const { record: index, atMillis, percent, diesAfterMillis } of acts) {
          const record = nameOf(index);
          zone.clock.schedule(startMillis + atMillis, () => {
            const { router, die } = zone.sandbox(record);
            if (diesAfterMillis !== null) zone.clock.schedule(zone.clock.now() + diesAfterMillis, die);
            if (percent === 0) {
              marked.set(record, zone.clock.now());
              void router.restore('blue').catch(() => {});
              if (diesAfterMillis !== null)
                void zone.clock.sleep(diesAfterMillis + second).then(() => restore(record));
            } else if (!marked.has(record)) {
              // A shift looks at the mark before it writes and after it (functions/shift-traffic.ts).
              void router
                .shift({ stable: 'blue', canary: 'green', canaryPercent: percent })
                .then(() => (marked.has(record) ? router.restore('blue') : undefined))
                .catch(() => {});
            }
          });
        }
        await zone.clock.run(() => false, 60 * second);
        // Nobody who asked lives any more, and nothing of theirs can be written: what Confirm reads now, stays.
        const writes = zone.calls('ChangeResourceRecordSets').length;
        await zone.clock.run(() => false, limitMillis);
        expect(zone.calls('ChangeResourceRecordSets')).toHaveLength(writes);
        const repairs = [...marked.keys()].map(async (record) => {
          const { router } = zone.sandbox(record);
          if ((await router.read()).weights.blue !== 100) await router.restore('blue');
        });
        await zone.clock.run(() => false, limitMillis);
        await Promise.all(repairs);
        for (const record of marked.keys()) expect(zone.canaryPercent(record)).toBe(0);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it('needs no repair where nobody dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ record: fc.nat({ max: 11 }), shift: fc.boolean() }), {
          minLength: 12,
          maxLength: 60,
        }),
        fc.nat(),
        async (acts, seed) => {
          const zone = crowdedZone({ size: 12, seed, throttleShare: 0.02 });
          const wanted = new Map<string, number>();
          const done: Promise<unknown>[] = [];
          // All shifts are asked before all returns, and all of them wait at once.
          for (const { record: index, shift } of acts.toSorted((a, b) => Number(b.shift) - Number(a.shift))) {
            const record = zone.records[index] ?? '';
            const { router } = zone.sandbox(record);
            wanted.set(record, shift ? 75 : 0);
            done.push(
              shift
                ? router
                    .shift({ stable: 'blue', canary: 'green', canaryPercent: 75 })
                    .then(() => (wanted.get(record) === 0 ? router.restore('blue') : undefined))
                    .catch(() => {})
                : router.restore('blue'),
            );
          }
          await zone.clock.run(() => false, 60 * second);
          await Promise.all(done);
          for (const [record, percent] of wanted)
            expect([record, zone.canaryPercent(record)]).toEqual([record, percent]);
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });
});
