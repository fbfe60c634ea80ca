import { z } from 'zod';
import type { Need } from '../functions/_task.ts';
import type { Spec } from '../rollout/spec/spec.ts';
import type { Names } from './names.ts';
import { permissions } from './permissions.ts';

/**
 * What a deployment makes for its specs: permissions, and rules that listen for events. One line each, so that what an
 * edited spec needs and what is deployed can be compared line by line. ARNs hold CloudFormation's pseudo parameters.
 */
export function grantsFor(specs: readonly Spec[], names: Names): readonly string[] {
  return [...new Set(specs.flatMap((spec) => [...allowed(spec, names), ...listeners(spec)]))].sort();
}

/** The `Metadata` of the deployed template, where `haldane apply` finds the lines again. */
export const grantsMetadata = (specs: readonly Spec[], names: Names) => ({
  Haldane: { Grants: grantsFor(specs, names) },
});

/** Reads the lines from the body of a template; null if it has none, being older or not ours. */
export function grantsIn(templateBody: string): readonly string[] | null {
  try {
    return template.parse(JSON.parse(templateBody)).Metadata.Haldane.Grants;
  } catch {
    return null;
  }
}

const template = z.object({
  Metadata: z.object({ Haldane: z.object({ Grants: z.array(z.string()) }) }),
});

/** Needs whose permissions depend on the specs. Functions differ in their needs, so the need is part of the line. */
const needs: readonly Need[] = [
  'traffic.read',
  'traffic.write',
  'workload.read',
  'workload.deploy',
  'workload.scale',
  'workload.remove',
  'metrics.read',
];

function allowed(spec: Spec, names: Names): readonly string[] {
  const byNeed = permissions([spec], names);
  return needs.flatMap((need) =>
    byNeed[need].flatMap(({ actions, resources, condition }) => {
      const when = condition === undefined ? '' : ` when ${JSON.stringify(condition)}`;
      return actions.flatMap((action) =>
        resources.map((resource) => `${need}: ${action} on ${resource}${when}`),
      );
    }),
  );
}

const listeners = ({ service, trigger, alarms, notify }: Spec): readonly string[] => [
  ...(trigger === null ? [] : [`events: images pushed to ${trigger.ecr.repository}`]),
  ...alarms.map((alarm) => `events: the alarm ${alarm}`),
  ...notify.map((topic) => `events: what is announced of ${service}, to ${topic}`),
];
