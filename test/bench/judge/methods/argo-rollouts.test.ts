import { describe, expect, it } from '@jest/globals';
import { type ArgoOptions, argoRollouts } from '../../../../bench/judge/methods/argo-rollouts.ts';
import { failsAt, times } from '../minutes.ts';

const documented: ArgoOptions = {
  successRate: 0.95,
  windowMinutes: 5,
  intervalMinutes: 5,
  count: Number.POSITIVE_INFINITY,
  failureLimit: 3,
  emptyIsGood: false,
};
const strict: ArgoOptions = {
  ...documented,
  windowMinutes: 1,
  intervalMinutes: 1,
  count: 5,
  failureLimit: 0,
};

const good = { canary: [100, 5] } as const;
const bad = { canary: [100, 6] } as const;
const none = { canary: [0, 0] } as const;

describe('Argo Rollouts', () => {
  it('fails with the fourth failed measurement where the limit is 3', () => {
    expect(failsAt(argoRollouts(1, documented), times(30, bad))).toBe(19);
  });

  it('adds failures up and forgives none', () => {
    const minutes = [
      ...times(5, bad),
      ...times(10, good),
      ...times(10, bad),
      ...times(5, good),
      ...times(5, bad),
    ];
    expect(failsAt(argoRollouts(1, documented), minutes)).toBe(34);
  });

  it('measures the rate of the whole window', () => {
    // 9 of 200 in five minutes, though one minute is all bad.
    const window = [...times(4, { canary: [48, 0] }), { canary: [8, 8] }] as const;
    expect(failsAt(argoRollouts(1, { ...documented, failureLimit: 0 }), window)).toBe(-1);
  });

  it('takes five measurements from the beginning of a step, and no more', () => {
    const minutes = [...times(5, good), ...times(5, bad), { ...good, isNewStep: true }, bad];
    expect(failsAt(argoRollouts(1, strict), minutes)).toBe(11);
  });

  it('fails without data: an error is repeated every 10 seconds and the fifth in a row is too many', () => {
    expect(failsAt(argoRollouts(1, strict), [good, none])).toBe(1);
    expect(failsAt(argoRollouts(1, { ...strict, emptyIsGood: true }), [good, none])).toBe(-1);
  });
});
