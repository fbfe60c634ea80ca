import { type Rehearsal, rehearse } from '../rehearsal/rehearse.ts';
import type { Scenario } from '../rehearsal/scenario.ts';
import { scenarios } from '../rehearsal/scenarios/index.ts';
import { Unplayable } from '../rehearsal/unplayable.ts';
import { timeline } from '../report/timeline.ts';
import { notAsTold } from './as-told.ts';
import type { Context } from './context.ts';
import { Mistake } from './mistake.ts';
import { narrator } from './narrate.ts';
import { readSpecFile } from './read-spec-file.ts';

/** A story and what it is played with. */
export type Cast = {
  readonly name: string;
  readonly scenario: Scenario;
  /** A spec of one's own. */
  readonly specText?: string;
};

export type Rehearsed = {
  readonly name: string;
  readonly scenario: Scenario;
  readonly rehearsal: Rehearsal;
  /** What is not as the story says; empty if all is well. */
  readonly faults: readonly string[];
  /** How long the same release takes to full traffic with the default steps, if that is worth telling. */
  readonly defaultFullSeconds?: number | null;
};

/** A good and a bad release, and a quicker way: what a newcomer wants to see first. */
export const firstScenarios = ['good-release', 'errors-at-5-percent', 'guarded-good-release'];

export const stories: Readonly<Record<string, Scenario>> = scenarios;

/**
 * Finds a story. With a spec file of one's own it is played with that; where the story changes fields, such as the steps, it
 * changes them there. Throws a `Mistake`.
 */
export function findScenario(name: string, file: string | undefined, { deps }: Context): Cast {
  const scenario = Object.hasOwn(stories, name) ? stories[name] : undefined;
  if (scenario === undefined) {
    throw new Mistake(`There is no scenario ${name}.`, 'haldane rehearse --list names them all.');
  }
  if (file === undefined) return { name, scenario };
  const { text, spec, problems } = readSpecFile(file, deps.files);
  if (spec === null) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    throw new Mistake(`${file} has ${count}.`, `haldane validate ${file} says what is wrong.`);
  }
  if (scenario.file !== undefined) {
    throw new Mistake(
      `The scenario ${name} is about ${scenario.file} and cannot be played with another spec.`,
      `Leave out ${file}, or choose another scenario.`,
    );
  }
  return { name, scenario, specText: text };
}

/** Plays a story, telling it as it goes unless only JSON is wanted. */
export async function play({ name, ...cast }: Cast, seed: number, context: Context): Promise<Rehearsed> {
  const { json, paint, deps } = context;
  const narrate = narrator(deps.out.columns, paint);
  try {
    const rehearsal = await rehearse({
      ...cast,
      seed,
      ...(json
        ? {}
        : {
            onEvent: (event, execution) => {
              for (const row of narrate(event, execution)) deps.out.write(`${row}\n`);
            },
          }),
    });
    const defaultFullSeconds = cast.scenario.isTimed ? await secondsOfDefaultSteps(cast, seed) : null;
    const faults = notAsTold(cast.scenario, rehearsal);
    return { name, scenario: cast.scenario, rehearsal, faults, defaultFullSeconds };
  } catch (error) {
    if (!(error instanceof Unplayable)) throw error;
    throw new Mistake(error.message, 'Choose another scenario (haldane rehearse --list), or another spec.');
  }
}

/** The same service, version and traffic, with the steps that nobody has to write. */
async function secondsOfDefaultSteps({ scenario, ...cast }: Omit<Cast, 'name'>, seed: number) {
  const spec = { ...scenario.spec, steps: undefined, advanceEarly: undefined };
  return fullSeconds(await rehearse({ ...cast, scenario: { ...scenario, spec }, seed }));
}

/** From the first weight to all traffic; null where that did not come. */
export function fullSeconds({ history }: Pick<Rehearsal, 'history'>): number | null {
  const { shifts } = timeline(history);
  const [first] = shifts;
  const full = shifts.find(({ weightPercent }) => weightPercent >= 100);
  return first === undefined || full === undefined ? null : (full.atMillis - first.atMillis) / 1000;
}

/** The machine-readable form, the same for every story. */
export function forScripts({ name, rehearsal }: Rehearsed): object {
  const { outcome, reason, weights, claim, virtualSeconds, transitions } = rehearsal;
  const { canaryRequests, excessBadRequests, secondsToReturn, history } = rehearsal;
  return {
    scenario: name,
    outcome,
    reason,
    weights,
    claim,
    virtualSeconds,
    transitions,
    canaryRequests,
    excessBadRequests,
    secondsToReturn,
    history,
  };
}
