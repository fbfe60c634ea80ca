import type { World } from '../world/index.ts';

/** What the roles of Haldane's functions and of its machine allow. */
export const permissionsOf = (world: World): readonly string[] =>
  world.permissionUse().filter(isHaldanes).map(nameOf);

/** What this run needed of it. */
export const permissionsUsed = (world: World): readonly string[] =>
  world
    .permissionUse()
    .filter((permission) => permission.used > 0 && isHaldanes(permission))
    .map(nameOf);

type Use = ReturnType<World['permissionUse']>[number];

const isHaldanes = ({ principal }: Use): boolean => principal.startsWith('haldane-');

/** As people read it: `judge: dynamodb:GetItem of learned`. */
const nameOf = ({ principal, action, condition }: Use): string =>
  `${whoIs(principal)}: ${action}${itemsIn(condition)}`;

export function whoIs(principal: string): string {
  const name = principal.replace(/^haldane-dev-/, '');
  return name === 'rollout' ? 'machine' : name;
}

/** Several statements may allow the same of one table, each of other items in it. */
function itemsIn(condition: Use['condition']): string {
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
