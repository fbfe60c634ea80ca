import { describe, expect, it } from '@jest/globals';
import { readPlan } from '../../../rollout/plan/read-plan.ts';
import { planned } from './plan-input.ts';

describe('readPlan', () => {
  it.each([
    ['nothing', null, 'This is no plan: it has no shape.'],
    ['something else', { service: 'mill' }, 'This is no plan: it has no shape.'],
    [
      'a plan from the future',
      { shape: 7 },
      'This plan has shape 7; this version of Haldane reads shape 1. Deploy the version that wrote it, or stop the execution: its traffic is then returned.',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => readPlan(json)).toThrow(expect.objectContaining({ name: 'UnreadablePlan', message }));
  });

  it('says what is damaged', () => {
    expect(() => readPlan({ ...planned(), steps: [{ number: 1 }] })).toThrow(
      /damaged: steps\.0\.weightPercent/,
    );
  });
});
