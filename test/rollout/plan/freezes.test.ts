import { describe, expect, it } from '@jest/globals';
import { freezesBetween } from '../../../rollout/plan/freezes.ts';
import type { SpecFreeze } from '../../../rollout/spec/index.ts';

const weekly = (days: number[], from: number, to: number, timezone: string): SpecFreeze => ({
  kind: 'weekly',
  name: 'w',
  days,
  fromMinute: from * 60,
  toMinute: to * 60,
  timezone,
});

const during = (freeze: SpecFreeze, from: string, to: string) =>
  freezesBetween([freeze], Date.parse(from), Date.parse(to)).map(
    ({ fromMillis, toMillis }) => `${iso(fromMillis)} ${iso(toMillis)}`,
  );
const iso = (millis: number) => new Date(millis).toISOString().slice(0, 16);

describe('Weekly freeze windows', () => {
  it('become one window a time, overnight to the next day', () => {
    const nights = weekly([5, 6], 16, 8, 'Europe/Berlin');
    expect(during(nights, '2026-11-23T00:00Z', '2026-12-06T00:00Z')).toEqual([
      '2026-11-27T15:00 2026-11-28T07:00',
      '2026-11-28T15:00 2026-11-29T07:00',
      '2026-12-04T15:00 2026-12-05T07:00',
      '2026-12-05T15:00 2026-12-06T07:00',
    ]);
  });

  it('include the one that began yesterday', () => {
    expect(during(weekly([5], 16, 8, 'Europe/Berlin'), '2026-11-28T05:00Z', '2026-11-28T06:00Z')).toEqual([
      '2026-11-27T15:00 2026-11-28T07:00',
    ]);
  });

  it.each([
    ['far east', 'Pacific/Kiritimati', '2026-11-22T19:00 2026-11-23T03:00'],
    ['far west', 'Pacific/Pago_Pago', '2026-11-23T20:00 2026-11-24T04:00'],
    ['a quarter of an hour', 'Asia/Kathmandu', '2026-11-23T03:15 2026-11-23T11:15'],
  ])('are in local time: %s', (_, timezone, window) => {
    expect(during(weekly([1], 9, 17, timezone), '2026-11-21T00:00Z', '2026-11-26T00:00Z')).toEqual([window]);
  });

  it('follow the clocks: the same local time, an hour apart in UTC', () => {
    // Berlin leaves summer time on Sunday, 25 October 2026, at 01:00 UTC.
    expect(during(weekly([0], 12, 14, 'Europe/Berlin'), '2026-10-17T00:00Z', '2026-10-26T00:00Z')).toEqual([
      '2026-10-18T10:00 2026-10-18T12:00',
      '2026-10-25T11:00 2026-10-25T13:00',
    ]);
  });

  it('take the wider choice in the hour that is repeated or skipped', () => {
    const half = { ...weekly([0], 0, 0, 'Europe/Berlin'), fromMinute: 150, toMinute: 170 };
    // 02:30 to 02:50 is there twice on 25 October 2026: from 00:30 UTC to 01:50 UTC.
    expect(during(half, '2026-10-24T00:00Z', '2026-10-26T00:00Z')).toEqual([
      '2026-10-25T00:30 2026-10-25T01:50',
    ]);
    // On 29 March 2026 it is not there: the clock goes from 02:00 to 03:00 at 01:00 UTC.
    expect(during(half, '2026-03-28T00:00Z', '2026-03-30T00:00Z')).toEqual([
      '2026-03-29T00:30 2026-03-29T01:50',
    ]);
  });
});

describe('A freeze window of one time', () => {
  const fair: SpecFreeze = { kind: 'once', name: 'fair', fromMillis: 1000, toMillis: 2000 };
  it('counts if it is not over and not too far', () => {
    expect(freezesBetween([fair], 1999, 3000)).toHaveLength(1);
    expect(freezesBetween([fair], 2000, 3000)).toHaveLength(0);
    expect(freezesBetween([fair], 0, 1000)).toHaveLength(0);
  });
});
