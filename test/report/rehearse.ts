import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { virtualClock } from '../../rehearsal/clock.ts';
import {
  createEngine,
  type Execution,
  type Json,
  type StateMachine,
  type TaskCall,
  TaskFailure,
} from '../../rehearsal/engine/index.ts';
import { decide } from '../../rollout/decide.ts';
import { type Counts, judge } from '../../rollout/judge/index.ts';
import type { Plan } from '../../rollout/plan/plan.ts';
import { plan as defaultPlan } from './plan.ts';

export const definition: StateMachine = parse(readFileSync('statemachines/rollout.asl.yml', 'utf8'));

export const startMillis = Date.UTC(2026, 10, 3, 9, 30);

type Rates = { readonly errors: number; readonly latency: number; readonly conversion: number };

export type Rehearsal = {
  readonly plan?: Plan;
  readonly canary?: Partial<Rates>;
  /** Fails the watch token so many seconds after the start. */
  readonly alarmAfterSeconds?: number;
  readonly stopAfterSeconds?: number;
  readonly endAfterSeconds?: number;
  /** Answers questions so many seconds after they are asked. */
  readonly approve?: boolean;
  /** What a handler does instead, by its name: an error to fail with at the first calls. */
  readonly throttled?: Readonly<Record<string, number>>;
  readonly refuse?: string;
};

/** A rollout by the real machine and the real judge. The handlers and AWS are stand-ins that know just enough. */
export async function rehearse(story: Rehearsal): Promise<Execution> {
  const clock = virtualClock(startMillis);
  const plan = story.plan ?? defaultPlan;
  const random = seeded(7);
  const tokens = new Map<string, string>();
  const throttles = new Map(Object.entries(story.throttled ?? {}));
  const traffic = new Traffic(story.canary ?? {}, random);

  const engine = createEngine({ clock, random, runTask });
  const execution = engine.start({
    definition,
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:rollout',
    name: plan.rolloutId,
    input: { service: plan.service, image: plan.version },
  });
  const failWatch = () =>
    engine.sendTaskFailure(
      tokens.get('watchToken') ?? '',
      'Alarm',
      'The alarm recommendation-unhealthy fired.',
    );
  if (story.alarmAfterSeconds !== undefined)
    clock.schedule(startMillis + story.alarmAfterSeconds * 1000, failWatch);
  if (story.stopAfterSeconds !== undefined) {
    clock.schedule(startMillis + story.stopAfterSeconds * 1000, () =>
      execution.stop('Stopped', 'by Ada in the console'),
    );
  }
  await clock.run(() => execution.status !== 'RUNNING', (story.endAfterSeconds ?? 10_000_000) * 1000);
  return execution;

  async function runTask(call: TaskCall): Promise<Json> {
    const args = call.arguments;
    if (call.resource.endsWith('lambda:invoke')) {
      await clock.sleep(180);
      return {
        Payload: await handler(String(field(args, 'FunctionName')), field(args, 'Payload')),
        StatusCode: 200,
      };
    }
    if (call.taskToken !== undefined) {
      const name = JSON.stringify(args).includes('approvalToken') ? 'approvalToken' : 'watchToken';
      const token = call.taskToken;
      tokens.set(name, token);
      if (name === 'approvalToken' && story.approve !== undefined) {
        const answer = () =>
          story.approve
            ? engine.sendTaskSuccess(token, { by: 'ada' })
            : engine.sendTaskFailure(token, 'Refused', 'ada said no');
        clock.schedule(clock.now() + 600_000, answer);
      }
    }
    if (call.resource.endsWith('getItem'))
      return { Item: { watchToken: { S: tokens.get('watchToken') ?? '' } } };
    if (call.resource.endsWith('sendTaskSuccess'))
      engine.sendTaskSuccess(String(field(args, 'TaskToken')), {});
    return {};
  }

  async function handler(name: string, payload: Json | undefined): Promise<Json> {
    const left = throttles.get(name) ?? 0;
    if (left > 0) {
      throttles.set(name, left - 1);
      throw failure('Throttled', 'Rate exceeded');
    }
    const canary = { slot: 'green', version: plan.version };
    switch (name) {
      case 'plan-the-rollout':
        if (story.refuse !== undefined) throw failure('CannotStart', story.refuse);
        return { plan: asJson(plan) };
      case 'deploy-the-canary':
        return { deployed: canary };
      case 'check-the-canary':
        return { status: 'healthy', detail: '2 of 2 tasks run and answer' };
      case 'check-the-gates':
        return { open: true };
      case 'shift-traffic': {
        const weightPercent = Number(field(field(payload, 'step'), 'weightPercent'));
        traffic.changes.push({ minute: clock.now() / 60_000, percent: weightPercent });
        return { shift: { atMillis: clock.now(), weightPercent, receipt: { changeId: 'C1' } } };
      }
      case 'check-the-traffic':
        return { settled: true, weights: {} };
      case 'judge':
        return judged(payload);
      case 'promote':
        return { promoted: plan.version };
      case 'roll-back-the-traffic':
        traffic.changes.push({ minute: clock.now() / 60_000, percent: 0 });
        return { plan: asJson(plan), deployed: canary, outcome: 'rolled back' };
      case 'confirm-the-rollback':
        return { confirmed: true };
      case 'check-the-drain':
        return { drained: true, requests: 0 };
      default:
        return {};
    }
  }

  function judged(payload: Json | undefined): Json {
    const number = Number(field(field(payload, 'step'), 'number'));
    const tick = Number(field(payload, 'tick')) + 1;
    const step = plan.steps[number - 1];
    if (step === undefined) throw failure('BadInput', 'no such step');
    const nowMinute = Math.floor(clock.now() / 60_000);
    const verdict = judge({
      plan: plan.judge,
      step: {
        number,
        weightPercent: step.weightPercent,
        enteredMinute: traffic.changes.at(-1)?.minute ?? 0,
        bakeMinutes: step.bakeSeconds / 60,
      },
      weights: traffic.changes,
      nowMinute,
      observations: plan.judge.metrics.map(({ name }) => ({
        name,
        status: 'ok',
        buckets: traffic.buckets(rateOf(name), nowMinute - 1),
        baseline: { total: 180_000, bad: 180_000 * stableRates[rateOf(name)] },
      })),
    });
    const health = { status: 'healthy', detail: '' } as const;
    return asJson(decide({ verdict, health, step, tick, whenHeld: plan.whenHeld }));
  }
}

const rateOf = (name: string): keyof Rates => (name === 'errors' || name === 'latency' ? name : 'conversion');

const stableRates: Rates = { errors: 0.003, latency: 0.02, conversion: 0.031 };

class Traffic {
  readonly changes: { minute: number; percent: number }[] = [];
  readonly #known = new Map<string, Counts>();
  readonly #rates: Rates;
  readonly #random: () => number;

  constructor(canary: Partial<Rates>, random: () => number) {
    this.#rates = { ...stableRates, ...canary };
    this.#random = random;
  }

  buckets(metric: keyof Rates, untilMinute: number) {
    const from = Math.floor(this.changes[0]?.minute ?? untilMinute);
    return Array.from({ length: Math.max(0, untilMinute - from) }, (_, index) => {
      const minute = from + index;
      const percent = this.changes.findLast((change) => change.minute < minute + 1)?.percent ?? 0;
      return {
        minute,
        stable: this.#counts(`stable ${metric} ${minute}`, 3000 * (1 - percent / 100), stableRates[metric]),
        canary: this.#counts(`canary ${metric} ${minute}`, 3000 * (percent / 100), this.#rates[metric]),
      };
    });
  }

  #counts(key: string, requests: number, rate: number): Counts {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const noise = () => this.#random() + this.#random() + this.#random() - 1.5;
    const total = Math.max(0, Math.round(requests + noise() * 2 * Math.sqrt(requests)));
    const bad = Math.min(
      total,
      Math.max(0, Math.round(total * rate + noise() * 2 * Math.sqrt(total * rate))),
    );
    this.#known.set(key, { total, bad });
    return { total, bad };
  }
}

const failure = (error: string, cause: string) =>
  new TaskFailure(error, JSON.stringify({ errorType: error, errorMessage: cause }));

function field(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value));

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
