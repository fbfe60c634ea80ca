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
  const rules = new Map<string, Rules>();
  const denials: Denial[] = [];

  const rulesOf = (principal: Principal): Rules => {
    const known = rules.get(principal.name);
    if (known !== undefined && known.statements === principal.statements) return known;
    const { statements } = principal;
    const fresh = { statements, rules: statements.flatMap(toRules), byAction: new Map() };
    rules.set(principal.name, fresh);
    return fresh;
  };
  /** Those of the rules that are about this action, in their order: roles of many services have many rules. */
  const rulesAbout = (principal: Principal, action: string): readonly Rule[] => {
    const { rules, byAction } = rulesOf(principal);
    const known = byAction.get(action);
    if (known !== undefined) return known;
    const about = rules.filter((rule) => rule.isAbout(action));
    byAction.set(action, about);
    return about;
  };

  return {
    denials,

    know(principal) {
      rulesOf(principal);
    },

    refuse(principal, accesses, atMillis) {
      for (const { action, resources, context = {} } of accesses) {
        for (const resource of resources) {
          const rule = rulesAbout(principal, action).find((rule) => rule.allows(resource, context));
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
        rules.map(({ action, resources, condition, used }) => ({
          principal,
          action,
          resources,
          condition,
          used,
        })),
      ),
  };
}

type Rule = {
  readonly action: string;
  readonly resources: readonly string[];
  readonly condition: Statement['condition'] | undefined;
  readonly isAbout: (action: string) => boolean;
  readonly allows: (resource: string, context: NonNullable<Access['context']>) => boolean;
  used: number;
};

type Rules = {
  readonly statements: readonly Statement[];
  readonly rules: readonly Rule[];
  readonly byAction: Map<string, readonly Rule[]>;
};

function toRules(statement: Statement): Rule[] {
  const resources = statement.resources.map(fillPseudoParameters);
  const isAllowed = anyOf(resources);
  return statement.actions.map((action) => {
    // Actions are matched without regard to case, resources with it.
    const actionPattern = pattern(action, 'i');
    return {
      action,
      resources,
      condition: statement.condition,
      used: 0,
      isAbout: (wanted) => actionPattern.test(wanted),
      allows: (resource, context) =>
        isAllowed(resource) && conditionHolds(statement.condition ?? {}, context),
    };
  });
}

/** Most resources are written out, and a set knows those at once. */
function anyOf(resources: readonly string[]): (resource: string) => boolean {
  const plain = new Set(resources);
  const patterns = resources.filter((resource) => /[*?]/.test(resource)).map((resource) => pattern(resource));
  return (resource) => plain.has(resource) || patterns.some((allowed) => allowed.test(resource));
}
