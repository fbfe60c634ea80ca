import { expect, it } from '@jest/globals';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';
import { timeline } from '../../report/timeline.ts';

it('a paused rollout is held after its bake until it is resumed', async () => {
  const { history } = await rehearse({ scenario: scenarios.paused });
  const { holds, steps } = timeline(history);
  expect(holds.map(({ reason }) => reason)).toEqual(['The rollout is paused: a look at the logs']);
  const [, second, third] = steps.map(({ shiftedAtMillis }) => shiftedAtMillis ?? 0);
  // The hour of the pause, and not the half hour of the bake; the gates are looked at every few minutes.
  expect(((third ?? 0) - (second ?? 0)) / 60_000).toBeGreaterThanOrEqual(59);
  expect(((third ?? 0) - (second ?? 0)) / 60_000).toBeLessThan(75);
}, 60_000);
