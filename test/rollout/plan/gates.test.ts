import { describe, expect, it } from '@jest/globals';
import { type GateInput, openGates } from '../../../rollout/plan/gates.ts';

const freezes = [
  { name: 'night', fromMillis: 1000, toMillis: 2000 },
  { name: 'fair', fromMillis: 1500, toMillis: 5000 },
];
const at = (nowMillis: number, changes: Partial<GateInput> = {}) =>
  openGates({ plan: { freezes }, nowMillis, stopSwitch: null, paused: null, ...changes });

describe('openGates', () => {
  it('opens when nothing holds', () => {
    expect([at(0), at(5000)]).toEqual([{ open: true }, { open: true }]);
  });

  it('says until when a freeze lasts, the longest of them', () => {
    expect(at(1000)).toMatchObject({ open: false, kind: 'frozen', untilMillis: 2000 });
    expect(at(1999)).toMatchObject({
      reason: 'The freeze window "fair" is open until 1970-01-01T00:00:05.000Z.',
      untilMillis: 5000,
    });
  });

  it('says first what a person did', () => {
    const all = { stopSwitch: { reason: 'sale day' }, paused: 'lunch', mark: 'The alarm flood fired.' };
    expect(at(1000, all)).toEqual({
      open: false,
      kind: 'marked',
      reason: 'The traffic is to be returned: The alarm flood fired.',
    });
    expect(at(1000, { ...all, mark: null })).toMatchObject({
      kind: 'stopped',
      reason: 'The stop switch is on: sale day',
    });
    expect(at(1000, { paused: 'lunch' })).toMatchObject({
      kind: 'paused',
      reason: 'The rollout is paused: lunch',
    });
  });
});
