import { describe, expect, it } from '@jest/globals';
import { type MetricPlan, settingsOf } from '../../../rollout/judge/index.ts';
import { errors } from './a-rollout.ts';

const settings = (change: Partial<MetricPlan> = {}, calm?: boolean) =>
  settingsOf({ ...errors, ...change }, calm);

describe('defaults', () => {
  it('by request, where lower is better', () => {
    expect(settings()).toEqual({
      name: 'errors',
      direction: 'lower-is-better',
      dryRun: false,
      limit: null,
      lasting: false,
      harmLine: { ratio: 1.1, delta: 0 },
      harmRatios: [1.3, 1.8, 3, 6, 15, 60],
      stakes: [],
      safetyLine: { ratio: 1.5, delta: 0.0005 },
      safetyRatios: [0.02, 0.1, 0.3, 0.6, 0.8, 0.92],
      boundRatios: [0.02, 0.1, 0.3, 0.6, 0.8, 0.92],
      badMinutes: { usual: 2, severe: 2, severeTimes: 10 },
      onset: { startMass: 0.8, hazard: 1 / 60 },
      dispersion: { phi: 1, sigma2: 0 },
      fullDispersion: { phi: 1, sigma2: 0 },
      lagMinutes: 2,
      warmUpMinutes: 1,
    });
  });

  it('by client', () => {
    expect(settings({ unit: 'client' })).toMatchObject({
      harmLine: { ratio: 1.25, delta: 0 },
      stakes: [0.3, 0.9],
      safetyLine: { ratio: 1.5, delta: 0.0005 },
      badMinutes: { usual: 7, severe: 3, severeTimes: 10 },
      dispersion: { phi: 3, sigma2: 0.2 },
      fullDispersion: { phi: 3, sigma2: 0.2 },
    });
  });

  it('where higher is better', () => {
    expect(settings({ direction: 'higher-is-better' })).toMatchObject({
      direction: 'higher-is-better',
      harmLine: { ratio: 0.95, delta: -0 },
      harmRatios: [0.95, 0.85, 0.7, 0.5, 0.2, 0.02],
      stakes: [],
      safetyLine: { ratio: 0.9, delta: -0 },
      safetyRatios: [1.04, 1.08, 1.12, 1.2, 1.5, 3],
      boundRatios: [1.01, 1.04, 1.1, 1.25, 1.7, 4],
    });
    expect(settings({ direction: 'higher-is-better', unit: 'client' }).harmLine.ratio).toBe(0.95);
  });
});

describe('what a plan says', () => {
  it('stands', () => {
    const plan = { dryRun: true, limit: 0.02, lasting: true, lagMinutes: 0, warmUpMinutes: 0 } as const;
    expect(settings(plan)).toMatchObject(plan);
    const line = { tolerance: 0, absoluteTolerance: 0.25, safeMargin: 0.75, absoluteSafeMargin: 0.125 };
    expect(settings(line)).toMatchObject({
      harmLine: { ratio: 1, delta: 0.25 },
      safetyLine: { ratio: 1.75, delta: 0.125 },
    });
    expect(settings({ ...line, unit: 'client', direction: 'higher-is-better' })).toMatchObject({
      harmLine: { ratio: 1, delta: -0.25 },
      safetyLine: { ratio: 0.25, delta: -0.125 },
    });
  });

  it.each<[string, Partial<MetricPlan>, boolean, object]>([
    [
      'so many minutes, severe or not, calm or not',
      { minBadBuckets: 4 },
      true,
      { usual: 4, severe: 4, severeTimes: 10 },
    ],
    ['requests of a calm service', {}, true, { usual: 2, severe: 1, severeTimes: 3 }],
    ['clients of a calm service', { unit: 'client' }, true, { usual: 3, severe: 2, severeTimes: 3 }],
    ['requests that scatter', { phi: 2 }, false, { usual: 7, severe: 3, severeTimes: 10 }],
  ])('%s', (_, change, calm, badMinutes) => {
    expect(settings(change, calm).badMinutes).toEqual(badMinutes);
  });
});

describe('dispersion', () => {
  it.each<[string, Partial<MetricPlan>, object, object]>([
    [
      'of requests is none by design',
      { phi: 1.99, sigma2: 0.2 },
      { phi: 1, sigma2: 0 },
      { phi: 1, sigma2: 0 },
    ],
    ['unless much was learned', { phi: 2, sigma2: 0.2 }, { phi: 2, sigma2: 0.2 }, { phi: 2, sigma2: 0.2 }],
    ['that grows alone stands', { sigma2: 0.2 }, { phi: 1, sigma2: 0.2 }, { phi: 1, sigma2: 0.2 }],
    [
      'of clients as learned',
      { unit: 'client', phi: 1.2, sigma2: 0 },
      { phi: 1.2, sigma2: 0 },
      { phi: 1.2, sigma2: 0 },
    ],
    [
      'beyond 3 hides no harm, but claims no safety',
      { unit: 'client', phi: 8 },
      { phi: 3, sigma2: 0.2 },
      { phi: 8, sigma2: 0.2 },
    ],
  ])('%s', (_, change, forHarm, forSafety) => {
    expect(settings(change)).toMatchObject({ dispersion: forHarm, fullDispersion: forSafety });
  });
});

describe('bets', () => {
  it.each<[string, Partial<MetricPlan>, boolean, boolean]>([
    ['are made where clients are assigned', { unit: 'client' }, false, true],
    ['not by request', {}, false, false],
    ['not where all is known', { unit: 'client' }, true, false],
    ['not on a fall', { unit: 'client', direction: 'higher-is-better' }, false, false],
    ['not against a limit', { unit: 'client', limit: 0.01 }, false, false],
    ['not with an absolute tolerance', { unit: 'client', absoluteTolerance: 0.001 }, false, false],
  ])('%s', (_, change, calm, bets) => {
    expect(settings(change, calm).stakes).toEqual(bets ? [0.3, 0.9] : []);
  });
});
