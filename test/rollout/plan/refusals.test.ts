import { describe, expect, it } from '@jest/globals';
import { makePlan, type PlanInput } from '../../../rollout/plan/make-plan.ts';
import { digestOf, inputWith, specWith } from './plan-input.ts';

const { reading, release, running } = inputWith();
const weights = (live: Record<string, number>) => ({ reading: { ...reading, weights: live } });
const freeze = 'freeze: [{ name: fair, from: 2026-11-23T00:00:00Z, to: 2026-11-24T00:00:00Z }]';

const rows: readonly (readonly [string, Partial<PlanInput>, string])[] = [
  [
    'mixed weights',
    weights({ blue: 70, green: 30 }),
    'The weights are blue 70%, green 30%: someone else is in the middle of a change. Give one slot all the traffic first.',
  ],
  [
    'no weights',
    weights({ blue: 0, green: 0 }),
    'All weights are 0: nothing says which slot is stable. Give one slot all the traffic.',
  ],
  [
    'a canary that the router does not know',
    { canarySlot: 'red' },
    'The workload deploys to red, but the router has blue and green. Give the slots the same names in both.',
  ],
  [
    'a canary that is stable',
    { canarySlot: 'blue' },
    'blue has all the traffic, and the workload would deploy to blue, too.',
  ],
  [
    'nothing in stable',
    { running: {} },
    'blue has all the traffic, but nothing runs there. Deploy a first version without Haldane.',
  ],
  [
    'the same version',
    { running: { ...running, blue: { version: `mill@${digestOf('b')}`, runningCount: 1, desiredCount: 1 } } },
    `${digestOf('b')} already runs in blue: there is nothing to release.`,
  ],
  [
    'a sick stable',
    { stableHealth: { status: 'failed', detail: 'tasks crash' } },
    'The stable version in blue is not healthy: tasks crash. If this release is the cure, start it with "hotfix": true.',
  ],
  [
    'a starting stable',
    { stableHealth: { status: 'starting', detail: '1 of 4 tasks run' } },
    'The stable version in blue is still starting: 1 of 4 tasks run. If this release is the cure, start it with "hotfix": true.',
  ],
  [
    'weights between two steps',
    { routerInfo: { weightStepPercent: 10 } },
    'The router cannot give 5%, 25%: weights are multiples of 10%.',
  ],
  ['an unknown alarm', { unknownAlarms: ['flod'] }, 'There is no alarm "flod" in this account and region.'],
  [
    'a firing alarm',
    { firingAlarms: ['flood'] },
    'The alarm "flood" is firing before the rollout. If this release is the cure, start it with "hotfix": true.',
  ],
  ['the stop switch', { stopSwitch: { reason: 'sale day' } }, 'The stop switch is on: sale day'],
  [
    'the stop switch against a hotfix',
    { hotfix: true, stopSwitch: { reason: 'sale day' } },
    'The stop switch is on: sale day',
  ],
  [
    'a freeze',
    { spec: specWith(freeze) },
    'The freeze window "fair" is open until 2026-11-24T00:00:00.000Z.',
  ],
  [
    'an archive for a workload of images',
    { release: { kind: 'archive', bucket: 'b', key: 'k' }, releaseKinds: ['image'] },
    'mill releases an image, but this is an archive.',
  ],
  [
    'an image of another repository',
    { spec: specWith('trigger: { ecr: { repository: bakery } }') },
    'The image is from mill, but mill releases images of bakery.',
  ],
];

describe('A rollout is refused', () => {
  it.each(rows)('%s', (_, changes, sentence) => {
    const result = makePlan(inputWith(changes));
    expect(result.ok ? [] : result.problems.map((problem) => problem.sentence)).toEqual([sentence]);
  });

  it('with all reasons at once', () => {
    const result = makePlan(
      inputWith({
        release,
        spec: specWith(freeze, 'alarms: [flood]'),
        running: { ...running, blue: { version: digestOf('b'), runningCount: 1, desiredCount: 1 } },
        stableHealth: { status: 'failed', detail: 'tasks crash' },
        routerInfo: { weightStepPercent: 10 },
        unknownAlarms: ['flod'],
        firingAlarms: ['flood'],
        stopSwitch: { reason: 'sale day' },
      }),
    );
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual([
      'already-stable',
      'stable-unhealthy',
      'weight-not-possible',
      'unknown-alarm',
      'alarm-firing',
      'stop-switch',
      'frozen',
    ]);
  });
});
