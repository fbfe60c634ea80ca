import type { Need } from '../functions/_task.ts';
import { glancePermission, linePermissions } from '../providers/line/store.ts';
import { alarmPermissions } from '../providers/metrics/alarms.ts';
import type { Statement } from '../providers/provider.ts';
import { permissionsFor } from '../providers/registry.ts';
import { tablePermissions } from '../providers/table.ts';
import type { Spec } from '../rollout/spec/spec.ts';
import { anyToken } from './machine.ts';
import type { Names } from './names.ts';

/** What each need means in IAM, given the specs in services/: their resources and no others. */
export function permissions(
  specs: readonly Spec[],
  names: Names,
): Readonly<Record<Need, readonly Statement[]>> {
  const table = tablePermissions(names.table);
  const services = specs.map((spec) =>
    permissionsFor({ ...spec, metrics: spec.metrics.map(({ config }) => config) }),
  );
  const line = (may: 'look' | 'write') =>
    services.some(({ standsInLine }) => standsInLine) ? linePermissions(names.table, may) : [];
  const watchesAny = specs.some(({ alarms }) => alarms.length > 0);
  return {
    'traffic.read': [...services.flatMap(({ traffic }) => traffic.read), ...line('look')],
    'traffic.check': [...services.flatMap(({ traffic }) => traffic.check), ...line('look')],
    'traffic.write': [...services.flatMap(({ traffic }) => traffic.write), ...line('write')],
    'traffic.glance': [glancePermission(names.table)],
    'traffic.promote': services.flatMap(({ traffic }) => traffic.promote ?? []),
    'workload.read': services.flatMap(({ workload }) => workload.read),
    'workload.health': services.flatMap(({ workload }) => workload.health),
    'workload.deploy': services.flatMap(({ workload }) => workload.deploy),
    'workload.find': services.flatMap(({ workload }) => workload.find ?? []),
    'workload.scale': services.flatMap(({ workload }) => workload.scale),
    'workload.remove': services.flatMap(({ workload }) => workload.remove),
    'metrics.read': services.flatMap(({ metrics }) => metrics.read),
    'alarms.read': watchesAny ? alarmPermissions : [],
    'specs.read': table.readSpec,
    'specs.list': table.listSpecs,
    'claims.read': table.readClaim,
    'claims.list': table.listClaims,
    'claims.write': [...table.markClaim, ...table.recordPhase, ...table.takeOverClaim],
    'watches.read': table.watchersOf,
    'watches.write': watchesAny ? table.noteWatches : [],
    'learned.read': table.readLearned,
    'learned.write': table.writeLearned,
    'switch.read': table.readSwitch,
    'executions.start': [{ actions: ['states:StartExecution'], resources: [names.stateMachineArn] }],
    'executions.read': [{ actions: ['states:DescribeExecution'], resources: [names.executionsArn] }],
    'executions.answer': [{ actions: ['states:SendTaskFailure'], resources: ['*'], why: anyToken }],
  };
}
