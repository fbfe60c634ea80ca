import { describe, expect, it } from '@jest/globals';
import { decide } from '../../rollout/decide.ts';
import type { Verdict } from '../../rollout/judge/index.ts';
import { planned, specWith } from './plan/plan-input.ts';

const said = (verdict: Verdict['verdict'], changes: Partial<Verdict> = {}): Verdict => ({
  verdict,
  hold: false,
  unproven: false,
  rule: 'baking',
  sentence: 'So it is.',
  lnE: 0,
  lnThreshold: 4.6,
  metrics: [],
  ...changes,
});

const plan = planned();
const ramped = planned({ spec: specWith('steps: guarded'), usual: { flow: { total: 200, bad: 1 } } });
type Input = Parameters<typeof decide>[0];

function at(number: number, changes: Partial<Input> = {}): Input {
  const step = plan.steps[number - 1];
  if (step === undefined) throw new Error(`There is no step ${number}.`);
  return {
    verdict: said('pass'),
    health: { status: 'healthy', detail: '' },
    firingAlarms: [],
    plan,
    step,
    tick: 30,
    weightPercent: step.weightPercent,
    minutesAtWeight: 30,
    minutesSinceStart: 30,
    observations: [],
    ...changes,
  };
}

describe('fixed steps', () => {
  it('go on with the next one, and end after the last', () => {
    expect(decide(at(1))).toMatchObject({ decision: 'next', next: plan.steps[1] });
    expect(decide(at(4))).toMatchObject({ decision: 'next', next: null });
  });

  it.each([
    ['bakes on', { verdict: said('continue'), tick: 59 }, { decision: 'bake', next: null }],
    ['asks at the limit', { verdict: said('continue'), tick: 60 }, { decision: 'ask', next: plan.steps[2] }],
    ['fails with the verdict', { verdict: said('fail') }, { decision: 'fail', sentence: 'So it is.' }],
    [
      'fails with dead tasks',
      { health: { status: 'failed', detail: 'It crashed.' } },
      { decision: 'fail', sentence: 'It crashed.' },
    ],
    ['fails with an alarm', { firingAlarms: ['flood'] }, { decision: 'fail', sentence: 'Firing: flood.' }],
  ] as const)('%s', (_, changes, expected) => {
    expect(decide(at(2, changes))).toMatchObject(expected);
  });
});

describe('a guarded ramp', () => {
  const [step] = ramped.steps;
  if (step === undefined) throw new Error('There is no first step.');

  it('stays while it has nothing to go by', () => {
    const waiting = at(1, { plan: ramped, step, tick: 1, minutesAtWeight: 1, weightPercent: 2 });
    expect(decide(waiting)).toMatchObject({ decision: 'bake', next: null });
  });

  it('chooses nothing while a raise that was chosen before still waits, but sees harm', () => {
    const waiting = { plan: ramped, step: { ...step, weightPercent: 10 }, weightPercent: 2 };
    expect(decide(at(1, waiting))).toMatchObject({ decision: 'bake', sentence: 'So it is.', next: null });
    expect(decide(at(1, { ...waiting, verdict: said('fail') })).decision).toBe('fail');
  });
});
