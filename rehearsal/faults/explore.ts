import { curtain } from '../perform.ts';
import type { Scenario } from '../scenario.ts';
import { type ScenarioName, scenarios } from '../scenarios/index.ts';
import type { Deployment } from '../world/index.ts';
import { type Ending, endingOf } from './ending.ts';
import { evidenceOf } from './evidence.ts';
import type { Case } from './fault.ts';
import { invariants } from './invariants.ts';
import { shortened } from './short.ts';
import { runTrial, type Trial, type TrialOptions } from './trial.ts';

/** An invariant that a case broke, and how. */
export type Broken = { readonly invariant: string; readonly sentence: string };

export type Change = {
  readonly adapt?: (deployment: Deployment) => Deployment;
  readonly graceMillis?: number;
  /** Told of the run. */
  readonly onPlayed?: (trial: Trial) => void;
};

const shorts = new Map<string, Scenario>();
const usuals = new Map<string, Promise<Usual>>();

/** How a story goes without faults: what others are compared with. */
export type Usual = { readonly ending: Ending; readonly lastsMillis: number };

export function shortStory(name: string): Scenario {
  const known = shorts.get(name);
  if (known !== undefined) return known;
  const scenario = scenarios[name as ScenarioName] as Scenario | undefined;
  if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
  const short = shortened(scenario);
  shorts.set(name, short);
  return short;
}

export function usualOf(name: string): Promise<Usual> {
  const known = usuals.get(name);
  if (known !== undefined) return known;
  const usual = playUsual(name).then(usualIn);
  usuals.set(name, usual);
  return usual;
}

/** What another thread has found out. */
export function learnUsuals(known: Readonly<Record<string, Usual>>): void {
  for (const [name, usual] of Object.entries(known)) usuals.set(name, Promise.resolve(usual));
}

/** The trial itself is long, and wanted once. */
export const playUsual = (name: string, watch?: TrialOptions['watch']): Promise<Trial> =>
  runTrial({ scenario: shortStory(name), faults: [], ...(watch === undefined ? {} : { watch }) });

export const usualIn = (trial: Trial): Usual => ({
  ending: endingOf(evidenceOf(trial)),
  lastsMillis: trial.world.clock.now() - curtain,
});

/** Plays one case as the exploration does. */
export async function playCase(
  { scenario, faults }: Case,
  change: Pick<Change, 'adapt' | 'graceMillis'> = {},
): Promise<{ readonly trial: Trial; readonly broken: readonly Broken[] }> {
  const { ending, lastsMillis } = await usualOf(scenario);
  const trial = await runTrial({
    scenario: shortStory(scenario),
    faults,
    usualMillis: lastsMillis,
    ...change,
  });
  return { trial, broken: brokenIn(trial, ending) };
}

/** Plays one case and checks every invariant. A rehearsal that falls over is broken, too. */
export async function tryCase(one: Case, { onPlayed, ...change }: Change = {}): Promise<readonly Broken[]> {
  try {
    const { trial, broken } = await playCase(one, change);
    onPlayed?.(trial);
    return broken;
  } catch (thrown) {
    return [itself(thrown)];
  }
}

export const itself = (thrown: unknown): Broken => ({
  invariant: 'the rehearsal itself does not fail',
  sentence: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
});

function brokenIn(trial: Trial, usual: Ending): readonly Broken[] {
  const evidence = evidenceOf(trial);
  return invariants.flatMap(({ name, broken }) => {
    const sentence = broken(evidence, usual);
    return sentence === null ? [] : [{ invariant: name, sentence }];
  });
}
