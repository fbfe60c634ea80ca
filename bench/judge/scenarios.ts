import { dnsResolvers, stickyClients } from './clients.ts';
import type { Draw } from './draw.ts';
import type { World } from './world.ts';

/** Sets something of the world before anything is counted. */
type Setting = (world: World, draw: Draw) => void;

/** A way in which real traffic differs from independent requests at a constant rate. */
export type Scenario = {
  readonly name: string;
  /** What the router assigns at random. */
  readonly unit: 'request' | 'client';
  readonly says: string;
  /** Sets what all metrics share. */
  readonly traffic?: Setting;
  /** Sets the factors of one metric. */
  readonly rates?: Setting;
  readonly clumps?: Clumps;
  /** Assignments outlast a step: the router says so. */
  readonly lasting?: true;
  /** A difference between the slots that assignment by request rules out: there it is a broken assumption. */
  readonly ofOneSlot?: true;
};

/** Bad requests that come together: half of all in clusters of mean 10; or 50 in a minute, once an hour. */
export type Clumps = 'clusters' | 'bursts';

const cold: Setting = (world) => {
  for (let t = 0; t < world.minutes; t++) if (world.stepStart[t] === t) world.canaryExtra[t] = 0.05;
};

const dayCurve: Setting = (world, draw) => {
  const phase = draw.uniform();
  for (let t = 0; t < world.minutes; t++) {
    world.traffic[t] = 1 + 0.6 * Math.sin(2 * Math.PI * (phase + t / 1440));
  }
};

const dayRates: Setting = (world, draw) => {
  const phase = draw.uniform();
  for (let t = 0; t < world.minutes; t++) {
    const factor = 1 + 0.6 * Math.sin(2 * Math.PI * (phase + t / world.minutes));
    world.stableFactor[t] = factor;
    world.canaryFactor[t] = factor;
  }
};

const incident: Setting = (world, draw) => {
  const start = Math.floor(draw.uniform() * (world.minutes - 5));
  world.stableFactor.fill(10, start, start + 5);
  world.canaryFactor.fill(10, start, start + 5);
};

/** A wandering rate of both slots: log-AR(1) with a standard deviation of 0.7 and a memory of 10 minutes. */
const sharedDrift: Setting = (world, draw) => {
  wander(world.stableFactor, draw, 0.7, 10);
  world.canaryFactor.set(world.stableFactor);
};

const noise: Setting = (world, draw) => {
  for (const factors of [world.stableFactor, world.canaryFactor]) wander(factors, draw, 0.2, 0);
};

const drift: Setting = (world, draw) => {
  for (const factors of [world.stableFactor, world.canaryFactor]) wander(factors, draw, 0.2, 5);
};

/** Five times the rate in one slot for some minutes, once in four hours in each slot. */
const storms =
  (minutes: number): Setting =>
  (world, draw) => {
    for (const factors of [world.stableFactor, world.canaryFactor]) {
      for (let t = 0; t < world.minutes; t++) {
        if (draw.uniform() < 1 / 240) factors.fill(5, t, Math.min(world.minutes, t + minutes));
      }
    }
  };

const population =
  (factor: number): Setting =>
  (world) =>
    world.canaryFactor.fill(factor);

/** Mean 1; standard deviation of the logarithm, and minutes until the correlation is 1/e. */
function wander(factors: Float64Array, draw: Draw, deviation: number, memoryMinutes: number): void {
  const kept = memoryMinutes === 0 ? 0 : Math.exp(-1 / memoryMinutes);
  let state = draw.normal();
  for (let t = 0; t < factors.length; t++) {
    factors[t] = Math.exp(deviation * state - (deviation * deviation) / 2);
    state = kept * state + Math.sqrt(1 - kept * kept) * draw.normal();
  }
}

const shared = {
  steady: { says: 'independent requests at a constant rate' },
  incident: { says: 'ten times the rate in both slots for 5 minutes', rates: incident },
  'shared drift': { says: 'a wandering rate, the same in both slots', rates: sharedDrift },
  'day curve': { says: 'traffic and rate vary by 60%', traffic: dayCurve, rates: dayRates },
} satisfies Described;

const clumped = {
  clusters: { says: 'half of the bad requests in clusters of mean 10', clumps: 'clusters' },
  bursts: { says: 'a client with 50 bad requests in a minute, once an hour', clumps: 'bursts' },
} satisfies Described;

const oneSlot = {
  'storm 3': {
    says: 'five times the rate in one slot for 3 minutes, every 4 hours',
    rates: storms(3),
    ofOneSlot: true,
  },
  'storm 5': { says: 'the same for 5 minutes', rates: storms(5), ofOneSlot: true },
  noise: { says: '20% noise in each slot and minute', rates: noise, ofOneSlot: true },
  drift: { says: 'the same, drifting (memory of 5 minutes)', rates: drift, ofOneSlot: true },
  'cold start': { says: '5% more canary errors in the first minute of a step', rates: cold },
} satisfies Described;

const moved = {
  'mix 1.1': { says: "the canary's clients have 1.1 times the rate anyway", rates: population(1.1) },
  'mix 1.2': { says: 'the same, 1.2 times', rates: population(1.2) },
  dns: { says: 'caching resolvers of unequal size and health move together', traffic: dnsResolvers },
  sticky: { says: 'unequal clients keep their slot', traffic: stickyClients, lasting: true },
} satisfies Described;

type Described = Readonly<Record<string, Omit<Scenario, 'name' | 'unit'>>>;

const of = (unit: Scenario['unit'], ...groups: readonly Described[]): readonly Scenario[] =>
  groups.flatMap((group) => Object.entries(group).map(([name, rest]) => ({ name, unit, ...rest })));

/** Clumps follow the unit: a client's bad requests share its slot, or each draws its own. */
export const scenarios: readonly Scenario[] = [
  ...of('request', shared, clumped, oneSlot),
  ...of('client', shared, clumped, oneSlot, moved),
];

/** Assignment by request rules out that one slot alone has trouble that is not the version's. */
export const isUnitRespected = (index: number): boolean => {
  const scenario = scenarios[index];
  return !(scenario?.unit === 'request' && scenario.ofOneSlot === true);
};
