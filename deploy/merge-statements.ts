import type { Statement } from '../providers/provider.ts';

/** The same permissions in as few statements as possible; two specs in one hosted zone need one line, not two. */
export function mergeStatements(statements: readonly Statement[]): readonly Statement[] {
  const byResources = merge(
    statements,
    ({ resources, condition, why }) => [resources, condition, why],
    (a, b) => ({ ...a, actions: [...a.actions, ...b.actions] }),
  );
  return merge(
    byResources.map(normal),
    ({ actions, condition, why }) => [actions, condition, why],
    (a, b) => ({ ...a, resources: [...a.resources, ...b.resources] }),
  ).map(normal);
}

function merge(
  statements: readonly Statement[],
  sameness: (statement: Statement) => unknown,
  join: (a: Statement, b: Statement) => Statement,
): readonly Statement[] {
  return [...Map.groupBy(statements, (statement) => JSON.stringify(sameness(statement))).values()].map(
    (same) => same.reduce(join),
  );
}

const normal = (statement: Statement): Statement => ({
  ...statement,
  actions: distinct(statement.actions),
  resources: distinct(statement.resources),
});

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
