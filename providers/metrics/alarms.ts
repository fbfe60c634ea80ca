import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { allPages } from '../pages.ts';
import type { Statement } from '../provider.ts';

export type AlarmReading = {
  /** Alarms that are in the state ALARM now, with CloudWatch's reason. */
  readonly firing: readonly { readonly name: string; readonly reason: string }[];
  /** Names that no alarm has. */
  readonly missing: readonly string[];
};

/** Which of these alarms fire now, metric alarms and composite ones. INSUFFICIENT_DATA is not firing. */
export async function readAlarms(
  names: readonly string[],
  { cloudwatch }: Pick<Clients, 'cloudwatch'>,
): Promise<AlarmReading> {
  const found = new Map<string, { state: string | undefined; reason: string }>();
  for (let first = 0; first < names.length; first += namesPerCall) {
    const AlarmNames = names.slice(first, first + namesPerCall);
    const pages = await allPages<DescribeAlarmsCommandOutput, string>(
      (NextToken) =>
        call({ action: 'cloudwatch:DescribeAlarms', resource: AlarmNames.join(', ') }, () =>
          cloudwatch.send(
            new DescribeAlarmsCommand({
              AlarmNames,
              // Without this list AWS returns metric alarms only.
              AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
              ...(NextToken === undefined ? {} : { NextToken }),
            }),
          ),
        ),
      (page) => page.NextToken,
    );
    for (const page of pages) {
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
        const reason = alarm.StateReason ?? 'no reason given';
        if (alarm.AlarmName !== undefined) found.set(alarm.AlarmName, { state: alarm.StateValue, reason });
      }
    }
  }
  return {
    firing: names.flatMap((name) => {
      const alarm = found.get(name);
      return alarm?.state === 'ALARM' ? [{ name, reason: alarm.reason }] : [];
    }),
    missing: names.filter((name) => !found.has(name)),
  };
}

/** "AlarmNames: maximum number of 100 items" in the API reference of DescribeAlarms. */
const namesPerCall = 100;

export const alarmPermissions: readonly Statement[] = [
  {
    actions: ['cloudwatch:DescribeAlarms'],
    resources: ['*'],
    why: 'CloudWatch returns composite alarms only to callers whose DescribeAlarms permission is not narrowed.',
  },
];
