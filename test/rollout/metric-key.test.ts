import { describe, expect, it } from '@jest/globals';
import { metricKey } from '../../rollout/metric-key.ts';

const config = {
  kind: 'cloudwatch',
  name: 'errors',
  dimensionsBySlot: { blue: { Slot: 'blue' }, green: { Slot: 'green' } },
  total: 'Requests',
  bad: 'Errors',
};
const key = metricKey(config, 'client');

describe('metricKey', () => {
  it('is short, and says nothing of the order of fields or of those left out', () => {
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    const { kind, name, dimensionsBySlot, ...rest } = config;
    const { blue, green } = dimensionsBySlot;
    const same = { ...rest, good: undefined, dimensionsBySlot: { green, blue }, name, kind };
    expect(metricKey(same, 'client')).toBe(key);
  });

  it.each([
    ['another query', { bad: 'Faults' }],
    ['another goal', { bad: undefined, good: 'Errors' }],
    ['another dimension', { dimensionsBySlot: { blue: { Slot: 'blue' }, green: { Slot: 'Green' } } }],
    ['another field', { slowerThan: '1s' }],
    ['another source', { kind: 'prometheus' }],
  ])('differs for %s', (_, change) => {
    expect(metricKey({ ...config, ...change }, 'client')).not.toBe(key);
  });

  it('differs by the unit of assignment', () => {
    expect(metricKey(config, 'request')).not.toBe(key);
  });
});
