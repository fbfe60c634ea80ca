import { DescribeAlarmsCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { expect, it } from '@jest/globals';
import { alarmPermissions, readAlarms } from '../../../providers/metrics/alarms.ts';
import { fakeAws } from '../../support/fake-aws.ts';

const alarm = (AlarmName: string, StateValue: StateValue) => ({
  AlarmName,
  StateValue,
  StateReason: 'because',
});

it('names the alarms that fire, composite ones too, and those that are not there', async () => {
  const aws = fakeAws();
  aws.on(DescribeAlarmsCommand, ({ AlarmTypes, NextToken }) => {
    expect(AlarmTypes).toEqual(['MetricAlarm', 'CompositeAlarm']);
    return NextToken
      ? { CompositeAlarms: [alarm('all', 'ALARM')] }
      : {
          MetricAlarms: [alarm('cpu', 'OK'), alarm('new', 'INSUFFICIENT_DATA'), alarm('5xx', 'ALARM')],
          NextToken: 'n',
        };
  });
  expect(await readAlarms(['all', 'cpu', 'new', '5xx', 'gone'], aws.clients)).toEqual({
    firing: [
      { name: 'all', reason: 'because' },
      { name: '5xx', reason: 'because' },
    ],
    missing: ['gone'],
  });
  expect(aws.calls.map(({ action }) => action)).toEqual(
    [...alarmPermissions, ...alarmPermissions].flatMap(({ actions }) => actions),
  );
});

it('asks for at most 100 at once, and for none where there are none', async () => {
  const aws = fakeAws();
  aws.on(DescribeAlarmsCommand, () => ({}));
  const names = Array.from({ length: 101 }, (_, index) => `alarm ${index}`);
  expect((await readAlarms(names, aws.clients)).missing).toEqual(names);
  expect(aws.calls).toHaveLength(2);
  await readAlarms([], aws.clients);
  expect(aws.calls).toHaveLength(2);
});
