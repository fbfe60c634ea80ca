import { formatDuration, formatPercent } from '../units.ts';
import type { Path } from './problem.ts';
import { type SpecSchemas, timeOfDayPattern, type WrittenSpec } from './schema.ts';

/** A rule that holds between fields and is broken: what schemas of single fields cannot see. */
export type Fault = { readonly path: Path; readonly wrong: string; readonly right: string };

export function brokenRules(spec: WrittenSpec, problems: SpecSchemas['problems']): readonly Fault[] {
  return [
    ...providerFaults(spec, problems),
    ...stepFaults(spec.steps, ['steps']),
    ...stepFaults(spec.hotfix.steps ?? [], ['hotfix', 'steps']),
    ...hotfixFaults(spec),
    ...heldFaults(spec),
    ...metricFaults(spec),
    ...freezeFaults(spec),
  ];
}

/** Allowed, but worth a second look. */
export function doubts(spec: WrittenSpec): readonly Fault[] {
  const faults: Fault[] = [];
  if (spec.alarms.length === 0) {
    faults.push({
      path: [],
      wrong: 'no alarms are watched, so nothing returns the traffic between two looks of the judge',
      right: 'add alarms: [NAME] if CloudWatch has one for this service',
    });
  }
  listOf(spec.steps).forEach(({ bake }, i) => {
    if (bake < leastUsefulBakeSeconds) {
      faults.push({
        path: ['steps', i, 'bake'],
        wrong: `a bake of ${formatDuration(bake)} is over before metrics of it can be judged`,
        right: `write at least ${formatDuration(leastUsefulBakeSeconds)}`,
      });
    }
  });
  return faults;
}

/** Two minutes until CloudWatch has a minute whole, one left out after the shift, two in which harm must show. */
const leastUsefulBakeSeconds = 300;

function providerFaults(spec: WrittenSpec, problems: SpecSchemas['problems'] = () => []): readonly Fault[] {
  const at = (path: Path) => (sentence: string) => ({ path, wrong: sentence, right: '' });
  return [
    ...problems('traffic', spec.traffic).map(at(['traffic'])),
    ...problems('workload', spec.workload).map(at(['workload'])),
    ...(spec.metrics ?? []).flatMap(({ config }, i) => problems('metrics', config).map(at(['metrics', i]))),
  ];
}

type Steps = WrittenSpec['steps'];

/** None where the judge chooses them. */
const listOf = (steps: Steps) => ('kind' in steps ? [] : steps);

function stepFaults(steps: Steps, path: Path): readonly Fault[] {
  if ('kind' in steps) return guardedFaults(steps, path);
  const faults: Fault[] = [];
  steps.forEach(({ weight }, i) => {
    const before = steps[i - 1]?.weight ?? 0;
    if (weight <= before) {
      faults.push({
        path: [...path, i, 'weight'],
        wrong: `${formatPercent(weight)} does not rise above the ${formatPercent(before)} of the step before`,
        right: 'weights go up from step to step',
      });
    }
  });
  const last = steps.at(-1);
  if (last !== undefined && last.weight !== 100) {
    faults.push({
      path: [...path, steps.length - 1, 'weight'],
      wrong: `the last step ends at ${formatPercent(last.weight)}`,
      right: 'add a step {weight: 100%}',
    });
  }
  return faults;
}

function guardedFaults(
  { first, plateau, stay, bake }: Extract<Steps, { kind: 'guarded' }>,
  path: Path,
): readonly Fault[] {
  const faults: Fault[] = [];
  if (first !== undefined && first >= plateau) {
    faults.push({
      path: [...path, 'first'],
      wrong: `${formatPercent(first)} leaves nothing to climb to the plateau at ${formatPercent(plateau)}`,
      right: 'write less than plateau, or leave it out',
    });
  }
  if (stay > bake) {
    faults.push({
      path: [...path, 'stay'],
      wrong: `a stay of ${formatDuration(stay)} at each weight is longer than the bake of ${formatDuration(bake)}`,
      right: `write at most ${formatDuration(bake)}`,
    });
  }
  return faults;
}

function hotfixFaults({ hotfix }: WrittenSpec): readonly Fault[] {
  if (hotfix.bake === undefined || hotfix.steps === undefined) return [];
  return [
    {
      path: ['hotfix', 'bake'],
      wrong: 'bake and steps exclude each other',
      right: 'write the bakes into the steps',
    },
  ];
}

function heldFaults({ heldLimit, steps }: WrittenSpec): readonly Fault[] {
  if (heldLimit === undefined) return [];
  const longest = longestBake(steps);
  if (heldLimit >= longest) return [];
  return [
    {
      path: ['heldLimit'],
      wrong: `${formatDuration(heldLimit)} is shorter than a bake of ${formatDuration(longest)}, which it includes`,
      right: `write at least ${formatDuration(longest)}`,
    },
  ];
}

function longestBake(steps: Steps): number {
  if ('kind' in steps) return Math.max(steps.bake, steps.fullBake);
  return Math.max(...steps.map(({ bake }) => bake));
}

function metricFaults({ metrics = [] }: WrittenSpec): readonly Fault[] {
  const faults: Fault[] = [];
  const names = metrics.map(({ config }) => config.name);
  names.forEach((name, i) => {
    if (names.indexOf(name) < i) {
      faults.push({
        path: ['metrics', i, 'name'],
        wrong: `two metrics are called ${name}`,
        right: 'give each its own name',
      });
    }
  });
  if (metrics.length > 0 && metrics.every(({ dryRun }) => dryRun)) {
    faults.push({
      path: ['metrics'],
      wrong: 'every metric is a dry run, so nothing can fail this rollout',
      right: 'leave out dryRun for one of them',
    });
  }
  return faults;
}

function freezeFaults({ freeze }: WrittenSpec): readonly Fault[] {
  return freeze.flatMap((window, i) => {
    const faults = window.days === undefined ? onceFaults(window) : weeklyFaults(window);
    return faults.map((fault) => ({ ...fault, path: ['freeze', i, ...fault.path] }));
  });
}

type Freeze = WrittenSpec['freeze'][number];

function onceFaults({ from, to, timezone }: Freeze): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [key, time] of Object.entries({ from, to })) {
    if (timeOfDayPattern.test(time)) {
      faults.push({ path: [key], wrong: `${time} is on no day`, right: 'add days: [fri], or write a date' });
    } else if (Number.isNaN(Date.parse(time))) {
      faults.push({ path: [key], wrong: `${time} does not exist`, right: 'look at the month and the hour' });
    }
  }
  if (timezone !== undefined) {
    faults.push({
      path: ['timezone'],
      wrong: 'a date has its offset',
      right: 'leave timezone out, or add days',
    });
  }
  if (faults.length === 0 && Date.parse(to) <= Date.parse(from)) {
    faults.push({
      path: ['to'],
      wrong: 'the window ends before it begins',
      right: `write a time after ${from}`,
    });
  }
  return faults;
}

function weeklyFaults({ from, to, timezone }: Freeze): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [key, time] of Object.entries({ from, to })) {
    if (timeOfDayPattern.test(time)) continue;
    faults.push({
      path: [key],
      wrong: `${time} is a single day`,
      right: 'with days, write for example "16:00"',
    });
  }
  if (timezone === undefined) {
    faults.push({
      path: ['timezone'],
      wrong: 'is missing',
      right: 'with days, write for example Europe/Berlin',
    });
  }
  return faults;
}
