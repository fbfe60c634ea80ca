import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { AwsError, validation } from './aws-error.ts';
import { copy } from './copy.ts';
import type { Placeholders } from './expression-reader.ts';
import { type Item, meets, projected } from './expressions.ts';

export type TableSchema = { readonly name: string; readonly partitionKey: string; readonly sortKey?: string };

/** The item's key as text; `exactly`: it must be nothing but the key. */
export function keyOf({ partitionKey, sortKey }: TableSchema, item: Item, exactly?: 'exactly'): string {
  const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  const complete = names.every((name) => item[name]?.S !== undefined || item[name]?.N !== undefined);
  if (!complete || (exactly && Object.keys(item).length !== names.length)) {
    throw validation('The provided key element does not match the schema');
  }
  return JSON.stringify(names.map((name) => item[name]));
}

export const keyItem = ({ partitionKey, sortKey = partitionKey }: TableSchema, item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => name === partitionKey || name === sortKey));

type Conditional = {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
};

/** Throws ConditionalCheckFailedException, with the item if the request wants to see it. */
export function checkCondition(item: Item | undefined, request: Conditional): void {
  const { ConditionExpression: condition } = request;
  const placeholders = placeholdersOf(request);
  if (condition === undefined || meets(item ?? {}, condition, placeholders)) return;
  const shown = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item !== undefined;
  throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    members: shown ? { Item: copy(item) } : {},
  });
}

/** DynamoDB refuses placeholders that no expression uses. */
export function placeholdersOf(request: Conditional): Placeholders {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request;
  const words = new Set(
    expressionsOf(request)
      .join(' ')
      .match(/[#:]\w+/g),
  );
  for (const [member, given] of Object.entries({
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  })) {
    if (given === undefined) continue;
    if (Object.keys(given).length === 0) throw validation(`${member} must not be empty`);
    const unused = Object.keys(given).filter((name) => !words.has(name));
    if (unused.length > 0) {
      throw validation(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
    }
  }
  return { names: names ?? {}, values: values ?? {} };
}

const expressionsOf = (request: object): string[] =>
  Object.entries(request).flatMap(([member, text]) =>
    member.endsWith('Expression') && typeof text === 'string' ? [text] : [],
  );

export function project(
  item: Item,
  input: Conditional & { readonly ProjectionExpression?: string | undefined },
): Item {
  return input.ProjectionExpression === undefined
    ? item
    : projected(item, input.ProjectionExpression, placeholdersOf(input));
}

/** The attributes that differ. */
export function changed(item: Item, other: Item): Item {
  return Object.fromEntries(
    Object.entries(item).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(other[name])),
  );
}

export function bySortKey(a: AttributeValue | undefined, b: AttributeValue | undefined): number {
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) - Number(b.N);
  return (a?.S ?? '') < (b?.S ?? '') ? -1 : 1;
}
