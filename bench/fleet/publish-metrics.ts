import type { Fleet } from './account.ts';
import { zoneId } from './account.ts';

const requestsPerMinute = 6000;
const usualErrorRate = 0.001;
const pastMinutes = 65;

/** Publishes what every service counts, minute by minute, by its weights. The answer makes all canaries bad from then on. */
export function publishMetrics({ world, members }: Fleet): { spoil(errorRate: number): void; stop(): void } {
  const { clock, cloudwatch, route53 } = world;
  let canaryErrorRate = usualErrorRate;

  const publish = (minute: number) => {
    const byName = Map.groupBy(route53.records(zoneId), ({ Name = '' }) => Name);
    for (const { spec, record } of members) {
      const weights = byName.get(`${record}.`) ?? [];
      const total = weights.reduce((sum, { Weight = 0 }) => sum + Weight, 0) || 1;
      for (const { SetIdentifier: slot = '', Weight = 0 } of weights) {
        const requests = Math.round((requestsPerMinute * Weight) / total);
        if (requests === 0) continue;
        const errors = Math.round(requests * (slot === 'green' ? canaryErrorRate : usualErrorRate));
        const dimensions = { Service: spec.service, Slot: slot };
        const record = (name: string, sum: number) =>
          cloudwatch.record({ namespace: 'Shop', name, dimensions }, minute, { sum, count: sum });
        record('Requests', requests);
        record('Errors', errors);
      }
    }
  };

  const minuteNow = () => Math.floor(clock.now() / 60_000);
  for (let minute = minuteNow() - pastMinutes; minute < minuteNow(); minute++) publish(minute);
  let stop = () => {};
  const each = () => {
    publish(minuteNow() - 1);
    stop = clock.schedule((minuteNow() + 1) * 60_000, each);
  };
  stop = clock.schedule((minuteNow() + 1) * 60_000, each);
  return {
    spoil: (errorRate) => {
      canaryErrorRate = errorRate;
    },
    stop: () => stop(),
  };
}
