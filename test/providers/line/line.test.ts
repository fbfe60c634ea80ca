import { describe, expect, it } from '@jest/globals';
import { AwsError, type Call } from '../../../rehearsal/world/index.ts';
import { crowdedZone } from '../../support/crowded-zone.ts';

const seconds = 1000;

/** Everybody asks at the same moment. The answers are how each ended, in milliseconds or as an error's name. */
async function atOnce(zone: ReturnType<typeof crowdedZone>, ask: (record: string) => Promise<unknown>) {
  const startMillis = zone.clock.now();
  const ended = zone.records.map((record) =>
    ask(record).then(
      () => zone.clock.now() - startMillis,
      (error: Error) => error.name,
    ),
  );
  await zone.clock.run(() => false, 60 * seconds);
  return Promise.all(ended);
}

const restoreAll = (zone: ReturnType<typeof crowdedZone>) =>
  atOnce(zone, (record) => zone.sandbox(record).router.restore('blue'));

const slowest = (ended: readonly (number | string)[]): number => Math.max(...ended.map(Number));

describe('in line for Route 53', () => {
  it('a rollback alone reads and writes, and nothing else', async () => {
    const zone = crowdedZone({ size: 1 });
    expect(slowest(await restoreAll(zone))).toBeLessThan(200);
    expect(zone.world.calls.map(({ operation }) => operation)).toEqual([
      'ListResourceRecordSets',
      'ChangeResourceRecordSets',
    ]);
  });

  it.each([2, 10, 300, 1000])('%s rollbacks at once all return their traffic', async (size) => {
    const zone = crowdedZone({ size });
    const begunMillis = zone.clock.now();
    expect(slowest(await restoreAll(zone))).toBeLessThan(6 * seconds);
    expect(zone.records.map(zone.canaryPercent)).toEqual(zone.records.map(() => 0));
    // Who has the turn learns from one refusal how fast it may go. Those before were of people who tried by themselves.
    const refused = ({ outcome, startMillis }: Call) => outcome !== 'ok' && startMillis > begunMillis + 250;
    expect(
      [...zone.calls('ListResourceRecordSets'), ...zone.calls('ChangeResourceRecordSets')].filter(refused)
        .length,
    ).toBeLessThan(3);
  });

  it('writes many records in few batches, each within the limits', async () => {
    const zone = crowdedZone({ size: 300 });
    await restoreAll(zone);
    const batches = zone.calls('ChangeResourceRecordSets').filter(({ outcome }) => outcome === 'ok');
    expect(batches.length).toBeLessThan(8);
    for (const { input } of batches) {
      const { Changes } = (input as { ChangeBatch: { Changes: unknown[] } }).ChangeBatch;
      // An UPSERT counts its one value twice.
      expect(2 * Changes.length).toBeLessThanOrEqual(1000);
      // Both slots of a record are in the same batch.
      expect(Changes.length % 2).toBe(0);
    }
  });

  it('leaves nothing in the table but who was last', async () => {
    const zone = crowdedZone({ size: 40 });
    await restoreAll(zone);
    expect(zone.world.dynamodb.items('haldane').map(({ name }) => name?.S)).toEqual(['lease']);
  });

  it('returns traffic before it shifts any', async () => {
    const zone = crowdedZone({ size: 60 });
    const order: number[] = [];
    zone.world.faults.after = ({ operation, input }) => {
      if (operation !== 'ChangeResourceRecordSets') return;
      const { Changes } = (input as { ChangeBatch: { Changes: { ResourceRecordSet: { Weight: number } }[] } })
        .ChangeBatch;
      if (Changes.length > 2) order.push(...Changes.map(({ ResourceRecordSet }) => ResourceRecordSet.Weight));
    };
    await atOnce(zone, (record) => {
      const { router } = zone.sandbox(record);
      return Number(record.slice(1, -12)) % 2 === 0
        ? router.restore('blue')
        : router.shift({ stable: 'blue', canary: 'green', canaryPercent: 75 });
    });
    const firstShift = order.indexOf(150);
    expect(order.slice(0, firstShift).filter((weight) => weight === 200).length).toBeGreaterThan(10);
    expect(order.slice(firstShift)).not.toContain(200);
  });

  it('refuses a shift whose traffic is returned meanwhile', async () => {
    const zone = crowdedZone({ size: 30 });
    const [first = ''] = zone.records;
    const shift = zone.sandbox(first).router.shift({ stable: 'blue', canary: 'green', canaryPercent: 75 });
    const refused = expect(shift).rejects.toMatchObject({ name: 'Conflict' });
    // Nobody gets through before both wait.
    zone.world.faults.before = ({ service }) => {
      if (service === 'route53') throw new AwsError('Throttling', 'Rate exceeded');
    };
    zone.clock.schedule(zone.clock.now() + 3 * seconds, () => {
      zone.world.faults.before = () => {};
    });
    await restoreAll(zone);
    await refused;
    expect(zone.canaryPercent(first)).toBe(0);
  });

  it('lets a record that cannot be written, and its batch, keep nobody else', async () => {
    const zone = crowdedZone({ size: 100 });
    zone.world.faults.before = ({ operation, input }) => {
      if (operation === 'ChangeResourceRecordSets' && JSON.stringify(input).includes('"s50.example.com.'))
        throw new AwsError('InvalidChangeBatch', 'Something is wrong with one of them.');
    };
    const ended = await restoreAll(zone);
    expect(ended[50]).toBe('Refused');
    expect(ended.filter((one) => typeof one === 'string')).toHaveLength(1);
    expect(zone.records.filter((record) => zone.canaryPercent(record) > 0)).toEqual(['s50.example.com']);
  });

  it('tells who asked for a record that is not there', async () => {
    const zone = crowdedZone({ size: 20 });
    const stranger = zone.sandbox('nobody.example.com').router;
    const refused = expect(stranger.restore('blue')).rejects.toMatchObject({ name: 'NotFound' });
    const ended = await restoreAll(zone);
    await refused;
    expect(slowest(ended)).toBeLessThan(6 * seconds);
  });

  it('waits two seconds at most for somebody who died in their turn', async () => {
    const zone = crowdedZone({ size: 50 });
    const sandboxes = new Map(zone.records.map((record) => [record, zone.sandbox(record)]));
    let dead = 0;
    zone.world.faults.before = ({ operation, input }) => {
      if (operation !== 'ChangeResourceRecordSets' || dead >= 2) return;
      const text = JSON.stringify(input);
      if (!text.includes('records"')) return;
      dead += 1;
      // Whoever has the turn is one of those that it serves: they die together, and the others go on.
      for (const record of zone.records.slice(0, 25)) sandboxes.get(record)?.die();
      throw new AwsError('Throttling', 'Rate exceeded');
    };
    const startMillis = zone.clock.now();
    let last = 0;
    zone.world.faults.after = ({ operation }) => {
      if (operation === 'ChangeResourceRecordSets') last = zone.clock.now() - startMillis;
    };
    for (const record of zone.records) void sandboxes.get(record)?.router.restore('blue');
    await zone.clock.run(() => false, 60 * seconds);
    // Those of the dead are returned too: their wishes were waiting.
    expect(zone.records.map(zone.canaryPercent)).toEqual(zone.records.map(() => 0));
    expect(last).toBeLessThan(10 * seconds);
  });

  it('goes on without the table', async () => {
    const zone = crowdedZone({ size: 6 });
    zone.world.faults.before = ({ service }) => {
      if (service === 'dynamodb') throw new AwsError('InternalServerError', 'Not now.', { status: 500 });
    };
    const ended = await restoreAll(zone);
    expect(ended.some((one) => typeof one === 'number')).toBe(true);
    expect(ended.filter((one) => typeof one === 'string' && one !== 'Throttled')).toEqual([]);
    expect(zone.told.join()).toContain('dynamodb:UpdateItem on line');
  });

  it('reads for all, and each finds its own', async () => {
    const zone = crowdedZone({ size: 200 });
    const weights = new Map<string, number | undefined>();
    const ended = await atOnce(zone, async (record) => {
      const reading = await zone.sandbox(record).router.read();
      weights.set(record, reading.weights.green);
    });
    expect(slowest(ended)).toBeLessThan(6 * seconds);
    expect([...weights.values()]).toEqual(zone.records.map(() => 50));
    expect(
      zone.calls('ListResourceRecordSets').filter(({ outcome }) => outcome === 'ok').length,
    ).toBeLessThan(12);
  });
});
