import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Deployed } from '../rollout/ports.ts';
import { arn } from './arn.ts';
import { call } from './call.ts';
import type { Clients } from './clients.ts';
import { Refused } from './errors.ts';
import { allPages } from './pages.ts';
import type { Statement } from './provider.ts';

/** A service spec as it was applied. `spec` has been validated then; whoever reads it parses it again. */
export type StoredSpec = { readonly service: string; readonly spec: unknown; readonly updatedAt: string };

/** Who may move a service's traffic: one execution at a time. Written by the state machine, which also deletes it. */
export type Claim = {
  readonly service: string;
  /** ARN of the execution. */
  readonly holder: string;
  readonly phase: string;
  /** The plan of the rollout, of whichever shape was current when it began. */
  readonly plan: unknown;
  /** A version whose slot is made by deploying it is on its way there: if `deployed` is absent, it may be anywhere. */
  readonly placing?: string | undefined;
  /** Where the new version was placed; absent before the deploy. */
  readonly deployed?: Deployed | undefined;
  readonly claimedAt?: string | undefined;
  readonly watchToken?: string | undefined;
  readonly approvalToken?: string | undefined;
  readonly question?: string | undefined;
  /** Traffic goes back: no shift upwards from now on. */
  readonly mark?: 'return' | undefined;
  readonly markReason?: string | undefined;
  /** ARN of the newest execution in line. */
  readonly waiting?: string | undefined;
  /** Why no weight of this rollout may rise. */
  readonly paused?: string | undefined;
};

/** The stop switch: while it is set, no weight is raised in this account. */
export type StopSwitch = { readonly reason: string; readonly by: string };

export type Table = ReturnType<typeof table>;

/**
 * Specs, claims, who watches which alarm, what was learned and the stop switch, all in one table with the key `kind` and `name`. Every
 * attribute is a string.
 */
export function table({ dynamodb }: Pick<Clients, 'dynamodb'>, tableName: string) {
  const about = (action: string, kind: Kind, name: string) => ({
    action: `dynamodb:${action}`,
    resource: `${kind} ${name} in table ${tableName}`,
  });

  async function get(kind: Kind, name: string): Promise<Item | null> {
    const { Item } = await call(about('GetItem', kind, name), () =>
      dynamodb.send(new GetItemCommand({ TableName: tableName, Key: key(kind, name), ConsistentRead: true })),
    );
    return Item ?? null;
  }

  async function put(kind: Kind, name: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await call(about('PutItem', kind, name), () =>
      dynamodb.send(
        new PutItemCommand({ TableName: tableName, Item: { ...key(kind, name), ...strings(fields) } }),
      ),
    );
  }

  /** One conditional write. `Conflict` if the condition does not hold. */
  async function update(
    kind: Kind,
    name: string,
    write: {
      readonly onlyIf: string;
      readonly change: string;
      readonly values: Readonly<Record<string, string>>;
    },
  ): Promise<void> {
    await call(about('UpdateItem', kind, name), () =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: key(kind, name),
          ConditionExpression: write.onlyIf,
          UpdateExpression: write.change,
          ExpressionAttributeValues: strings(write.values),
        }),
      ),
    );
  }

  const set = (
    service: string,
    holder: string,
    field: 'placing' | 'deployed' | 'phase' | 'paused',
    value: string,
  ) =>
    update('claim', service, {
      onlyIf: 'holder = :holder',
      change: `SET ${field} = :value`,
      values: { ':holder': holder, ':value': value },
    });

  /** All items of a kind, or those whose names begin so. */
  async function list(kind: Kind, begin?: string): Promise<readonly Item[]> {
    const which =
      begin === undefined
        ? { KeyConditionExpression: 'kind = :kind', ExpressionAttributeValues: strings({ ':kind': kind }) }
        : {
            KeyConditionExpression: 'kind = :kind AND begins_with(#name, :begin)',
            ExpressionAttributeNames: { '#name': 'name' },
            ExpressionAttributeValues: strings({ ':kind': kind, ':begin': begin }),
          };
    const pages = await allPages<QueryCommandOutput, Item>(
      (from) =>
        call(about('Query', kind, `${begin ?? ''}*`), () =>
          dynamodb.send(
            new QueryCommand({
              TableName: tableName,
              ...which,
              ConsistentRead: true,
              ...(from ? { ExclusiveStartKey: from } : {}),
            }),
          ),
        ),
      (page) => page.LastEvaluatedKey,
    );
    return pages.flatMap((page) => page.Items ?? []);
  }

  return {
    async readSpec(service: string): Promise<StoredSpec | null> {
      const item = await get('spec', service);
      return item && parseSpec(item);
    },

    /** Every service that was applied. `onUnreadable` is told of items that nobody can read; without it, they are thrown. */
    async listSpecs(onUnreadable?: OnUnreadable): Promise<readonly StoredSpec[]> {
      return readable(await list('spec'), parseSpec, onUnreadable);
    },

    async writeSpec(service: string, spec: unknown, updatedAt: string): Promise<void> {
      await put('spec', service, { spec: JSON.stringify(spec), updatedAt });
    },

    async readClaim(service: string): Promise<Claim | null> {
      const item = await get('claim', service);
      return item && parseClaim(item);
    },

    /** Every rollout that is under way. `onUnreadable` is told of items that nobody can read; without it, they are thrown. */
    async listClaims(onUnreadable?: OnUnreadable): Promise<readonly Claim[]> {
      return readable(await list('claim'), parseClaim, onUnreadable);
    },

    /**
     * Notes that a rollout of the service watches these alarms, so that nobody has to read all claims to find out: many alarms may fire in
     * one second. What is noted stays; the claim tells whether it is still true.
     */
    async noteWatches(service: string, alarms: readonly string[]): Promise<void> {
      await Promise.all(alarms.map((alarm) => put('watch', `${alarm} ${service}`, {})));
    },

    /** The services of which a rollout watches or has watched the alarm; perhaps also of one whose name goes on after a space. */
    async watchersOf(alarm: string): Promise<readonly string[]> {
      const items = await list('watch', `${alarm} `);
      return distinct(items.flatMap(({ name }) => name?.S?.split(' ').at(-1) ?? []));
    },

    /** Marks that the traffic goes back; the first reason stays. `Conflict` if the holder is another one by now, or gone. */
    async markClaim(service: string, holder: string, reason: string): Promise<void> {
      await update('claim', service, {
        onlyIf: 'holder = :holder',
        change: 'SET mark = :mark, markReason = if_not_exists(markReason, :reason)',
        values: { ':holder': holder, ':mark': 'return', ':reason': reason },
      });
    },

    /** Notes that a new version is about to be made, before anybody knows where. `Conflict` if the holder is another one by now, or gone. */
    async recordPlacing(service: string, holder: string, version: string): Promise<void> {
      await set(service, holder, 'placing', version);
    },

    /** Notes where the new version is. `Conflict` if the holder is another one by now, or gone. */
    async recordDeployed(service: string, holder: string, deployed: Deployed): Promise<void> {
      await set(service, holder, 'deployed', JSON.stringify(deployed));
    },

    /** Notes how far the rollout is. `Conflict` if the holder is another one by now, or gone. */
    async recordPhase(service: string, holder: string, phase: 'promoted'): Promise<void> {
      await set(service, holder, 'phase', phase);
    },

    /** A recovery takes the claim of the execution that was stopped. `Conflict` if neither of the two holds it. */
    async takeOverClaim(service: string, from: string, to: string): Promise<void> {
      await update('claim', service, {
        onlyIf: 'holder = :from OR holder = :to',
        change: 'SET holder = :to',
        values: { ':from': from, ':to': to },
      });
    },

    /** From now on its weight does not rise; a second reason replaces the first. `Conflict` if it ended meanwhile. */
    async pauseClaim(service: string, holder: string, reason: string): Promise<void> {
      await set(service, holder, 'paused', reason);
    },

    /** Its weight may rise again. `Conflict` if it ended meanwhile. */
    async resumeClaim(service: string, holder: string): Promise<void> {
      await update('claim', service, {
        onlyIf: 'holder = :holder',
        change: 'REMOVE paused',
        values: { ':holder': holder },
      });
    },

    /** What earlier good rollouts of the service left behind, as it was stored; `null` before the first. */
    async readLearned(service: string): Promise<string | null> {
      const item = await get('learned', service);
      return item && z.object({ rollouts: text }).parse(item).rollouts;
    },

    /** Replaces that. `Conflict` if it is not what was read any more. */
    async writeLearned(service: string, before: string | null, rollouts: string): Promise<void> {
      await update('learned', service, {
        onlyIf: before === null ? 'attribute_not_exists(rollouts)' : 'rollouts = :before',
        change: 'SET rollouts = :rollouts',
        values: { ':rollouts': rollouts, ...(before === null ? {} : { ':before': before }) },
      });
    },

    async readSwitch(): Promise<StopSwitch | null> {
      const item = await get('switch', 'stop');
      return item && readAs(z.object({ reason: text, by: text }), item);
    },

    /** Sets the stop switch, or with `null` takes it away. */
    async setSwitch(stop: StopSwitch | null): Promise<void> {
      if (stop) return put('switch', 'stop', { ...stop });
      await call(about('DeleteItem', 'switch', 'stop'), () =>
        dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: key('switch', 'stop') })),
      );
    },
  };
}

/** What each function of the table needs, narrowed to the items of its kind: `kind` is the table's partition key. */
export function tablePermissions(tableName: string): Readonly<Record<keyof Table, readonly Statement[]>> {
  const may = (action: string, kind: Kind): readonly Statement[] => [
    {
      actions: [`dynamodb:${action}`],
      resources: [arn.regional('dynamodb', `table/${tableName}`)],
      condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [kind] } },
    },
  ];
  return {
    readSpec: may('GetItem', 'spec'),
    listSpecs: may('Query', 'spec'),
    writeSpec: may('PutItem', 'spec'),
    readClaim: may('GetItem', 'claim'),
    listClaims: may('Query', 'claim'),
    noteWatches: may('PutItem', 'watch'),
    watchersOf: may('Query', 'watch'),
    markClaim: may('UpdateItem', 'claim'),
    recordPlacing: may('UpdateItem', 'claim'),
    recordDeployed: may('UpdateItem', 'claim'),
    recordPhase: may('UpdateItem', 'claim'),
    takeOverClaim: may('UpdateItem', 'claim'),
    pauseClaim: may('UpdateItem', 'claim'),
    resumeClaim: may('UpdateItem', 'claim'),
    readLearned: may('GetItem', 'learned'),
    writeLearned: may('UpdateItem', 'learned'),
    readSwitch: may('GetItem', 'switch'),
    setSwitch: [...may('PutItem', 'switch'), ...may('DeleteItem', 'switch')],
  };
}

type Kind = 'spec' | 'claim' | 'watch' | 'learned' | 'switch';
type Item = Record<string, AttributeValue>;

const key = (kind: Kind, name: string) => strings({ kind, name });

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const strings = <Name extends string>(fields: Readonly<Record<Name, string>>): Item =>
  Object.fromEntries(Object.entries<string>(fields).map(([name, S]) => [name, { S }]));

type OnUnreadable = (unreadable: Refused) => void;

/** One item that cannot be read must not hide the others. */
function readable<T>(
  items: readonly Item[],
  parse: (item: Item) => T,
  onUnreadable?: OnUnreadable,
): readonly T[] {
  return items.flatMap((item) => {
    try {
      return [parse(item)];
    } catch (error) {
      if (onUnreadable === undefined || !(error instanceof Refused)) throw error;
      onUnreadable(error);
      return [];
    }
  });
}

/** Throws `Refused`: somebody else wrote into the table. */
function readAs<Shape extends z.ZodType>(shape: Shape, item: Item): z.output<Shape> {
  const parsed = shape.safeParse(item);
  if (parsed.success) return parsed.data;
  const [{ path, message } = { path: [], message: 'it is wrong' }] = parsed.error.issues;
  throw new Refused(
    `The ${word(item.kind)} ${word(item.name)} in the table cannot be read: ${String(path[0] ?? 'it')}: ${message}. Correct or delete it.`,
  );
}

const word = (attribute: AttributeValue | undefined): string =>
  typeof attribute?.S === 'string' ? attribute.S.slice(0, 80) : 'item';

const text = z.object({ S: z.string() }).transform(({ S }) => S);

const json = text.transform((source, context): unknown => {
  try {
    return JSON.parse(source);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

const specItem = z.object({ name: text, spec: json, updatedAt: text });

const parseSpec = (item: Item): StoredSpec => {
  const { name: service, ...rest } = readAs(specItem, item);
  return { service, ...rest };
};

// Not strict: an execution that was started by another version of the machine may have written more.
const claimItem = z.object({
  name: text,
  holder: text,
  phase: text,
  plan: json,
  placing: text.optional(),
  deployed: json.pipe(z.strictObject({ slot: z.string(), version: z.string() })).optional(),
  claimedAt: text.optional(),
  watchToken: text.optional(),
  approvalToken: text.optional(),
  question: text.optional(),
  mark: z
    .object({ S: z.literal('return') })
    .transform(({ S }) => S)
    .optional(),
  markReason: text.optional(),
  waiting: text.optional(),
  paused: text.optional(),
});

const parseClaim = (item: Item): Claim => {
  const { name: service, ...rest } = readAs(claimItem, item);
  return { service, ...rest };
};
