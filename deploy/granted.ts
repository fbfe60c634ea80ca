import { z } from 'zod';
import type { Spec } from '../rollout/spec/spec.ts';
import type { Names } from './names.ts';
import { permissions } from './permissions.ts';

/** One thing that a deployment makes for a spec. ARNs hold CloudFormation's pseudo parameters. */
export type Grant = z.infer<typeof grantShape>;

const grantShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('permission'),
    /** Functions differ in their needs, so the same action can be granted to one and lacking in another. */
    need: z.string(),
    action: z.string(),
    resource: z.string(),
    condition: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('event'), event: z.string() }),
]);

export function grantsFor(specs: readonly Spec[], names: Names): readonly Grant[] {
  return specs.flatMap((spec) => [...heard(spec), ...allowed(spec, names)]);
}

/** What an edited spec needs and a deployment lacks. */
export function lackingGrants(wanted: readonly Grant[], granted: readonly Grant[]): readonly Grant[] {
  const there = new Set(granted.map((grant) => JSON.stringify(grant)));
  return wanted.filter((grant) => !there.has(JSON.stringify(grant)));
}

/** The `Metadata` of the deployed template, where `haldane apply` finds the grants again. */
export const grantsMetadata = (specs: readonly Spec[], names: Names) => ({
  Haldane: { Grants: grantsFor(specs, names) },
});

/** Reads them from the body of a template; null if it has none, being older or not ours. */
export function grantsIn(templateBody: string): readonly Grant[] | null {
  try {
    return template.parse(JSON.parse(templateBody)).Metadata.Haldane.Grants;
  } catch {
    return null;
  }
}

const template = z.object({
  Metadata: z.object({ Haldane: z.object({ Grants: z.array(grantShape) }) }),
});

/** Needs whose permissions come from the providers that a spec names. */
const ofProviders = /^(traffic|workload|metrics)\./;

function allowed(spec: Spec, names: Names): readonly Grant[] {
  const byNeed = Object.entries(permissions([spec], names)).filter(([need]) => ofProviders.test(need));
  return byNeed.flatMap(([need, statements]) =>
    statements.flatMap(({ actions, resources, condition }) =>
      actions.flatMap((action) =>
        resources.map((resource): Grant => {
          const permission = { kind: 'permission' as const, need, action, resource };
          return condition === undefined ? permission : { ...permission, condition };
        }),
      ),
    ),
  );
}

/** Rules listen for what the specs name; a spec with a new alarm is deaf to it until the next deployment. */
const heard = ({ service, trigger, alarms, notify }: Spec): readonly Grant[] =>
  [
    ...(trigger === null ? [] : [`images pushed to ${trigger.ecr.repository}`]),
    ...alarms.map((alarm) => `the alarm ${alarm}`),
    ...notify.map((topic) => `news of ${service}, passed on to ${topic}`),
  ].map((event) => ({ kind: 'event', event }));
