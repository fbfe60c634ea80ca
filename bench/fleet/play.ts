import { names } from '../../rehearsal/stage.ts';
import { canaryImage, type Fleet, fleet, servicesIn, sharedAlarm } from './account.ts';
import { publishMetrics } from './publish-metrics.ts';

/** What makes all rollouts return their traffic. */
export const triggers = {
  alarms: 'each service has an alarm, and all fire',
  alarm: 'one alarm that all rollouts watch fires',
  aborts: 'somebody aborts all rollouts',
  verdicts: 'all canaries begin to fail requests',
} as const;

export type Trigger = keyof typeof triggers;

export type Played = {
  readonly size: number;
  readonly trigger: Trigger;
  /** From the trigger until a record gives stable all traffic again, of each rollout, sorted. */
  readonly returnedSeconds: readonly number[];
  /** From the first call of a handler that shall return it until then, of each rollout, sorted. */
  readonly waitedSeconds: readonly number[];
  /** From the first start until a rollout's first weight was written, sorted. */
  readonly shiftedSeconds: readonly number[];
  readonly ticks: { readonly judged: number; readonly missed: number };
  readonly outcomes: Readonly<Record<string, number>>;
  /** By service and operation. */
  readonly throttled: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
  readonly peaks: {
    readonly getMetricDataPerSecond: number;
    readonly transitionsPerSecond: number;
  };
  readonly pages: number;
};

/** Rollouts begin one after the other for so long, and all of them bake together after that. */
const startsMillis = 5 * 60_000;
const bakedMinutes = 10;
const limitMinutes = 90;

/** Starts all rollouts within minutes, lets them bake, and pulls the trigger on all of them at once. */
export async function play(size: number, trigger: Trigger, seed: number): Promise<Played> {
  const asked = new Map<string, number>();
  const made = await fleet(size, seed, trigger.startsWith('alarm'), (functionName, input) => {
    if (functionName !== 'interrupt' && functionName !== 'roll-back-the-traffic') return;
    const text = JSON.stringify(input);
    const ofAll = functionName === 'interrupt' && text.includes(sharedAlarm);
    for (const service of ofAll ? made.records.keys() : servicesIn(text)) {
      const record = made.records.get(service);
      if (record !== undefined && !asked.has(record)) asked.set(record, clock.now());
    }
  });
  const { world, members, clock } = made;
  const metrics = publishMetrics(made);
  const startMillis = clock.now();
  const pulledMillis = startMillis + bakedMinutes * 60_000;
  const shifted = new Map<string, number>();
  const returned = new Map<string, number>();
  /** Records whose canary has traffic now. */
  const split = new Set<string>();
  world.faults.after = ({ operation, input }) => {
    if (operation !== 'ChangeResourceRecordSets') return;
    for (const { ResourceRecordSet: changed } of (input as ChangeInput).ChangeBatch.Changes) {
      const { Name, SetIdentifier, Weight } = changed;
      if (SetIdentifier !== 'green') continue;
      if (Weight > 0) {
        split.add(Name);
        if (!shifted.has(Name)) shifted.set(Name, clock.now());
      } else if (split.delete(Name) && clock.now() >= pulledMillis) returned.set(Name, clock.now());
    }
  };
  members.forEach(({ spec }, index) => {
    const input = { service: spec.service, image: canaryImage };
    clock.schedule(startMillis + (index * startsMillis) / size, () => {
      world.sfn.start(names.stateMachine, input, `${spec.service}-v2`);
    });
  });
  clock.schedule(pulledMillis, () => pull(made, trigger, metrics.spoil));
  let quietSeconds = 0;
  const look = () => {
    // What comes after, draining and removing, meets no quota of ours and takes most of the time.
    const busy = split.size > 0 || clock.now() < pulledMillis;
    quietSeconds = busy ? 0 : quietSeconds + 1;
    clock.schedule(clock.now() + 1000, look);
  };
  look();
  await clock.run(() => quietSeconds > quietEndSeconds, limitMinutes * 60_000);
  metrics.stop();

  const since = (fromMillis: number, times: ReadonlyMap<string, number>) =>
    [...times.values()].map((atMillis) => (atMillis - fromMillis) / 1000).sort((a, b) => a - b);
  const { executions } = world.sfn;
  const isThrottled = ({ outcome = '' }) => /^(Throttl|TooManyRequests|PriorRequest)/.test(outcome);
  return {
    size,
    trigger,
    returnedSeconds: since(pulledMillis, returned),
    waitedSeconds: [...returned]
      .map(([name, atMillis]) => (atMillis - (asked.get(name.replace(/\.$/, '')) ?? atMillis)) / 1000)
      .sort((a, b) => a - b),
    shiftedSeconds: since(startMillis, shifted),
    ticks: ticksOf(executions),
    outcomes: counted(executions, ({ status, error }) => error ?? status),
    calls: counted(world.calls, ({ service, operation }) => `${service} ${operation}`),
    throttled: counted(
      world.calls.filter(isThrottled),
      ({ service, operation }) => `${service} ${operation}`,
    ),
    peaks: {
      getMetricDataPerSecond: peak(
        world.calls
          .filter(({ operation }) => operation === 'GetMetricData')
          .map(({ startMillis }) => startMillis),
      ),
      transitionsPerSecond: peak(
        executions.flatMap(({ history }) =>
          history.flatMap(({ stateEnteredEventDetails, timestamp }) =>
            stateEnteredEventDetails === undefined ? [] : [timestamp?.getTime() ?? 0],
          ),
        ),
      ),
    },
    pages: world.calls.filter(({ service }) => service === 'sns').length,
  };
}

const quietEndSeconds = 120;

type ChangeInput = {
  readonly ChangeBatch: {
    readonly Changes: readonly {
      readonly ResourceRecordSet: {
        readonly Name: string;
        readonly SetIdentifier: string;
        readonly Weight: number;
      };
    }[];
  };
};

function pull({ world, members }: Fleet, trigger: Trigger, spoil: (errorRate: number) => void): void {
  switch (trigger) {
    case 'alarm':
      world.cloudwatch.setAlarm(sharedAlarm, 'ALARM');
      return;
    case 'alarms':
      for (const { spec } of members) world.cloudwatch.setAlarm(`${spec.service}-unhealthy`, 'ALARM');
      return;
    case 'aborts':
      for (const { spec } of members) {
        world.events.emit({
          source: 'haldane',
          detailType: 'Abort Requested',
          detail: { service: spec.service, reason: 'the bench', by: 'the bench' },
        });
      }
      return;
    case 'verdicts':
      spoil(0.2);
  }
}

/** A tick is missed where a rollout was not judged for two ticks or longer. */
function ticksOf(executions: Fleet['world']['sfn']['executions']): Played['ticks'] {
  let judged = 0;
  let missed = 0;
  for (const { history } of executions) {
    const times = history.flatMap(({ stateEnteredEventDetails, timestamp }) =>
      stateEnteredEventDetails?.name === 'Judge' ? [timestamp?.getTime() ?? 0] : [],
    );
    judged += times.length;
    times.forEach((atMillis, index) => {
      const before = times[index - 1];
      if (before !== undefined) missed += Math.max(0, Math.round((atMillis - before) / tickMillis) - 1);
    });
  }
  return { judged, missed };
}

const tickMillis = 60_000;

function counted<T>(items: readonly T[], by: (item: T) => string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(items, by)].map(([name, { length }]) => [name, length] as const).sort(),
  );
}

/** The most in any second. */
function peak(times: readonly number[]): number {
  const bySecond = Map.groupBy(times, (atMillis) => Math.floor(atMillis / 1000));
  return Math.max(0, ...[...bySecond.values()].map(({ length }) => length));
}
