import type { Statement } from '../providers/provider.ts';

/** The same permissions in as few statements as possible; two specs in one hosted zone need one line, not two. */
export function mergeStatements(statements: readonly Statement[]): readonly Statement[] {
  const byResources = merge(statements, ({ resources, condition }) => [resources, condition], joinActions);
  return merge(byResources, ({ actions, condition }) => [actions, condition], joinResources);
}

type Join = (a: Statement, b: Statement) => Statement;

function merge(
  statements: readonly Statement[],
  sameness: (statement: Statement) => unknown,
  join: Join,
): readonly Statement[] {
  const groups = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify(sameness(statement));
    const before = groups.get(key);
    groups.set(key, before === undefined ? normal(statement) : join(before, normal(statement)));
  }
  return [...groups.values()];
}

const normal: (statement: Statement) => Statement = (statement) => ({
  ...statement,
  actions: union(statement.actions, []),
  resources: union(statement.resources, []),
});

const joinActions: Join = (a, b) => ({ ...withReasons(a, b), actions: union(a.actions, b.actions) });
const joinResources: Join = (a, b) => ({ ...withReasons(a, b), resources: union(a.resources, b.resources) });

function withReasons(a: Statement, b: Statement): Statement {
  const why = union(a.why === undefined ? [] : [a.why], b.why === undefined ? [] : [b.why]).join(' ');
  return why === '' ? a : { ...a, why };
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...new Set([...a, ...b])].sort();
