import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { z } from 'zod';
import type { Slot } from '../../rollout/ports.ts';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { Conflict, Denied, NotFound, Refused, Unavailable } from '../errors.ts';
import { Answered, type Serve, type Wish } from '../line/line.ts';
import { type Urgency, type Waiting, writingSort } from '../line/store.ts';
import type { Turn } from '../line/turn.ts';
import { changeBatches } from './_change-batches.ts';
import { type ListPage, recordSetsOf } from './_record-sets.ts';
import { pairs } from './_records.ts';

/** The weights that one name shall have, of each of its types. */
export type Weighing = z.infer<typeof weighingShape>;

const weighingShape = z.strictObject({
  hostedZone: z.string(),
  record: z.string(),
  types: z.array(z.enum(['A', 'AAAA', 'CNAME'])),
  slots: z.array(z.string()),
  weights: z.record(z.string(), z.number()),
  comment: z.string(),
});

/**
 * Hosted zones, as far as a router needs them. "Five requests per second per AWS account" (Route 53 quotas) is little for
 * all rollouts of an account: who is throttled waits in line, and whoever has the turn reads and writes for all.
 */
export function zones({ route53, line }: Pick<Clients, 'route53' | 'line'>) {
  const list =
    (HostedZoneId: string): ListPage =>
    (start) =>
      again(() =>
        call(
          {
            action: 'route53:ListResourceRecordSets',
            resource: `${start.StartRecordName} in hosted zone ${HostedZoneId}`,
          },
          () => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId, ...start })),
        ),
      );

  const change = async (HostedZoneId: string, Comment: string, Changes: Change[]): Promise<string | null> => {
    const { ChangeInfo } = await again(() =>
      call(
        {
          action: 'route53:ChangeResourceRecordSets',
          resource: `${namesIn(Changes)} in hosted zone ${HostedZoneId}`,
        },
        () =>
          route53.send(
            new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Comment, Changes } }),
          ),
      ),
    );
    return ChangeInfo?.Id ?? null;
  };

  const statusOf = async (Id: string): Promise<string> => {
    const { ChangeInfo } = await again(() =>
      call({ action: 'route53:GetChange', resource: Id }, () => route53.send(new GetChangeCommand({ Id }))),
    );
    return ChangeInfo?.Status ?? 'PENDING';
  };

  const inLine = async <T>(direct: () => Promise<T>, wish: Wish, serve: Serve, shape: z.ZodType<T>) => {
    if (line === undefined) return direct();
    const done = await line.directly(direct, wish, serve);
    return done instanceof Answered ? shape.parse(done.value) : done;
  };

  async function recordsDirectly(zone: string, name: string): Promise<readonly ResourceRecordSet[]> {
    for await (const [found] of recordSetsOf([name], list(zone))) if (found) return found.records;
    return [];
  }

  const serveRecords: Serve = (wishes, turn) =>
    byZone(wishes, recordShape, turn, async (zone, asked) => {
      const byName = Map.groupBy(asked, ({ body }) => body.record);
      const inTurn: ListPage = (start) => turn.call(() => list(zone)(start));
      for await (const found of recordSetsOf([...byName.keys()], inTurn)) {
        const answers = found.flatMap(({ name, records }) =>
          (byName.get(name) ?? []).map(({ wish }) => turn.answer(wish, records)),
        );
        await Promise.all(answers);
      }
    });

  async function weighDirectly({ hostedZone, comment, ...weighing }: Weighing): Promise<string | null> {
    const found = await recordsDirectly(hostedZone, weighing.record);
    return change(hostedZone, comment, changesOf(weighing, found));
  }

  /** Returns of traffic go first and alone. A shift of the same record was asked by a rollout that has failed since. */
  const serveWeighings: Serve = async (all, turn) => {
    const mostUrgent = Math.min(...all.map(({ urgency }) => urgency));
    const wishes = all.filter(({ urgency }) => urgency === mostUrgent);
    const subjects = new Set(wishes.map(subjectOf));
    const overtaken = all.filter((wish) => wish.urgency > mostUrgent && subjects.has(subjectOf(wish)));
    await Promise.all(overtaken.map((wish) => turn.refuse(wish, new Conflict('Its traffic is returned.'))));
    await byZone(wishes, weighingShape, turn, async (zone, asked) => {
      const byName = Map.groupBy(asked, ({ body }) => body.record);
      const ready: Ready[] = [];
      const inTurn: ListPage = (start) => turn.call(() => list(zone)(start));
      for await (const found of recordSetsOf([...byName.keys()], inTurn)) {
        for (const { name, records } of found) {
          for (const { wish, body } of byName.get(name) ?? []) {
            try {
              ready.push({ wish, types: body.types.join(), changes: changesOf(body, records) });
            } catch (error) {
              await turn.refuse(wish, error);
            }
          }
        }
      }
      // IAM allows names and types together: only records of the same types share a batch.
      const batches = [...Map.groupBy(ready, ({ types }) => types).values()].flatMap(changeBatches);
      await sendAll(batches, turn, (Changes) =>
        change(zone, `Haldane: ${Changes.length} records`, [...Changes]),
      );
    });
  };

  /** One request each: there may be more than a turn has time for, so those who have waited longest go first. */
  const serveChanges: Serve = async (wishes, turn) => {
    const inOrder = wishes.toSorted((a, b) => a.askedMillis - b.askedMillis);
    for (const [Id, asked] of Map.groupBy(inOrder, ({ body }) => body)) {
      try {
        const status = await turn.call(() => statusOf(Id));
        await Promise.all(asked.map((wish) => turn.answer(wish, status)));
      } catch (error) {
        if (!isAboutTheRequest(error)) throw error;
        await Promise.all(asked.map((wish) => turn.refuse(wish, error)));
      }
    }
  };

  return {
    /** All record sets of a name. */
    records(hostedZone: string, record: string): Promise<readonly ResourceRecordSet[]> {
      const wish = {
        sort: 'records',
        subject: `${hostedZone} ${record}`,
        urgency: 2,
        hurry: false,
        body: JSON.stringify({ hostedZone, record }),
      } as const;
      return inLine(() => recordsDirectly(hostedZone, record), wish, serveRecords, recordSets);
    },

    /** Writes the weights of a name in one change, all else as found. The id of the change, if Route 53 said one. */
    weigh(weighing: Weighing, urgency: Exclude<Urgency, 2>, hurry = false): Promise<string | null> {
      const { hostedZone, record } = weighing;
      const wish = {
        sort: writingSort,
        subject: `${hostedZone} ${record}`,
        urgency,
        hurry,
        body: JSON.stringify(weighing),
      };
      return inLine(() => weighDirectly(weighing), wish, serveWeighings, z.string().nullable());
    },

    /** `INSYNC` once every server of Route 53 knows the change. */
    statusOf(changeId: string): Promise<string> {
      const wish = { sort: 'changes', subject: changeId, urgency: 2, hurry: false, body: changeId } as const;
      return inLine(() => statusOf(changeId), wish, serveChanges, z.string());
    },
  };
}

const recordShape = z.strictObject({ hostedZone: z.string(), record: z.string() });

// What Route 53 answered to somebody else of us.
const recordSets = z.array(z.custom<ResourceRecordSet>((value) => typeof value === 'object'));

type Asked<Body> = { readonly wish: Waiting; readonly body: Body };

/** Zone by zone; what is wrong with one (there is no such zone) is told to those who asked for it. */
async function byZone<Body extends { readonly hostedZone: string }>(
  wishes: readonly Waiting[],
  shape: z.ZodType<Body>,
  turn: Turn,
  serve: (zone: string, asked: readonly Asked<Body>[]) => Promise<void>,
): Promise<void> {
  const all = wishes.map((wish) => ({ wish, body: shape.parse(JSON.parse(wish.body)) }));
  for (const [zone, asked] of Map.groupBy(all, ({ body }) => body.hostedZone)) {
    try {
      await serve(zone, asked);
    } catch (error) {
      if (!isAboutTheRequest(error)) throw error;
      await Promise.all(asked.map(({ wish }) => turn.refuse(wish, error)));
    }
  }
}

/** "If Amazon Route 53 can't process a request before the next request arrives, it will reject subsequent requests for the same hosted zone." */
const zoneBusyMillis = 350;

type Ready = { readonly wish: Waiting; readonly types: string; readonly changes: readonly Change[] };

/**
 * A batch takes effect as a whole or not at all. One that is refused is sent again in halves, after the others, until what is wrong
 * with it is alone.
 */
async function sendAll(
  batches: readonly (readonly Ready[])[],
  turn: Turn,
  send: (changes: readonly Change[]) => Promise<string | null>,
): Promise<void> {
  const queue = [...batches];
  for (const batch of queue) {
    try {
      const id = await turn.call(() => send(batch.flatMap(({ changes }) => changes)), zoneBusyMillis);
      await Promise.all(batch.map(({ wish }) => turn.answer(wish, id)));
    } catch (error) {
      if (!isAboutTheRequest(error)) throw error;
      const half = Math.ceil(batch.length / 2);
      if (half < batch.length) queue.push(batch.slice(0, half), batch.slice(half));
      else await Promise.all(batch.map(({ wish }) => turn.refuse(wish, error)));
    }
  }
}

function changesOf(
  { record, types, slots, weights }: Omit<Weighing, 'hostedZone' | 'comment'>,
  found: readonly ResourceRecordSet[],
): Change[] {
  // Route 53 has no conditional write; absolute weights in one batch make the last writer win whole, never in part.
  return pairs(record, found, types, slots).flatMap(({ records }) =>
    Object.entries(records).map(([slot, old]: [Slot, ResourceRecordSet]) => ({
      Action: 'UPSERT' as const,
      ResourceRecordSet: { ...old, Weight: weights[slot] },
    })),
  );
}

const subjectOf = ({ place, urgency }: Waiting): string => place.replace(` ${urgency} `, ' ');

const isAboutTheRequest = (error: unknown): boolean =>
  error instanceof Refused || error instanceof Denied || error instanceof NotFound;

function namesIn(changes: readonly Change[]): string {
  const [name, ...others] = new Set(changes.map(({ ResourceRecordSet }) => ResourceRecordSet?.Name));
  return others.length === 0 ? `${name}` : `${name} and ${others.length} more`;
}

/** The client does not retry, so that who is throttled comes into line at once; what failed or was lost is tried again here. */
async function again<T>(send: () => Promise<T>): Promise<T> {
  for (let triesLeft = 2; ; triesLeft--) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Unavailable) || triesLeft === 0) throw error;
    }
  }
}
