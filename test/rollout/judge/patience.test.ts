import { describe, expect, it } from '@jest/globals';
import type { MetricPlan } from '../../../rollout/judge/plan.ts';
import { settingsOf } from '../../../rollout/judge/settings.ts';

describe('in how many minutes harm must show', () => {
  it.each<[string, Partial<MetricPlan>, boolean, number, number]>([
    ['requests, at first', { unit: 'request' }, false, 2, 2],
    ['requests, with little scatter', { unit: 'request', phi: 1.9 }, false, 2, 2],
    ['requests, whose slots have met troubles of their own', { unit: 'request', phi: 2 }, false, 7, 3],
    ['requests of a calm service', { unit: 'request', phi: 1 }, true, 2, 1],
    ['clients, at first', { unit: 'client' }, false, 7, 3],
    ['clients, while not all is calm', { unit: 'client', phi: 1 }, false, 7, 3],
    ['clients of a calm service', { unit: 'client', phi: 1 }, true, 3, 2],
    ['as the spec says', { unit: 'client', phi: 1, minBadBuckets: 5 }, true, 5, 5],
  ])('%s', (_, change, calm, usual, severe) => {
    const { badMinutes } = settingsOf(
      { name: 'errors', direction: 'lower-is-better', unit: 'request', ...change },
      calm,
    );
    expect(badMinutes).toMatchObject({ usual, severe });
  });
});

describe('the allowance for scatter', () => {
  it.each<[string, Partial<MetricPlan>, number]>([
    ['requests: none', { unit: 'request' }, 1],
    ['requests: what little was learned is chance', { unit: 'request', phi: 1.9, sigma2: 0.1 }, 1],
    ['requests whose slots differ: as learned', { unit: 'request', phi: 2.1, sigma2: 0.1 }, 2.1],
    ['clients: assumed', { unit: 'client' }, 3],
    ['clients: as learned', { unit: 'client', phi: 1.2 }, 1.2],
    ['clients: never so much that rare errors hide', { unit: 'client', phi: 40 }, 3],
  ])('%s', (_, change, phi) => {
    const plan: MetricPlan = { name: 'errors', direction: 'lower-is-better', unit: 'request', ...change };
    expect(settingsOf(plan).dispersion.phi).toBe(phi);
  });
});
