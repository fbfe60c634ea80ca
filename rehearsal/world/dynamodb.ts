import type {
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { AwsError, required, validation } from './aws-error.ts';
import { copy } from './copy.ts';
import {
  bySortKey,
  changed,
  checkCondition,
  keyItem,
  keyOf,
  placeholdersOf,
  project,
  type TableSchema,
} from './dynamodb-request.ts';
import { type Item, meeting, updated } from './expressions.ts';
import { arn } from './place.ts';
import type { Capacity } from './quotas.ts';
import { type Access, type Operations, operation, type Surroundings } from './service.ts';

export interface DynamoDb {
  readonly operations: Operations;
  createTable(schema: TableSchema): void;
  /** All items, for scenarios and tests. */
  items(table: string): readonly Item[];
  put(table: string, item: Item): void;
}

/** Until so long after a write an eventually consistent read may still answer the item as it was before. */
const staleMillis = 1000;

type Stored = { item: Item | undefined; before: Item | undefined; writtenMillis: number };
type Rows = Map<string, Stored>;
type Table = {
  readonly schema: TableSchema;
  readonly rows: Rows;
  /** The same rows by partition key: a query reads one partition. */
  readonly partitions: Map<string, Rows>;
};

export function createDynamoDb({ clock, random }: Surroundings, capacity?: Capacity): DynamoDb {
  const tables = new Map<string, Table>();

  const tableOf = (name: string | undefined): Table => {
    const table = tables.get(required(name, 'tableName'));
    if (table === undefined) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  };
  const read = (row: Stored | undefined, consistent: boolean | undefined): Item | undefined => {
    const stale =
      row !== undefined &&
      consistent !== true &&
      clock.now() - row.writtenMillis < staleMillis &&
      random.chance(0.5);
    return stale ? row.before : row?.item;
  };
  const write = (table: Table, key: string, item: Item | undefined): void => {
    const row = table.rows.get(key);
    const written = { item: copy(item), before: row?.item, writtenMillis: clock.now() };
    if (row !== undefined) Object.assign(row, written);
    else addRow(table, key, written);
  };

  const put = (input: PutItemCommandInput): PutItemCommandOutput => {
    const table = tableOf(input.TableName);
    const item = required(input.Item, 'item');
    const key = keyOf(table.schema, item);
    const before = table.rows.get(key)?.item;
    capacity?.write(partitionOf(table, item), before, item);
    checkCondition(before, input);
    write(table, key, item);
    return input.ReturnValues === 'ALL_OLD' ? withAttributes(before) : noAnswer();
  };
  const update = (input: UpdateItemCommandInput): UpdateItemCommandOutput => {
    const table = tableOf(input.TableName);
    const keyItem = required(input.Key, 'key');
    const key = keyOf(table.schema, keyItem, 'exactly');
    const before = table.rows.get(key)?.item;
    capacity?.write(partitionOf(table, keyItem), before, input.ExpressionAttributeValues);
    checkCondition(before, input);
    const start = before ?? copy(keyItem);
    const after =
      input.UpdateExpression === undefined
        ? start
        : updated(start, input.UpdateExpression, placeholdersOf(input));
    if (keyOf(table.schema, after) !== key) {
      throw validation(
        'One or more parameter values were invalid: Cannot update attribute. This attribute is part of the key',
      );
    }
    write(table, key, after);
    switch (input.ReturnValues) {
      case 'ALL_NEW':
        return withAttributes(after);
      case 'ALL_OLD':
        return withAttributes(before);
      case 'UPDATED_NEW':
        return withAttributes(changed(after, start));
      case 'UPDATED_OLD':
        return withAttributes(changed(start, after));
      default:
        return noAnswer();
    }
  };
  const remove = (input: DeleteItemCommandInput): DeleteItemCommandOutput => {
    const table = tableOf(input.TableName);
    const keyItem = required(input.Key, 'key');
    const key = keyOf(table.schema, keyItem, 'exactly');
    const before = table.rows.get(key)?.item;
    capacity?.write(partitionOf(table, keyItem), before);
    checkCondition(before, input);
    write(table, key, undefined);
    return input.ReturnValues === 'ALL_OLD' ? withAttributes(before) : noAnswer();
  };

  /** All conditions are checked before anything is written; the reasons are listed in the order of the items. */
  const transact = ({
    TransactItems = [],
  }: TransactWriteItemsCommandInput): TransactWriteItemsCommandOutput => {
    const reasons = TransactItems.map(({ Put, Update, Delete, ConditionCheck }) => {
      const part = Put ?? Update ?? Delete ?? ConditionCheck;
      const table = tableOf(part?.TableName);
      const key = keyOf(table.schema, Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {});
      try {
        if (part !== undefined) checkCondition(table.rows.get(key)?.item, part);
        return { Code: 'None' };
      } catch (error) {
        if (!(error instanceof AwsError) || error.name !== 'ConditionalCheckFailedException') throw error;
        return { Code: 'ConditionalCheckFailed', Message: error.message };
      }
    });
    if (reasons.some(({ Code }) => Code !== 'None')) {
      throw new AwsError(
        'TransactionCanceledException',
        `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
        { members: { CancellationReasons: reasons } },
      );
    }
    for (const { Put, Update, Delete } of TransactItems) {
      if (Put !== undefined) put({ ...Put, ReturnValues: 'NONE' });
      if (Update !== undefined) update({ ...Update, ReturnValues: 'NONE' });
      if (Delete !== undefined) remove({ ...Delete, ReturnValues: 'NONE' });
    }
    return noAnswer();
  };

  const query = (input: QueryCommandInput): QueryCommandOutput => {
    const table = tableOf(input.TableName);
    const placeholders = placeholdersOf(input);
    const keyCondition = required(input.KeyConditionExpression, 'keyConditionExpression');
    const { sortKey } = table.schema;
    const isMeant = meeting(keyCondition, placeholders);
    const found = candidates(table, input)
      .map((row) => read(row, input.ConsistentRead))
      .filter((item) => item !== undefined)
      .filter(isMeant)
      .sort((a, b) => (sortKey === undefined ? 0 : bySortKey(a[sortKey], b[sortKey])));
    if (input.ScanIndexForward === false) found.reverse();
    const start = input.ExclusiveStartKey && keyOf(table.schema, input.ExclusiveStartKey);
    const from = start === undefined ? 0 : found.findIndex((item) => keyOf(table.schema, item) === start) + 1;
    const page = found.slice(from, from + (input.Limit ?? found.length));
    const last = page.at(-1);
    capacity?.read(queriedKeys(input)[0] ?? '', page, input.ConsistentRead === true);
    const kept =
      input.FilterExpression === undefined
        ? page
        : page.filter(meeting(input.FilterExpression, placeholders));
    return {
      Items: kept.map((item) => project(item, input)),
      Count: kept.length,
      ScannedCount: page.length,
      ...(last === undefined || last === found.at(-1)
        ? {}
        : { LastEvaluatedKey: keyItem(table.schema, last) }),
      ...noAnswer(),
    };
  };

  const onItem = (action: string) => (input: { TableName?: string | undefined; Key?: Item | undefined }) =>
    accessTo(action, input.TableName, leadingKeys(input.TableName, input.Key));
  const leadingKeys = (table: string | undefined, key: Item | undefined): readonly string[] => {
    const value = key?.[tables.get(table ?? '')?.schema.partitionKey ?? ''];
    return value === undefined ? [] : [value.S ?? value.N ?? ''];
  };

  return {
    createTable: (schema) => {
      tables.set(schema.name, { schema, rows: new Map(), partitions: new Map() });
    },
    items: (name) =>
      [...tableOf(name).rows.values()].flatMap(({ item }) => (item === undefined ? [] : [item])),
    put: (TableName, Item) => {
      put({ TableName, Item });
    },
    operations: {
      GetItem: operation<GetItemCommandInput, GetItemCommandOutput>(onItem('GetItem'), (input) => {
        const table = tableOf(input.TableName);
        const row = table.rows.get(keyOf(table.schema, required(input.Key, 'key'), 'exactly'));
        const item = read(row, input.ConsistentRead);
        capacity?.read(partitionOf(table, required(input.Key, 'key')), [item], input.ConsistentRead === true);
        return item === undefined ? {} : { Item: project(item, input) };
      }),
      PutItem: operation<PutItemCommandInput, PutItemCommandOutput>(
        ({ TableName, Item }) => accessTo('PutItem', TableName, leadingKeys(TableName, Item)),
        put,
      ),
      UpdateItem: operation<UpdateItemCommandInput, UpdateItemCommandOutput>(onItem('UpdateItem'), update),
      DeleteItem: operation<DeleteItemCommandInput, DeleteItemCommandOutput>(onItem('DeleteItem'), remove),
      Query: operation<QueryCommandInput, QueryCommandOutput>(
        (input) => accessTo('Query', input.TableName, queriedKeys(input)),
        query,
      ),
      TransactWriteItems: operation<TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput>(
        ({ TransactItems = [] }) =>
          TransactItems.flatMap(({ Put, Update, Delete, ConditionCheck }) => [
            ...(Put ? [accessTo('PutItem', Put.TableName, leadingKeys(Put.TableName, Put.Item))] : []),
            ...(Update ? [onItem('UpdateItem')(Update)] : []),
            ...(Delete ? [onItem('DeleteItem')(Delete)] : []),
            ...(ConditionCheck ? [onItem('ConditionCheckItem')(ConditionCheck)] : []),
          ]),
        transact,
      ),
    },
  };
}

const partitionOf = ({ schema }: Table, item: Item): string =>
  item[schema.partitionKey]?.S ?? item[schema.partitionKey]?.N ?? '';

function addRow({ rows, partitions }: Table, key: string, row: Stored): void {
  rows.set(key, row);
  const [{ S: partition }] = JSON.parse(key);
  const inPartition = partitions.get(partition) ?? new Map();
  partitions.set(partition, inPartition.set(key, row));
}

/** Answers are built without the metadata that only the client adds. */
const noAnswer = () => ({ $metadata: {} });
const withAttributes = (item: Item | undefined) =>
  item === undefined ? noAnswer() : { Attributes: item, ...noAnswer() };

function accessTo(action: string, table: string | undefined, leadingKeys: readonly string[]): Access {
  return {
    action: `dynamodb:${action}`,
    resources: [arn('dynamodb', `table/${required(table, 'tableName')}`)],
    context: { 'dynamodb:LeadingKeys': leadingKeys },
  };
}

/** The rows that a key condition may mean: the one, where it gives the whole key; a fleet's queries would be slow without. */
function candidates({ schema, rows, partitions }: Table, input: QueryCommandInput): readonly Stored[] {
  const { sortKey, partitionKey } = schema;
  const placeholder = /AND\s+#\w+\s*=\s*(:\w+)$/.exec(input.KeyConditionExpression ?? '')?.[1];
  const [partition] = queriedKeys(input);
  const name = input.ExpressionAttributeValues?.[placeholder ?? ''];
  if (partition === undefined) return [...rows.values()];
  if (sortKey === undefined || name === undefined) return [...(partitions.get(partition)?.values() ?? [])];
  const row = rows.get(keyOf(schema, { [partitionKey]: { S: partition }, [sortKey]: name }));
  return row === undefined ? [] : [row];
}

/** The partition key is whatever the key condition compares; its value is the string among the placeholders' first. */
function queriedKeys({
  KeyConditionExpression = '',
  ExpressionAttributeValues = {},
}: QueryCommandInput): string[] {
  const placeholder = /=\s*(:\w+)/.exec(KeyConditionExpression)?.[1] ?? '';
  const value = ExpressionAttributeValues[placeholder];
  return value?.S === undefined ? [] : [value.S];
}
