import { describe, expect, it } from '@jest/globals';
import { type Rehearsal, rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';
import { timeline } from '../../report/timeline.ts';

const story = scenarios['learns-from-good-releases'];
const seed = 7;

/** Of the execution that began last: from its first weight to the return of the traffic, or its end. */
function minutesOfLast({ executions }: Rehearsal): number {
  const { shifts, endMillis } = timeline(executions.at(-1)?.history ?? []);
  const end = shifts.find(({ step }) => step === null)?.atMillis ?? endMillis;
  return ((end ?? Number.NaN) - (shifts[0]?.atMillis ?? Number.NaN)) / 60_000;
}

const lastSentences = ({ executions }: Rehearsal) =>
  executions.map(({ history }) => timeline(history).verdicts.findLast(({ rule }) => rule !== null)?.sentence);

const alone = (errorRate: number, spec = story.spec ?? {}, chance = seed) =>
  rehearse({
    scenario: { ...story, spec, versions: { v42: { errorRate } }, play: (stage) => stage.release('v42') },
    seed: chance,
  });

describe('what good releases teach', () => {
  it('proves a good one sooner, and says from how many it learned', async () => {
    const all = await rehearse({ scenario: story, seed });
    expect(lastSentences(all)).toEqual([
      expect.stringMatching(/Dispersion 3, assumed\.$/),
      expect.stringMatching(/learned from 1 rollout/),
      expect.stringMatching(/learned from 2 rollouts/),
      expect.stringMatching(/learned from 3 rollouts/),
    ]);
    expect(minutesOfLast(all)).toBeLessThan(minutesOfLast(await alone(0.001)) - 5);
  });

  it('finds slight harm sooner, on the whole', async () => {
    const spec = { ...story.spec, advanceEarly: false };
    const minutes = { taught: 0, untaught: 0 };
    for (const chance of [3, 5, seed]) {
      const taught = await rehearse({
        scenario: { ...story, spec, versions: { v45: { errorRate: 0.004 } } },
        seed: chance,
      });
      const untaught = await alone(0.004, spec, chance);
      expect([taught.outcome, untaught.outcome]).toEqual(['rolled back', 'rolled back']);
      expect(taught.reason).toMatch(/^errors rose .* learned from 3 rollouts/);
      minutes.taught += minutesOfLast(taught);
      minutes.untaught += minutesOfLast(untaught);
    }
    expect(minutes.taught).toBeLessThan(0.7 * minutes.untaught);
  });

  it('is stored once a rollout, in one small item of the service', async () => {
    const { world } = await rehearse({ scenario: story, seed });
    const stored = world.dynamodb.items('haldane-dev').filter(({ kind }) => kind?.S === 'learned');
    expect(stored.map(({ name }) => name?.S)).toEqual(['recommendation']);
    const rollouts: { metrics: object }[] = JSON.parse(stored[0]?.rollouts?.S ?? '[]');
    expect(stored[0]?.rollouts?.S?.length).toBeLessThan(4000);
    const keys = rollouts.map(({ metrics }) => Object.keys(metrics));
    expect(new Set(keys.flat()).size).toBe(3);
    expect(keys).toHaveLength(4);
  });

  it('is not taught by a hotfix, nor by what was returned', async () => {
    for (const name of ['sick-stable-hotfix', 'errors-at-5-percent'] as const) {
      const { world, outcome } = await rehearse({ scenario: scenarios[name], seed });
      expect(outcome).toBe(scenarios[name].ends.outcome);
      expect(world.dynamodb.items('haldane-dev').map(({ kind }) => kind?.S)).not.toContain('learned');
    }
  });

  it('that cannot be stored is told in the log, and does nothing else', async () => {
    const { log, executions } = await rehearse({ scenario: scenarios['learns-nothing'], seed });
    const troubles = new Set(
      log
        .filter(({ level }) => level === 'error')
        .map(({ functionName, message }) => `${functionName}: ${message}`),
    );
    expect([...troubles]).toEqual([
      'plan-the-rollout: What earlier rollouts taught could not be read',
      'learn-from-the-rollout: The handler failed',
    ]);
    expect(executions.map(({ outcome }) => outcome)).toEqual(['promoted']);
  });
});
