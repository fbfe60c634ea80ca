import { describe, expect, it } from '@jest/globals';
import { type AlarmOptions, cloudWatchAlarm } from '../../../../bench/judge/methods/cloudwatch-alarm.ts';
import { failsAt } from '../minutes.ts';

const rate: AlarmOptions = { statistic: 'rate', threshold: 0.01, datapointsToAlarm: 2, evaluationPeriods: 3 };
const sum: AlarmOptions = { statistic: 'sum', threshold: 1, datapointsToAlarm: 2, evaluationPeriods: 2 };

const good = { canary: [100, 1] } as const;
const bad = { canary: [100, 2] } as const;
const none = { canary: [0, 0] } as const;

describe('CloudWatch alarm', () => {
  it('alarms when 2 of the newest 3 datapoints breach', () => {
    expect(failsAt(cloudWatchAlarm(1, rate), [bad, good, good, bad, good, bad])).toBe(5);
    expect(failsAt(cloudWatchAlarm(1, rate), [bad, good, good, bad, good, good])).toBe(-1);
  });

  it('looks at the newest datapoints that exist', () => {
    expect(failsAt(cloudWatchAlarm(1, rate), [bad, none, none, none, bad])).toBe(4);
  });

  it('counts errors, not their share, with a sum', () => {
    expect(failsAt(cloudWatchAlarm(1, sum), [good, { canary: [1e6, 0] }, good, { canary: [1e6, 1] }])).toBe(
      3,
    );
  });
});
