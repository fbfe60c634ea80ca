import type { Statement } from '../../providers/provider.ts';
import { conditionHolds, pattern } from './iam-condition.ts';
import { fillPseudoParameters } from './place.ts';
import type { Access } from './service.ts';

/** Who calls: a function's or the machine's role. Principals are told apart by name. */
export type Principal = { readonly name: string; readonly statements: readonly Statement[] };

export type Denial = {
  readonly atMillis: number;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
};

/** One action of one statement, as the policy writes it, and how many calls it has let through. */
export type PermissionUse = {
  readonly principal: string;
  readonly action: string;
  readonly resources: readonly string[];
  readonly condition: Statement['condition'] | undefined;
  readonly used: number;
};

export interface Iam {
  /** The first resource that no statement allows, or `undefined` if the call may go on. */
  refuse(principal: Principal, accesses: readonly Access[], atMillis: number): Denial | undefined;
  /** A principal that never called is in the report too, once it is known. */
  know(principal: Principal): void;
  readonly denials: readonly Denial[];
  permissionUse(): readonly PermissionUse[];
}

/** Identity-based policies with Allow statements; there are no other policies in a rehearsal. */
export function createIam(): Iam {
  const rules = new Map<string, { readonly statements: readonly Statement[]; readonly rules: Rule[] }>();
  const denials: Denial[] = [];

  const rulesOf = (principal: Principal): Rule[] => {
    const known = rules.get(principal.name);
    if (known !== undefined && known.statements === principal.statements) return known.rules;
    const fresh = principal.statements.flatMap(toRules);
    rules.set(principal.name, { statements: principal.statements, rules: fresh });
    return fresh;
  };

  return {
    denials,

    know(principal) {
      rulesOf(principal);
    },

    refuse(principal, accesses, atMillis) {
      for (const { action, resources, context = {} } of accesses) {
        for (const resource of resources) {
          const rule = rulesOf(principal).find((rule) => rule.allows(action, resource, context));
          if (rule === undefined) {
            const denial = { atMillis, principal: principal.name, action, resource };
            denials.push(denial);
            return denial;
          }
          rule.used += 1;
        }
      }
      return undefined;
    },

    permissionUse: () =>
      [...rules].flatMap(([principal, { rules }]) =>
        rules.map(({ allows: _, ...rule }) => ({ principal, ...rule })),
      ),
  };
}

type Rule = {
  readonly action: string;
  readonly resources: readonly string[];
  readonly condition: Statement['condition'] | undefined;
  readonly allows: (action: string, resource: string, context: NonNullable<Access['context']>) => boolean;
  used: number;
};

function toRules(statement: Statement): Rule[] {
  const resources = statement.resources.map(fillPseudoParameters);
  const resourcePatterns = resources.map((resource) => pattern(resource));
  return statement.actions.map((action) => {
    // Actions are matched without regard to case, resources with it.
    const actionPattern = pattern(action, 'i');
    return {
      action,
      resources,
      condition: statement.condition,
      used: 0,
      allows: (wanted, resource, context) =>
        actionPattern.test(wanted) &&
        resourcePatterns.some((allowed) => allowed.test(resource)) &&
        conditionHolds(statement.condition ?? {}, context),
    };
  });
}
