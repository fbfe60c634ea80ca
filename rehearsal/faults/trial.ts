import type { Execution } from '../engine/index.ts';
import { isObject } from '../engine/json.ts';
import { type Performance, perform } from '../perform.ts';
import type { Scenario, Stage } from '../scenario.ts';
import type { Call, Deployment } from '../world/index.ts';
import type { Fault } from './fault.ts';
import { isPerson, kindOf, type Trap } from './kinds.ts';
import { otherVersion } from './other-version.ts';
import { impatient } from './short.ts';

/** What took place in the simulated AWS, whatever its caller was told. */
export type Effect = { readonly atMillis: number; readonly call: Call };

export type Delivery = {
  readonly id: number;
  readonly rule: string;
  readonly atMillis: number;
  /** The last call before it. */
  readonly call: number;
};

/** A story that was played with faults in it. */
export type Trial = Performance & {
  readonly scenario: Scenario;
  readonly faults: readonly Fault[];
  readonly effects: readonly Effect[];
  readonly deliveries: readonly Delivery[];
};

export type TrialOptions = {
  readonly scenario: Scenario;
  readonly faults: readonly Fault[];
  /** How long the story usually lasts. */
  readonly usualMillis?: number;
  /** The curtain falls so much later. @default longer than any wait of a short story: forty attempts to return traffic take an hour and more */
  readonly graceMillis?: number;
  readonly adapt?: (deployment: Deployment) => Deployment;
  /** Sees the stage before each call. */
  readonly watch?: (call: Call, stage: Stage) => void;
};

const longMillis = 2.5 * 3_600_000;

/** Nobody counts here how many requests were hurt; but a weight of half a percent must reach somebody, so resolvers are many. */
const crowd = { sliceSeconds: 60, historyMinutes: 5, resolvers: { count: 300, stubbornShare: 0 } };

/** AWS throttles and repeats nothing of itself here: what goes wrong is what the case says. */
const chance = { throttleShare: 0, duplicateShare: 0 };

export async function runTrial({
  scenario,
  faults,
  adapt = (deployment) => deployment,
  usualMillis = longMillis,
  graceMillis = longMillis,
  watch = () => {},
}: TrialOptions): Promise<Trial> {
  const effects: Effect[] = [];
  const deliveries: Delivery[] = [];
  const other = otherVersion();
  const performance = await perform({
    scenario,
    chance,
    crowd,
    limitMillis: usualMillis + graceMillis,
    isOver: isTheSameAgain,
    adapt: (deployment) => other.adapt(impatient(adapt(deployment))),
    prepare: (stage) =>
      setTraps(stage, { faults, effects, deliveries, watch, takeOver: () => other.takeOver(stage) }),
  });
  return { ...performance, scenario, faults, effects, deliveries };
}

/**
 * A recovery that came to nothing is followed by another one. Where two in a row have failed alike, what stands in the way stands there for
 * good, and the next one would go as they did.
 */
export function isTheSameAgain(executions: readonly Execution[]): boolean {
  if (executions.length < 3) return false;
  const [one, other] = executions.filter(({ input, error = '' }) => isRecovery(input) && inVain.has(error));
  return one !== undefined && other !== undefined && one.error === other.error;
}

/** Errors of the machine's own, of rollouts that end with their claim. */
const inVain: ReadonlySet<string> = new Set(['TrafficNotReturned', 'ClaimNotReleased']);

const isRecovery = (input: unknown): boolean => isObject(input) && input.recover !== undefined;

type Traps = {
  readonly faults: readonly Fault[];
  readonly effects: Effect[];
  readonly deliveries: Delivery[];
  readonly watch: (call: Call, stage: Stage) => void;
  readonly takeOver: () => void;
};

function setTraps(stage: Stage, { faults, effects, deliveries, watch, takeOver }: Traps): () => void {
  const { world } = stage;
  const waiting = new Map<number, Fault[]>();
  for (const fault of faults) {
    if (!fault.at.startsWith('c')) continue;
    const id = Number(fault.at.slice(1));
    waiting.set(id, [...(waiting.get(id) ?? []), fault]);
  }
  const traps: Trap[] = [];
  const earlier = faults.some(({ kind }) => kind === 'stale') ? memory() : undefined;
  let over = false;

  const story = { ...world.faults };
  const strike = async (call: Call) => {
    for (const { kind } of waiting.get(call.id) ?? []) {
      const known = kindOf(kind);
      // After another fault a number may belong to another call.
      if (known.on === 'call' && known.applies(call)) {
        traps.push(
          known.strike(call, {
            stage,
            earlier: earlier?.recall ?? (() => undefined),
            takeOver,
          }),
        );
      }
    }
    if (!isPerson(call)) for (const trap of traps) await trap.before?.(call);
    await story.before(call);
  };
  const before = (call: Call) => {
    if (over) return;
    watch(call, stage);
    // Most calls are nobody's business.
    return traps.length > 0 || waiting.has(call.id) ? strike(call) : story.before(call);
  };
  const strikeBack = async (call: Call) => {
    for (const trap of traps) await trap.after?.(call);
    await story.after(call);
  };
  const after = (call: Call) => {
    if (over) return;
    return traps.length > 0 && !isPerson(call) ? strikeBack(call) : story.after(call);
  };
  Object.defineProperties(world.faults, {
    before: {
      get: () => before,
      set: (hook) => {
        story.before = hook;
      },
    },
    after: {
      get: () => after,
      set: (hook) => {
        story.after = hook;
      },
    },
  });
  world.faults.answer = (call, truth) => {
    if (over) return truth;
    effects.push({ atMillis: world.clock.now(), call });
    let answer = truth;
    for (const trap of traps) answer = trap.answer?.(call, answer) ?? answer;
    earlier?.keep(call, truth);
    return answer;
  };
  world.events.disturb((rule) => {
    const id = deliveries.length + 1;
    deliveries.push({ id, rule, atMillis: world.clock.now(), call: world.calls.length });
    const fault = faults.find(({ at }) => at === `e${id}`);
    const kind = fault && kindOf(fault.kind);
    return kind?.on === 'delivery' ? kind.late : [0];
  });
  return () => {
    over = true;
  };
}

/** The first answer to each question. */
function memory() {
  const answers = new Map<string, unknown>();
  const keyOf = ({ service, operation, input }: Call) => `${service} ${operation} ${JSON.stringify(input)}`;
  return {
    recall: (call: Call): unknown => answers.get(keyOf(call)),
    keep(call: Call, answer: unknown) {
      const key = keyOf(call);
      if (!answers.has(key)) answers.set(key, answer);
    },
  };
}
