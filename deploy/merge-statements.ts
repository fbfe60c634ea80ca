import type { Statement } from '../providers/provider.ts';

/** The same permissions in as few statements as possible; two specs in one hosted zone need one line, not two. */
export function mergeStatements(statements: readonly Statement[]): readonly Statement[] {
  const byResources = merge(
    joined(statements),
    ({ resources, condition, why }) => [resources, condition, why],
    (a, b) => ({ ...a, actions: [...a.actions, ...b.actions] }),
  );
  return merge(
    byResources.map(normal),
    ({ actions, condition, why }) => [actions, condition, why],
    (a, b) => ({ ...a, resources: [...a.resources, ...b.resources] }),
  ).map(normal);
}

/** Those that differ only in the values of the condition key that they join. */
function joined(statements: readonly Statement[]): readonly Statement[] {
  return merge(
    statements,
    ({ joins, condition, ...rest }) => [
      rest,
      joins,
      joins === undefined ? condition : without(joins, condition),
    ],
    (a, b) => {
      const { joins } = a;
      if (joins === undefined) return a;
      const values = distinct([...valuesOf(joins, a), ...valuesOf(joins, b)]);
      return { ...a, condition: { ...a.condition, [forAll]: { ...a.condition?.[forAll], [joins]: values } } };
    },
  ).map(({ joins: _, ...statement }) => statement);
}

const forAll = 'ForAllValues:StringEquals';

const valuesOf = (key: string, { condition }: Statement): readonly string[] =>
  [condition?.[forAll]?.[key] ?? []].flat();

const without = (key: string, condition: Statement['condition']) => ({
  ...condition,
  [forAll]: { ...condition?.[forAll], [key]: null },
});

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
