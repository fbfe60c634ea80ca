import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../rehearsal/random.ts';
import { isCalm, learnPhi, phiFromHistory } from '../../../rollout/judge/learn-phi.ts';
import type { Slots } from '../../../rollout/judge/minute.ts';
import { residuals } from '../../../rollout/judge/residuals.ts';

const random = seededRandom('dispersion');
const stableTotal = 9000;
const canaryTotal = 3000;

/** A step of healthy minutes in which bad events come in clusters of a size, each wholly in one slot. */
function step(minutes: number, clusterSize: number, badAMinute = 60): readonly Slots[] {
  return Array.from({ length: minutes }, () => {
    const clusters = random.poisson(badAMinute / clusterSize);
    const [onStable = 0, onCanary = 0] = random.multinomial(clusters, [stableTotal, canaryTotal]);
    return {
      stable: { total: stableTotal, bad: onStable * clusterSize },
      canary: { total: canaryTotal, bad: onCanary * clusterSize },
    };
  });
}

describe('the dispersion that good rollouts leave behind', () => {
  it.each([1, 4, 10])('is about the size of clusters: %p', (size) => {
    const earlier = Array.from({ length: 4 }, () => residuals([step(240, size), step(240, size)]));
    const learnt = learnPhi(earlier);
    expect(learnt?.phi).toBeGreaterThan(size * 0.75);
    expect(learnt?.phi).toBeLessThan(size * 1.6);
  });

  it('is not raised by a version that is evenly worse, nor by an incident in both slots', () => {
    const worse = step(960, 1).map(({ stable, canary }, i) => {
      const incident = i > 20 && i < 40 ? 10 : 1;
      return {
        stable: { ...stable, bad: random.poisson(45 * incident) },
        canary: { ...canary, bad: random.poisson(30 * incident) },
      };
    });
    expect(learnPhi([residuals([worse])])?.phi).toBeLessThan(2);
  });

  it('is unknown where there were hardly any events', () => {
    expect(learnPhi([])).toBeNull();
    expect(learnPhi([residuals([step(10, 1, 0.1)])])).toBeNull();
  });

  it('is clamped when it comes from history, since shared incidents look like scatter there', () => {
    const calm = Array.from({ length: 720 }, () => ({ total: 12_000, bad: random.poisson(60) }));
    const stormy = calm.map((minute, i) => (i % 97 < 6 ? { ...minute, bad: 3000 } : minute));
    expect(phiFromHistory(calm)?.phi).toBeLessThan(1.6);
    const usual = (3000 * 6 + 60 * 91) / 97 / 2;
    expect(phiFromHistory(stormy)?.sigma2).toBeLessThanOrEqual(Math.max(0.1, 38 / usual));
    expect(phiFromHistory([])).toBeNull();
  });
});

describe('a calm service', () => {
  const well = { phi: 1.1, rollouts: 3 };
  it.each([
    ['all metrics scattered next to nothing in three rollouts', [well, { phi: 1.49, rollouts: 9 }], true],
    ['two rollouts are too few', [well, { phi: 1, rollouts: 2 }], false],
    ['one metric met trouble', [well, { phi: 1.5, rollouts: 9 }], false],
    ['one metric is not known', [well, null], false],
    ['no metric decides', [], false],
  ])('%s', (_, learned, calm) => {
    expect(isCalm(learned)).toBe(calm);
  });
});
