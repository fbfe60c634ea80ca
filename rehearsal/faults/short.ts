import type { Plan } from '../../rollout/plan/plan.ts';
import type { StateMachine } from '../engine/index.ts';
import { isObject } from '../engine/json.ts';
import { curtain } from '../perform.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { names } from '../stage.ts';
import type { Behaviour, Deployment, Rate } from '../world/index.ts';
import { abort } from './people.ts';

/** A story as short as its rollout can be: bakes of minutes, and what happens in it sooner by the same measure. */
export function shortened(scenario: Scenario): Scenario {
  const { spec = {}, versions = {}, play } = scenario;
  return {
    ...scenario,
    spec: {
      ...spec,
      steps: shortSteps(spec.steps),
      warm: '6m',
      ...(Array.isArray(spec.freeze) ? { freeze: spec.freeze.map(sooner) } : {}),
    },
    versions: Object.fromEntries(
      Object.entries({ ...quick, ...versions }).map(([version, behaviour]) => [version, faster(behaviour)]),
    ),
    play: (stage) => play(onShortStage(stage)),
  };
}

/**
 * What no spec says. A person is waited for where the judge cannot decide: four hours, here a quarter of one. A drain that nobody can see
 * takes a quarter of an hour, here five minutes. Whether a hold is over is asked every three minutes. Who cannot return traffic tries nine
 * times between two pages, here five times, and after forty pages a recovery goes on, here after sixteen: longer than any trouble that
 * ends.
 */
export function impatient(deployment: Deployment): Deployment {
  const name = names.functionName('plan-the-rollout');
  const planner = deployment.functions[name];
  if (planner === undefined) return deployment;
  const create: typeof planner.create = (sandbox) => {
    const handler = planner.create(sandbox);
    return async (input, context) => {
      const answer = await handler(input, context);
      if (!isObject(answer) || !isObject(answer.plan)) return answer;
      return {
        ...answer,
        plan: { ...answer.plan, heldApproval, drain, hold, ...rarely(answer.plan as unknown as Plan) },
      };
    };
  };
  return {
    ...deployment,
    machine: { ...deployment.machine, definition: soonAfresh(deployment.machine.definition) },
    functions: { ...deployment.functions, [name]: { ...planner, create } },
  };
}

/** The engine knows a definition that it has met. */
function soonAfresh(definition: StateMachine): StateMachine {
  const known = impatientMachines.get(definition);
  if (known !== undefined) return known;
  const made: StateMachine = JSON.parse(
    JSON.stringify(definition)
      .replace('$returns >= 40', `$returns >= ${mostReturns}`)
      .replaceAll('"MaxAttempts":8', `"MaxAttempts":${mostRetries}`),
  );
  impatientMachines.set(definition, made);
  return made;
}

const impatientMachines = new WeakMap<StateMachine, StateMachine>();
const mostReturns = 16;
const mostRetries = 4;

const drain = { checkSeconds: 30, checks: 10 };
const hold = { checkSeconds: 180, checks: 40 };

/** Half as many looks at everything: of those that find the same, the first and the last stand for all. */
function rarely({ steps, ramp, deploy, capacity, settle }: Plan): Partial<Plan> {
  const half = ({ checkSeconds, checks }: Plan['deploy']) => ({
    checkSeconds: 2 * checkSeconds,
    checks: Math.ceil(checks / 2),
  });
  return {
    deploy: half(deploy),
    capacity: half(capacity),
    settle: half(settle),
    steps: steps.map(({ tickSeconds, ticks, maxTicks, ...step }) =>
      // A bake of three minutes has a look after each half.
      ticks === 3
        ? { ...step, tickSeconds: step.bakeSeconds / 2, ticks: 2, maxTicks: Math.ceil((maxTicks * 2) / 3) }
        : {
            ...step,
            tickSeconds: 2 * tickSeconds,
            ticks: Math.ceil(ticks / 2),
            maxTicks: Math.ceil(maxTicks / 2),
          },
    ),
    ramp: ramp && {
      ...ramp,
      tickSeconds: 2 * ramp.tickSeconds,
      holdTicks: Math.ceil(ramp.holdTicks / 2),
    },
  };
}

const heldApproval = { timeoutSeconds: 900, onTimeout: 'rollback', checkSeconds: 60, checks: 15 };

/** Ordinary, but for how soon their tasks run. What stable loses stays lost, whoever is late to look. */
const quick: Readonly<Record<string, Behaviour>> = { v41: { startSeconds: 900 }, v42: {}, v43: {}, v44: {} };
const startSeconds = 10;

/** A bake of half an hour becomes one of three minutes; what happens after forty minutes happens after six. */
const pace = 0.15;
/** Versions that break, break while the short rollout is still looking. */
const breakingPace = 0.05;

function shortSteps(steps: unknown): unknown {
  if (steps === 'guarded') return shortRamp({});
  if (isObject(steps)) return shortRamp(steps);
  if (!Array.isArray(steps)) return ['10%', '100%'].map((weight) => ({ weight, bake: '3m' }));
  return steps.map((step: { bake: string; approval?: object }) => ({
    ...step,
    bake: /h$/.test(step.bake) ? '6m' : '3m',
    ...(step.approval === undefined ? {} : { approval: { ...step.approval, timeout: '15m' } }),
  }));
}

/** As quick as a spec may ask for. */
const shortRamp = ({ approval, ...ramp }: { readonly approval?: unknown }) => ({
  ...ramp,
  kind: 'guarded',
  stay: '2m',
  bake: '5m',
  fullBake: '3m',
  ...(approval === undefined
    ? {}
    : { approval: { ...(isObject(approval) ? approval : {}), timeout: '15m' } }),
});

function sooner({ from, to, ...freeze }: { from: string; to: string }): object {
  const scaled = (time: string) => new Date(curtain + (Date.parse(time) - curtain) * pace).toISOString();
  return { ...freeze, from: scaled(from).replace('.000', ''), to: scaled(to).replace('.000', '') };
}

function faster(behaviour: Behaviour): Behaviour {
  const { errorRate } = behaviour;
  return {
    startSeconds,
    ...behaviour,
    ...(typeof errorRate === 'function' ? { errorRate: at(errorRate) } : {}),
  };
}

const at =
  (rate: Extract<Rate, (minutes: number) => number>) =>
  (minutes: number): number =>
    rate(minutes / breakingPace);

const thoughtMillis = 20_000;

function onShortStage(stage: Stage): Stage {
  const { world } = stage;
  const stick: typeof world.elbv2.stick = (arn, seconds) => world.elbv2.stick(arn, seconds * pace);
  return {
    ...stage,
    world: { ...world, elbv2: { ...world.elbv2, stick } },
    abort: (reason) => abort(stage, reason),
    // A short question is asked anew every minute, and a minute is how long people think in long stories.
    approveEverything: () =>
      stage.when(
        'Wait for a decision',
        () => void world.clock.schedule(world.clock.now() + thoughtMillis, () => stage.approve()),
        'every',
      ),
    at: (minutes, act) => stage.at(minutes * pace, act),
    after: (minutes, act) => stage.after(minutes * pace, act),
    // The fortieth look of a long story is the fourth of a short one.
    when(state, act, visit = 1) {
      // One good release teaches as three do.
      if (state === 'Promoted' && typeof visit === 'number' && visit > 1) return;
      stage.when(state, act, typeof visit === 'number' && visit >= 10 ? Math.round(visit / 10) : visit);
    },
  };
}
