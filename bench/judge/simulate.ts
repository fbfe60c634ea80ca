import type { Draw } from './draw.ts';
import type { Run } from './run.ts';
import type { Clumps, Scenario } from './scenarios.ts';
import { emptyWorld, type World } from './world.ts';

export type Traffic = {
  readonly requestsPerSecond: number;
  /** Each metric's share of bad requests on a good version. */
  readonly baseRates: readonly number[];
};

/** What the version does to the first metric; the others stay well. */
export type Harm = {
  /** How many times the good version's rate; infinite: every request fails. */
  readonly relativeRisk: number;
  readonly onsetMinute: number;
};

export const NO_HARM: Harm = { relativeRisk: 1, onsetMinute: 0 };

/** Draws a rollout into `run`. */
export function simulate(run: Run, scenario: Scenario, traffic: Traffic, harm: Harm, draw: Draw): void {
  const world = emptyWorld(run.minutes);
  prepare(world, run, scenario, draw);
  drawTotals(run, world, traffic, draw);
  for (let metric = 0; metric < run.metrics; metric++) {
    world.stableFactor.fill(1);
    world.canaryFactor.fill(1);
    world.canaryExtra.fill(0);
    scenario.rates?.(world, draw);
    drawBad(run, world, scenario, { metric, rate: traffic.baseRates[metric] ?? 0, harm }, draw);
  }
  const hour = 60 * 60 * traffic.requestsPerSecond;
  run.before.total = draw.poisson(hour);
  traffic.baseRates.forEach((rate, metric) => {
    run.before.bad[metric] = draw.binomial(run.before.total, rate);
  });
}

function prepare(world: World, run: Run, scenario: Scenario, draw: Draw): void {
  world.traffic.fill(1);
  world.stableClients.fill(1);
  world.canaryClients.fill(1);
  for (let t = 0; t < run.minutes; t++) world.share[t] = (run.schedule.weight[t] ?? 0) / 100;
  world.stepStart.set(run.schedule.stepStart);
  scenario.traffic?.(world, draw);
}

function drawTotals(run: Run, world: World, { requestsPerSecond }: Traffic, draw: Draw): void {
  for (let t = 0; t < run.minutes; t++) {
    const total = draw.poisson(60 * requestsPerSecond * (world.traffic[t] ?? 1));
    const canary = draw.binomial(total, world.share[t] ?? 0);
    run.canary.total[t] = canary;
    run.stable.total[t] = total - canary;
    const smaller = Math.min(canary, total - canary);
    run.sample.total[t] = smaller;
    run.control.total[t] = smaller;
  }
}

type Drawn = { readonly metric: number; readonly rate: number; readonly harm: Harm };

function drawBad(
  run: Run,
  world: World,
  scenario: Scenario,
  { metric, rate, harm }: Drawn,
  draw: Draw,
): void {
  const { stable, canary, sample, control } = run;
  let excess = 0;
  let requests = 0;
  for (let t = 0; t < run.minutes; t++) {
    const at = metric * run.minutes + t;
    const ns = stable.total[t] ?? 0;
    const nc = canary.total[t] ?? 0;
    const ps = Math.min(1, rate * (world.stableFactor[t] ?? 1) * (world.stableClients[t] ?? 1));
    const base = rate * (world.canaryFactor[t] ?? 1) * (world.canaryClients[t] ?? 1);
    const extra = world.canaryExtra[t] ?? 0;
    const well = Math.min(1, base + extra);
    const isHarmed = metric === 0 && t >= harm.onsetMinute && harm.relativeRisk !== 1;
    const pc = isHarmed ? Math.min(1, base * harm.relativeRisk + extra) : well;
    // Clumps are the good version's; what the new one does wrong comes on its own.
    const inClusters = scenario.clumps === 'clusters' ? 0.5 : 0;
    stable.bad[at] = draw.binomial(ns, ps * (1 - inClusters));
    canary.bad[at] = draw.binomial(nc, pc - well * inClusters);
    if (scenario.clumps !== undefined) {
      addClumps(run, at, t, { clumps: scenario.clumps, unit: scenario.unit, ps, pc: well }, draw);
    }
    sample.bad[at] = thinned(canary.bad[at] ?? 0, nc, sample.total[t] ?? 0, draw);
    control.bad[at] = thinned(stable.bad[at] ?? 0, ns, control.total[t] ?? 0, draw);
    if (metric !== 0) continue;
    run.excess[t] = nc * (pc - well);
    if (run.schedule.stepStart[t] !== t) {
      excess += run.excess[t] ?? 0;
      requests += nc;
    }
    run.leastExcess[t] = Math.min(pc - well, t === 0 ? 1 : (run.leastExcess[t - 1] ?? 1));
    run.meanExcess[t] = requests === 0 ? 0 : excess / requests;
  }
}

type Clump = {
  readonly clumps: Clumps;
  readonly unit: Scenario['unit'];
  readonly ps: number;
  readonly pc: number;
};

/** A clump falls on one slot if clients are assigned, and on both by chance if requests are. */
function addClumps(run: Run, at: number, t: number, clump: Clump, draw: Draw): void {
  const { stable, canary } = run;
  const ns = stable.total[t] ?? 0;
  const nc = canary.total[t] ?? 0;
  const share = ns + nc === 0 ? 0 : nc / (ns + nc);
  let toStable = 0;
  let toCanary = 0;
  if (clump.clumps === 'bursts') {
    const burst = 50 * draw.poisson(1 / 60);
    if (clump.unit === 'request') toCanary = draw.binomial(burst, share);
    else toCanary = draw.uniform() < share ? burst : 0;
    toStable = burst - toCanary;
  } else {
    toStable = draw.geometricSum(draw.poisson((ns * clump.ps) / 2 / 10), 10);
    toCanary = draw.geometricSum(draw.poisson((nc * clump.pc) / 2 / 10), 10);
    if (clump.unit === 'request') {
      const both = toStable + toCanary;
      toCanary = draw.binomial(both, share);
      toStable = both - toCanary;
    }
  }
  stable.bad[at] = Math.min(ns, (stable.bad[at] ?? 0) + toStable);
  canary.bad[at] = Math.min(nc, (canary.bad[at] ?? 0) + toCanary);
}

/** The bad requests in a part of the slot; binomial, which is close when bad requests are rare. */
function thinned(bad: number, total: number, part: number, draw: Draw): number {
  if (part >= total || bad === total) return Math.min(bad, part);
  return Math.min(part, draw.binomial(bad, part / total));
}
