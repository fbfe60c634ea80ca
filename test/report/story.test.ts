import { describe, expect, it } from '@jest/globals';
import { formatElapsed, formatLine, story, storyteller } from '../../report/story.ts';
import { rehearsed } from './rehearsed.ts';

describe('the story of a rollout', () => {
  it('tells a bad release in a few lines', async () => {
    const { history } = await rehearsed('errors-at-5-percent');
    const lines = story(history);
    expect(lines.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'info Plan the rollout',
      'info Deploy the canary',
      'wait Check the canary',
      'good Check the canary',
      'good Check the room',
      'info Shift traffic',
      'info Judge',
      'wait Judge',
      'bad Judge',
      'good Roll back the traffic',
      'good Confirm the rollback',
      'wait Check the drain',
      'info Check the drain',
      'info Retire the version without traffic',
      'bad The end',
    ]);
    expect(lines.find(({ state }) => state === 'Shift traffic')?.text).toBe('green gets 5%');
    expect(lines.at(-1)?.text).toBe('Rolled back: CanaryFailed');
  });

  it('is the same told event by event as in one go', async () => {
    const { history } = await rehearsed('alarm-mid-bake');
    const tell = storyteller();
    expect(history.flatMap((event) => tell(event))).toEqual(story(history));
  });

  it('says the cause once', async () => {
    const { history } = await rehearsed('alarm-mid-bake');
    const told = story(history).filter(({ text }) => text.includes('recommendation-unhealthy'));
    expect(told).toMatchObject([{ kind: 'bad', state: 'Watch for an alarm or an abort' }]);
  });

  it('tells questions, their answers, and holds', async () => {
    const approval = story((await rehearsed('approval-given')).history);
    expect(approval).toContainEqual(
      expect.objectContaining({ kind: 'wait', text: 'May v42 get 50% of the traffic?' }),
    );
    expect(approval).toContainEqual(expect.objectContaining({ kind: 'good', text: 'approved' }));
    expect(approval.filter(({ state }) => state === 'Wait for a decision')).toHaveLength(2);
    const held = story((await rehearsed('freeze-begins')).history).filter(
      ({ state }) => state === 'Check the gates',
    );
    expect(held.map(({ kind }) => kind)).toEqual(['wait', 'info']);
  });

  it('aligns lines by time and state', () => {
    const line = { atMillis: 331_000, kind: 'info', state: 'Shift traffic', text: 'green gets 5%' } as const;
    expect(formatLine(line, 1000)).toBe('00:05:30  Shift traffic                   green gets 5%');
    expect(formatElapsed(400_000_000)).toBe('111:06:40');
  });
});
