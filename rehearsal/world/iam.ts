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
  const roles = new Map<string, Role>();
  const denials: Denial[] = [];

  const roleOf = ({ name, statements }: Principal): Role => {
    const known = roles.get(name);
    if (known !== undefined && known.statements === statements) return known;
    const role = { statements, policy: policyOf(statements), used: new Map<Rule, number>() };
    roles.set(name, role);
    return role;
  };

  return {
    denials,

    know(principal) {
      roleOf(principal);
    },

    refuse(principal, accesses, atMillis) {
      const { policy, used } = roleOf(principal);
      for (const { action, resources, context = noContext } of accesses) {
        for (const resource of resources) {
          const rule = ruleFor(policy, action, resource, context);
          if (rule === undefined) {
            const denial = { atMillis, principal: principal.name, action, resource };
            denials.push(denial);
            return denial;
          }
          used.set(rule, (used.get(rule) ?? 0) + 1);
        }
      }
      return undefined;
    },

    permissionUse: () =>
      [...roles].flatMap(([principal, { policy, used }]) =>
        policy.rules.map((rule) => {
          const { action, resources, condition } = rule;
          return { principal, action, resources, condition, used: used.get(rule) ?? 0 };
        }),
      ),
  };
}

type Role = {
  readonly statements: readonly Statement[];
  readonly policy: Policy;
  readonly used: Map<Rule, number>;
};

/**
 * The rules, those about an action (roles of many services have many), and what they said before: the same is asked all the time, in
 * one world after the other.
 */
type Policy = {
  readonly rules: readonly Rule[];
  readonly byAction: Map<string, readonly Rule[]>;
  readonly answers: Map<string, Rule | undefined>;
};

const noContext: Context = {};
const policies = new WeakMap<readonly Statement[], Policy>();
/** Some resources have another name each time. */
const mostAnswers = 2000;

function policyOf(statements: readonly Statement[]): Policy {
  const known = policies.get(statements);
  if (known !== undefined) return known;
  const policy: Policy = { rules: statements.flatMap(toRules), byAction: new Map(), answers: new Map() };
  policies.set(statements, policy);
  return policy;
}

function ruleFor(policy: Policy, action: string, resource: string, context: Context) {
  const { answers } = policy;
  const keys = context === noContext ? '' : JSON.stringify(context);
  const question = `${action} ${resource} ${keys}`;
  const known = answers.get(question);
  if (known !== undefined) return known;
  const rule = rulesAbout(policy, action).find((rule) => rule.allows(resource, context));
  if (answers.size > mostAnswers) answers.clear();
  answers.set(question, rule);
  return rule;
}

function rulesAbout({ rules, byAction }: Policy, action: string): readonly Rule[] {
  const known = byAction.get(action);
  if (known !== undefined) return known;
  const about = rules.filter((rule) => rule.isAbout(action));
  byAction.set(action, about);
  return about;
}

type Rule = {
  readonly action: string;
  readonly resources: readonly string[];
  readonly condition: Statement['condition'] | undefined;
  readonly isAbout: (action: string) => boolean;
  readonly allows: (resource: string, context: Context) => boolean;
};

type Context = NonNullable<Access['context']>;

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
