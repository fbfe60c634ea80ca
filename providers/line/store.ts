import {
  type AttributeValue,
  DeleteItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { arn } from '../arn.ts';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { Conflict } from '../errors.ts';
import { allPages } from '../pages.ts';
import type { Statement } from '../provider.ts';

/** Who has the turn, until when, and how urgent it is to them. */
export type Lease = {
  readonly holder: string;
  readonly urgency: Urgency;
  readonly untilMillis: number;
  /** So long after a turn that was worth it, everybody comes into line without trying first. */
  readonly busyMillis: number;
};

/** `0` returns traffic, `1` shifts it, `2` only looks. Whoever is more urgent goes first, and takes the turn of the others. */
export type Urgency = 0 | 1 | 2;

/** What somebody waits for. One item for each subject: a newer wish takes the place of an older one. */
export type Waiting = {
  readonly place: string;
  readonly body: string;
  readonly urgency: Urgency;
  readonly askedMillis: number;
  readonly expiresMillis: number;
  /** JSON; what came of it, once it was somebody's turn. */
  readonly answer?: string | undefined;
};

export type Store = ReturnType<typeof store>;

/**
 * The items of the line in Haldane's table, under two partition keys. Writes are conditional, and reads are consistent but for
 * the glance at the lease, which the conditional write repeats.
 */
export function store({ dynamodb }: Pick<Clients, 'dynamodb'>, TableName: string) {
  const about = (action: string, name: string) => ({
    action: `dynamodb:${action}`,
    resource: `${kindOf(name)} ${name} in table ${TableName}`,
  });

  const update = (name: string, change: string, values: Values, onlyIf?: string): Promise<unknown> =>
    call(about('UpdateItem', name), () =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: key(name),
          UpdateExpression: change,
          ExpressionAttributeValues: texts(values),
          ...(onlyIf === undefined ? {} : { ConditionExpression: onlyIf }),
        }),
      ),
    );

  /** `Query` serves for single items too, so that one permission does. */
  async function read(which: Which, name: string, ConsistentRead = true): Promise<readonly Item[]> {
    const pages = await allPages<QueryCommandOutput, Item>(
      (from) =>
        call(about('Query', name), () =>
          dynamodb.send(
            new QueryCommand({
              TableName,
              KeyConditionExpression: `kind = :kind AND ${which}`,
              ExpressionAttributeNames: { '#name': 'name' },
              ExpressionAttributeValues: texts({ ':kind': kindOf(name), ':name': name }),
              ConsistentRead,
              ...(from ? { ExclusiveStartKey: from } : {}),
            }),
          ),
        ),
      (page) => page.LastEvaluatedKey,
    );
    return pages.flatMap((page) => page.Items ?? []);
  }

  return {
    async glanceAtLease(): Promise<Lease | null> {
      const [item] = await read('#name = :name', leaseName, false);
      return item === undefined ? null : leaseItem.parse(item);
    },

    /** True if the turn is ours now: it was free, had run out, or was somebody's less urgent one. */
    takeLease: (
      { holder, urgency, untilMillis }: Omit<Lease, 'busyMillis'>,
      nowMillis: number,
    ): Promise<boolean> =>
      held(
        update(
          leaseName,
          'SET holder = :holder, urgency = :urgency, untilMillis = :until',
          { ':holder': holder, ':urgency': urgency, ':until': untilMillis, ':now': nowMillis },
          'attribute_not_exists(holder) OR untilMillis < :now OR urgency > :urgency',
        ),
      ),

    /** True if the turn was still ours. */
    extendLease: (holder: string, untilMillis: number): Promise<boolean> =>
      held(
        update(
          leaseName,
          'SET untilMillis = :until',
          { ':until': untilMillis, ':holder': holder },
          'holder = :holder',
        ),
      ),

    endLease: (holder: string, busyMillis: number): Promise<boolean> =>
      held(
        update(
          leaseName,
          'SET untilMillis = :over, busyMillis = :busy',
          { ':over': 0, ':busy': busyMillis, ':holder': holder },
          'holder = :holder',
        ),
      ),

    async stand({ place, body, urgency, askedMillis, expiresMillis }: Waiting): Promise<void> {
      await update(
        place,
        'SET body = :body, urgency = :urgency, askedMillis = :asked, expiresMillis = :expires REMOVE answer',
        { ':body': body, ':urgency': urgency, ':asked': askedMillis, ':expires': expiresMillis },
      );
    },

    async at(place: string): Promise<Waiting | null> {
      const [item] = await read('#name = :name', place);
      return item === undefined ? null : parseWaiting(item);
    },

    /** Everybody in places that begin so, the most urgent first. */
    async waiting(prefix: string): Promise<readonly Waiting[]> {
      return (await read('begins_with(#name, :name)', prefix)).map(parseWaiting);
    },

    /** False if that wish is gone, or a newer one is in its place. */
    answer: ({ place, askedMillis }: Waiting, answer: string): Promise<boolean> =>
      held(
        update(
          place,
          'SET answer = :answer',
          { ':answer': answer, ':asked': askedMillis },
          'askedMillis = :asked',
        ),
      ),

    leave: ({ place, askedMillis }: Waiting): Promise<boolean> =>
      held(
        call(about('DeleteItem', place), () =>
          dynamodb.send(
            new DeleteItemCommand({
              TableName,
              Key: key(place),
              ConditionExpression: 'askedMillis = :asked',
              ExpressionAttributeValues: texts({ ':asked': askedMillis }),
            }),
          ),
        ),
      ),
  };
}

/**
 * What whoever stands in line may do to the table, besides what they stand in line for. Wishes for weights lie apart: who may not
 * write weights may not have them written either. The turn lies with the wishes to look, which who only writes has none of.
 */
export function linePermissions(tableName: string, may: 'look' | 'write'): readonly Statement[] {
  const turn = ['dynamodb:Query', 'dynamodb:UpdateItem'];
  const stand = ['dynamodb:DeleteItem', ...turn];
  const on = (kind: string, actions: readonly string[]): Statement => ({
    actions,
    resources: [arn.regional('dynamodb', `table/${tableName}`)],
    condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [kind] } },
  });
  return may === 'look' ? [on(lookingKind, stand)] : [on(lookingKind, turn), on(writingKind, stand)];
}

/** To see whether anybody waits, before it is known whether one would have to wait oneself. */
export const glancePermission = (tableName: string): Statement => ({
  actions: ['dynamodb:Query'],
  resources: [arn.regional('dynamodb', `table/${tableName}`)],
  condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [lookingKind] } },
});

/** The sort of wishes that only those may make who may write. */
export const writingSort = 'weights';

const lookingKind = 'line';
const writingKind = 'line of weights';
const kindOf = (name: string): string => (name.startsWith(`${writingSort} `) ? writingKind : lookingKind);
const leaseName = 'lease';

type Which = '#name = :name' | 'begins_with(#name, :name)';
type Item = Record<string, AttributeValue>;
type Values = Readonly<Record<string, string | number>>;

async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

const key = (name: string) => texts({ kind: kindOf(name), name });

/** Numbers too are kept as text, as everywhere in this table; times in milliseconds have 13 digits until 2286, and 0 is before them all. */
const texts = (values: Values): Item =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: String(value) }]));

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const millis = text.pipe(z.coerce.number());
const urgency = text.transform(Number).pipe(z.union([z.literal(0), z.literal(1), z.literal(2)]));

const leaseItem = z.object({ holder: text, urgency, untilMillis: millis, busyMillis: millis.default(0) });
const waitingItem = z.object({
  name: text,
  body: text,
  urgency,
  askedMillis: millis,
  expiresMillis: millis,
  answer: text.optional(),
});

const parseWaiting = (item: Item): Waiting => {
  const { name: place, ...rest } = waitingItem.parse(item);
  return { place, ...rest };
};
