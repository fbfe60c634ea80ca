import type { World } from '../world/index.ts';

/** A permission as people read it: `judge: dynamodb:GetItem of learned`. */
export type Permission = { readonly name: string; readonly isUsed: boolean };

/** What the roles of Haldane's functions and of its machine allow, and whether this run needed it. */
export const permissionsOf = (world: World): readonly Permission[] =>
  world
    .permissionUse()
    .filter(({ principal }) => principal.startsWith('haldane-'))
    .map(({ principal, action, condition, used }) => ({
      name: `${whoIs(principal)}: ${action}${itemsIn(condition)}`,
      isUsed: used > 0,
    }));

export function whoIs(principal: string): string {
  const name = principal.replace(/^haldane-dev-/, '');
  return name === 'rollout' ? 'machine' : name;
}

type Condition = ReturnType<World['permissionUse']>[number]['condition'];

/** Several statements may allow the same of one table, each of other items in it. */
function itemsIn(condition: Condition): string {
  const kinds = Object.values(condition ?? {}).flatMap((keys) => keys['dynamodb:LeadingKeys'] ?? []);
  return kinds.length === 0 ? '' : ` of ${kinds.join(', ')}`;
}

/** Permissions that no rehearsal can use, with the reason. */
export const unusedHere: readonly (readonly [name: RegExp, why: string])[] = [
  [/: logs:/, 'Lambda and Step Functions write logs with the role, beside our code.'],
  [/: xray:/, 'So they do with traces.'],
  [/: sqs:SendMessage$/, 'Lambda sends what a handler could not handle to the dead letters.'],
  [
    /^confirm-the-rollback: lambda:UpdateAlias$/,
    'A late write to an alias fails by its revision: nothing to repair but what a stranger does.',
  ],
];

export const reasonFor = (name: string): string | undefined =>
  unusedHere.find(([pattern]) => pattern.test(name))?.[1];
