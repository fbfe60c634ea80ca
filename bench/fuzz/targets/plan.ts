import fc from 'fast-check';
import { UnreadablePlan } from '../../../rollout/errors.ts';
import { readPlan } from '../../../rollout/plan/read-plan.ts';
import { damagedJson, shapedLike } from '../json.ts';
import { recorded } from '../samples.ts';
import { refused, type Target } from '../target.ts';

const plans = Object.values(recorded.plans);

/** The plan that an execution and its claim carry. */
export const plan: Target = {
  name: 'plan',
  inputs: 110_000,
  arbitrary: fc.oneof(...plans.map((one) => shapedLike(one))),
  damaged: (random) => damagedJson(plans, random),
  feed(input) {
    try {
      readPlan(input);
      return true;
    } catch (error) {
      if (error instanceof UnreadablePlan) return refused(error.message);
      throw error;
    }
  },
};
