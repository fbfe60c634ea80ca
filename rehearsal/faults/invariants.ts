import type { Approval, Plan } from '../../rollout/plan/plan.ts';
import { isObject } from '../engine/json.ts';
import { type Ending, endingOf, strayed } from './ending.ts';
import type { Claimed, Evidence, Played } from './evidence.ts';
import { kindOf } from './kinds.ts';
import { isTheSameAgain } from './trial.ts';
import { percentOf, type Write } from './weights.ts';

/** What must be true of every run, whatever fails in it. */
export type Invariant = {
  readonly name: string;
  /** What is wrong, in a sentence; `null` if nothing is. `usual` is how the story ends without faults. */
  readonly broken: (evidence: Evidence, usual: Ending | undefined) => string | null;
};

export const invariants: readonly Invariant[] = [
  {
    name: 'every rollout ends',
    broken({ played, paged }) {
      const running = played.find(({ end }) => end === 'RUNNING');
      return running === undefined || paged
        ? null
        : `${running.execution.name} still runs, and nobody knows.`;
    },
  },
  {
    name: 'all traffic is on one version, the right one',
    broken({ trial, played, writes, ...evidence }) {
      if (isStillTrying({ trial, played, ...evidence })) return null;
      const last = writes.at(-1);
      const { live, releases } = trial;
      if (last !== undefined && isByHand(last)) return null;
      const full = live.filter(({ weightPercent }) => weightPercent > 0);
      const shown = live.map(({ slot, weightPercent }) => `${slot} ${weightPercent}%`).join(', ');
      if (full.length !== 1 || full[0]?.weightPercent !== 100) return `The traffic is left split: ${shown}.`;
      const promoted = played
        .filter(isPromoted)
        .toSorted((a, b) => (a.execution.stopMillis ?? 0) - (b.execution.stopMillis ?? 0))
        .at(-1);
      const right = promoted?.plan === undefined ? releases.key('v41') : keyOf(promoted.plan);
      return full[0].serves === right
        ? null
        : `${full[0].slot} has all traffic, but it serves ${full[0].serves}.`;
    },
  },
  {
    name: 'a bad version is not promoted',
    broken({ trial, played, writes }) {
      const { scenario, releases } = trial;
      if (scenario.ends.outcome !== 'rolled back' || writes.some(isByHand)) return null;
      // Who is told that the judge cannot see, and says go on, takes its place.
      if (wentOnUnseeing(trial)) return null;
      const bad = Object.entries(scenario.versions ?? {})
        .filter(([, { errorRate, latencyMillis }]) => errorRate !== undefined || latencyMillis !== undefined)
        .map(([version]) => releases.key(version));
      const promoted = played.find(
        ({ end, plan }) => end === 'Promoted' && plan !== undefined && bad.includes(keyOf(plan)),
      );
      return promoted === undefined ? null : `${promoted.execution.name} promoted it.`;
    },
  },
  {
    name: 'never both weights zero',
    broken: ({ writes }) =>
      found(writes, ({ pairs }) =>
        pairs.some((pair) => Object.values(pair).every((weight) => weight === 0))
          ? 'wrote zero to every slot'
          : null,
      ),
  },
  {
    name: 'both weights are written at once',
    broken: ({ trial: { spec }, writes }) =>
      found(writes, ({ pairs }) =>
        spec.traffic.kind !== 'lambda-alias' && pairs.some((pair) => Object.keys(pair).length !== 2)
          ? 'wrote one weight without the other'
          : null,
      ),
  },
  {
    name: 'never a weight that nobody approved',
    broken: (evidence) =>
      found(evidence.writes, (write) => {
        const claimed = claimAt(evidence.claims, write.atMillis);
        if (isByHand(write) || claimed === undefined) return null;
        const percent = canaryPercent(claimed.plan, write);
        if (
          percent <= canaryBefore(evidence, write, claimed.plan) ||
          !write.principal.endsWith('shift-traffic')
        )
          return null;
        const asked = askedFor(claimed.plan, percent);
        if (asked === null) return `raised the canary to ${percent}%, which is no step`;
        const given = approvals(evidence, claimed, write.atMillis);
        return given < asked ? `raised the canary to ${percent}% with ${given} of ${asked} approvals` : null;
      }),
  },
  {
    name: 'only a shift raises a weight',
    broken: (evidence) =>
      found(evidence.writes, (write) => {
        const claimed = claimAt(evidence.claims, write.atMillis);
        if (isByHand(write) || claimed === undefined || write.principal.endsWith('shift-traffic'))
          return null;
        return canaryPercent(claimed.plan, write) > canaryBefore(evidence, write, claimed.plan)
          ? `raised the canary to ${canaryPercent(claimed.plan, write)}%`
          : null;
      }),
  },
  {
    name: 'no weight rises while it is held',
    broken: (evidence) =>
      found(evidence.writes, (write) => {
        const claimed = claimAt(evidence.claims, write.atMillis);
        if (isByHand(write) || claimed === undefined) return null;
        if (canaryPercent(claimed.plan, write) <= canaryBefore(evidence, write, claimed.plan)) return null;
        // Whoever asked the gates before may still write.
        const askedMillis = invokedAt(evidence.trial, write);
        const hold = holds(evidence, claimed.plan).find(
          ({ fromMillis, toMillis }) => askedMillis > fromMillis && write.atMillis < toMillis,
        );
        return hold === undefined ? null : `raised the canary though there was ${hold.why}`;
      }),
  },
  {
    name: 'no requests to the canary after a confirmed rollback, but by stale answers',
    broken({ trial: { world, releases }, played, writes }) {
      const ledger = world.traffic.ledger();
      for (const { visits, execution, plan } of played) {
        const confirm = visits.findLast(({ state }) => state === 'Confirm the rollback');
        const drain =
          confirm && visits.find(({ state, index }) => state === 'Drain' && index > confirm.index);
        if (confirm === undefined || drain === undefined || plan === undefined) continue;
        const fromMinute = Math.ceil(drain.atMillis / 60_000) + oldAnswerMinutes;
        // A person may move weights between the last look at them and the answer; a shift that does has escaped the look.
        const next = writes.find((write) =>
          isByHand(write)
            ? write.atMillis > confirm.atMillis
            : write.atMillis > drain.atMillis && write.principal.endsWith('shift-traffic'),
        );
        const untilMinute = Math.floor((next?.atMillis ?? Number.POSITIVE_INFINITY) / 60_000);
        const canary = keyOf(plan);
        const astray = ledger.find(
          ({ minute, version, late, requests }) =>
            minute >= fromMinute && minute < untilMinute && !late && requests > 0 && version === canary,
        );
        if (astray !== undefined && canary !== releases.key('v41'))
          return `${astray.requests} requests reached the canary after ${execution.name} had confirmed its rollback.`;
      }
      return null;
    },
  },
  {
    name: 'no requests go where nothing runs',
    broken(evidence, usual) {
      if (evidence.writes.some(isByHand) || usual?.strays === true) return null;
      const lost = strayed(evidence.trial);
      return lost === undefined
        ? null
        : `${lost.requests} requests a minute went to ${lost.slot}, where nothing runs.`;
    },
  },
  {
    name: 'one rollout of a service at a time',
    broken({ trial: { effects }, claims }) {
      const freed = effects.filter(
        ({ call: { operation, input } }) =>
          operation === 'DeleteItem' && (input as Input).Key?.kind?.S === 'claim',
      );
      for (const [index, { fromMillis, holder }] of claims.entries()) {
        const before = claims[index - 1];
        if (before === undefined || before.holder === holder) continue;
        if (!freed.some(({ atMillis }) => atMillis >= before.fromMillis && atMillis <= fromMillis))
          return `${holder.split(':').at(-1)} took the claim of ${before.holder.split(':').at(-1)}.`;
      }
      return null;
    },
  },
  {
    name: 'a raise that comes after the return is taken back at once',
    broken({ trial: { faults, effects }, writes, claims }) {
      // A handler that a fault has ended cannot take anything back; confirming the rollback does.
      if (faults.length > 0) return null;
      for (const [index, write] of writes.entries()) {
        if (!write.principal.endsWith('shift-traffic') || !isMarked(effects, write.atMillis)) continue;
        const { call } =
          effects.find(
            (effect) => effect.atMillis === write.atMillis && effect.call.principal === write.principal,
          ) ?? {};
        if (call === undefined || write.atMillis - call.startMillis > handlerMillis) continue;
        const claimed = claimAt(claims, write.atMillis);
        if (claimed === undefined || canaryPercent(claimed.plan, write) === 0) continue;
        const next = writes[index + 1];
        if (next === undefined || next.atMillis - write.atMillis > takenBackMillis)
          return `${write.principal} raised a weight after the claim was marked, and left it so.`;
      }
      return null;
    },
  },
  {
    name: 'every event is handled',
    broken({ trial: { world, faults } }) {
      if (faults.some(({ kind }) => kindOf(kind).weight !== 'passing')) return null;
      const [dead] = world.events.deadLetters;
      return dead === undefined ? null : `${dead.rule}: ${dead.error}`;
    },
  },
  {
    name: 'the return of traffic is the first call after a fail',
    broken({ played }) {
      for (const { execution, visits } of played) {
        for (const { state, index } of visits) {
          if (state !== 'Roll back the traffic') continue;
          // Backwards from there: what failed must come before any other call of this execution.
          for (let at = index - 1; at >= 0; at--) {
            const type = execution.history[at]?.type ?? '';
            if (failures.has(type)) break;
            // A page for a person, and the minute after it, stand between two attempts.
            if (type === 'TaskSucceeded') {
              const called = visits.findLast((visit) => visit.index < at)?.state;
              if (called === 'Page a person' || called === 'Confirm the rollback') break;
              return `${execution.name} called something after it had failed and before it returned the traffic.`;
            }
          }
        }
      }
      return null;
    },
  },
  {
    name: "stable's capacity is not reduced before the way back is closed",
    broken({ trial: { spec, effects }, claims }) {
      const sizes = new Map<string, number>();
      let plan: Plan | undefined;
      let closed = true;
      for (const { atMillis, call } of effects) {
        const { operation, principal } = call;
        const input = call.input as Record<string, unknown>;
        const claimed = claims.find(({ fromMillis }) => fromMillis === atMillis);
        if (claimed !== undefined && operation === 'UpdateItem') [plan, closed] = [claimed.plan, false];
        if (isClosing(call)) closed = true;
        if (principal === 'a person' || plan === undefined) continue;
        if (operation === 'DeleteFunction' && !closed && input.Qualifier === plan.slots.stable)
          return `${principal} deleted stable's version.`;
        if (operation !== 'UpdateService' || typeof input.desiredCount !== 'number') continue;
        const service = String(input.service);
        const stable = (spec.workload.services as Record<string, string> | undefined)?.[plan.slots.stable];
        const before = sizes.get(service) ?? stableTasks;
        if (service === stable && !closed && input.desiredCount < before)
          return `${principal} scaled stable to ${input.desiredCount} tasks.`;
        sizes.set(service, input.desiredCount);
      }
      return null;
    },
  },
  {
    name: 'the claim is released, or somebody is paged and a recovery runs',
    broken(evidence) {
      const { claim, paged } = evidence;
      if (claim === undefined || isStillTrying(evidence)) return null;
      return `${claim.holder.split(':').at(-1)} left its claim${paged ? '; somebody was paged, but nothing runs' : ''}.`;
    },
  },
  {
    name: 'no slot is left running that nobody knows of',
    broken(evidence) {
      const { trial, announced, played } = evidence;
      if (isStillTrying(evidence) || played.length === 0) return null;
      if (announced.some(({ leftBehind }) => leftBehind !== null)) return null;
      const last = evidence.writes.at(-1);
      if (last !== undefined && isByHand(last)) return null;
      const idle = trial.live.find(
        ({ weightPercent, desiredCount }) => weightPercent === 0 && desiredCount > 0,
      );
      if (idle !== undefined) return `${idle.slot} has no traffic but ${idle.desiredCount} tasks.`;
      if (trial.spec.workload.kind === 'lambda') {
        const versions =
          trial.world.lambda.function(String(trial.spec.workload.function))?.configurations() ?? [];
        const orphan = versions.find(
          ({ Version }) => Version !== '$LATEST' && !trial.live.some(({ slot }) => slot === Version),
        );
        return orphan === undefined ? null : `Version ${orphan.Version} is left, and no alias names it.`;
      }
      return null;
    },
  },
  {
    name: 'the history stays within its limit',
    broken: ({ played }) => {
      const long = played.find(({ execution }) => execution.history.length >= 24_999);
      return long === undefined
        ? null
        : `${long.execution.name} has ${long.execution.history.length} events.`;
    },
  },
  {
    name: 'no secret in a log line',
    broken({ trial: { log } }) {
      for (const { functionName, message, facts } of log) {
        const line = `${message} ${JSON.stringify(facts)}`;
        const secret = secrets.exec(line);
        if (secret !== null) return `${functionName} wrote ${secret[0].slice(0, 24)} to its log.`;
      }
      return null;
    },
  },
  {
    name: 'a person is told how it ended',
    broken({ played, announced, paged }) {
      const told = new Set(announced.map(({ execution }) => execution));
      for (const { execution, end } of played) {
        const recovered = played.some(
          (other) => isObject(other.execution.input) && other.execution.input.recover === execution.arn,
        );
        if (end === 'Nothing to recover' || end === 'ABORTED' || recovered || told.has(execution.arn))
          continue;
        if (!paged) return `${execution.name} ended with "${end}", and nobody was told.`;
      }
      return null;
    },
  },
  {
    name: 'nobody is accused of moving weights who did not',
    broken({ played, writes }) {
      const stopped = played.find(({ end }) => end === 'Stopped');
      return stopped === undefined || writes.some(isByHand)
        ? null
        : `${stopped.execution.name} stopped because of somebody else's weights: ${stopped.execution.cause}`;
    },
  },
  {
    name: 'weights that somebody set by hand are left alone',
    broken({ writes, played }) {
      const hand = writes.findIndex((write) => isByHand(write) && write.pairs.some(isSplit));
      const next = writes[hand + 1];
      if (hand < 0 || next === undefined || isByHand(next)) return null;
      if (next.atMillis - (writes[hand]?.atMillis ?? 0) < handlerMillis) return null;
      if (next.principal.endsWith('shift-traffic')) return `${next.principal} wrote over them.`;
      const fought = played.find(({ execution }) => execution.error === 'TrafficDidNotSettle');
      return fought === undefined
        ? null
        : `${fought.execution.name} took them for its own that did not settle.`;
    },
  },
  {
    name: 'trouble that passes changes no ending',
    broken(evidence, usual) {
      const {
        trial: { faults },
        played,
      } = evidence;
      if (usual === undefined || faults.some(({ kind }) => kindOf(kind).weight !== 'passing')) return null;
      const { ends } = endingOf(evidence);
      return ends.join() === usual.ends.join()
        ? null
        : `It ended ${ends.join(', ')} instead of ${usual.ends.join(', ')}: ${played
            .map(({ execution }) => execution.cause ?? '')
            .join(' / ')
            .slice(0, 300)}`;
    },
  },
];

/** How many approvals a weight needs; `null` for one that nobody planned. A ramp chooses its weights, and asks once. */
function askedFor({ steps, ramp }: Plan, percent: number): number | null {
  const needed = ({ approval }: { readonly approval: Approval | null }): boolean =>
    approval !== null && approval.onTimeout !== 'advance';
  if (ramp !== null) return needed(ramp) && percent > ramp.plateauPercent + 0.05 ? 1 : 0;
  const index = steps.findIndex(({ weightPercent }) => Math.abs(weightPercent - percent) < 0.05);
  return index < 0 ? null : steps.slice(0, index + 1).filter(needed).length;
}

/** A handler that is under way may still write. */
const handlerMillis = 31_000;
/** A change reaches all of Route 53's servers within a minute; answers given until then live for their TTL, a minute too. */
const oldAnswerMinutes = 2;
/** Reading the mark and writing take less. */
const takenBackMillis = 10_000;
/** The set's size of the stable service. */
const stableTasks = 4;

/** Task tokens begin like this; the other words are members of a plan. */
const secrets = /AQCEAAAAKgAAAAMAAAAA|falseRollbackRate|"heldApproval"/;

const failures: ReadonlySet<string> = new Set([
  'TaskFailed',
  'TaskTimedOut',
  'TaskSubmitFailed',
  'FailStateEntered',
  'EvaluationFailed',
  'ExecutionStarted',
]);

const isSplit = (pair: Readonly<Record<string, number>>): boolean =>
  Object.values(pair).filter((weight) => weight > 0).length > 1;

const isByHand = ({ principal }: Write): boolean => principal === 'a person';

/** Haldane goes on, and somebody knows. A recovery that cannot reach the table holds no claim yet. */
const isStillTrying = ({ claim, claims, paged, played, trial }: Tried): boolean =>
  claim !== undefined &&
  paged &&
  // Nothing but a person can help where the permission to start a recovery is gone.
  (trial.world.events.deadLetters.some(({ error }) => /^Denied: states:StartExecution/.test(error)) ||
    // Where one recovery after the other comes to nothing, the curtain falls between two of them.
    isTheSameAgain(trial.world.sfn.executions) ||
    played.some(
      ({ execution, end }) =>
        end === 'RUNNING' &&
        (execution.arn === claim.holder ||
          claims.some(({ holder }) => isObject(execution.input) && execution.input.recover === holder)),
    ));

type Tried = Pick<Evidence, 'claim' | 'claims' | 'paged' | 'played' | 'trial'>;

/** The way back was closed, and nobody needed it any more. */
function isPromoted({ end, visits }: Played): boolean {
  const closed = visits.findLast(({ state }) => state === 'Close the way back');
  const after = visits.filter(({ index }) => index > (closed?.index ?? Number.POSITIVE_INFINITY));
  if (after.some(({ state }) => state === 'Roll back the traffic')) return false;
  return end === 'Promoted' || after.some(({ state }) => state === 'Drain');
}

const keyOf = ({ release }: Plan): string =>
  release.kind === 'image' ? release.digest : `s3://${release.bucket}/${release.key}`;

const claimAt = (claims: readonly Claimed[], atMillis: number): Claimed | undefined =>
  claims.findLast(({ fromMillis }) => fromMillis <= atMillis);

/** Whatever is not stable's. */
const canaryPercent = ({ slots }: Plan, { pairs }: Write): number =>
  Math.max(...pairs.map((pair) => 100 - percentOf(slots.stable, pair)));

function canaryBefore({ writes }: Evidence, write: Write, plan: Plan): number {
  const before = writes[writes.indexOf(write) - 1];
  return before === undefined ? 0 : canaryPercent(plan, before);
}

function found(writes: readonly Write[], wrong: (write: Write) => string | null): string | null {
  for (const write of writes) {
    const sentence = wrong(write);
    if (sentence !== null) return `${write.principal} ${sentence}.`;
  }
  return null;
}

/** When the function that wrote was invoked. */
const invokedAt = ({ world }: Evidence['trial'], { principal, atMillis }: Write): number =>
  world.calls.findLast(
    ({ operation, input, startMillis }) =>
      operation === 'Invoke' &&
      startMillis <= atMillis &&
      (input as Invocation).FunctionName.endsWith(principal),
  )?.startMillis ?? atMillis;

type Invocation = { readonly FunctionName: string };

type Input = {
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>;
  readonly UpdateExpression?: string;
  readonly Key?: Readonly<Record<string, { readonly S?: string }>>;
  readonly Item?: Readonly<Record<string, { readonly S?: string }>>;
};

const isClosing = ({ operation, input }: { operation: string; input: unknown }): boolean =>
  operation === 'UpdateItem' && (input as Input).ExpressionAttributeValues?.[':phase']?.S === 'retiring';

function approvals({ trial: { effects } }: Evidence, { fromMillis }: Claimed, untilMillis: number): number {
  return effects.filter(
    ({ atMillis, call: { principal, operation } }) =>
      principal === 'a person' &&
      operation === 'SendTaskSuccess' &&
      atMillis >= fromMillis &&
      atMillis <= untilMillis,
  ).length;
}

/** A person answered yes to the judge's own question, which it asks where the metrics do not let it decide. */
function wentOnUnseeing({ effects }: Evidence['trial']): boolean {
  const asked = effects.find(({ call }) => /^The judge cannot/.test(valuesOf(call)?.[':question']?.S ?? ''));
  return (
    asked !== undefined &&
    effects.some(
      ({ atMillis, call: { principal, operation } }) =>
        principal === 'a person' && operation === 'SendTaskSuccess' && atMillis > asked.atMillis,
    )
  );
}

/** Since the claim was taken last. */
function isMarked(effects: Evidence['trial']['effects'], atMillis: number): boolean {
  const before = effects.filter((effect) => effect.atMillis < atMillis);
  const mark = before.findLast(({ call }) => valuesOf(call)?.[':mark'] !== undefined);
  const claim = before.findLast(({ call }) => valuesOf(call)?.[':plan'] !== undefined);
  return mark !== undefined && mark.atMillis > (claim?.atMillis ?? 0);
}

const valuesOf = ({ operation, input }: { operation: string; input: unknown }) =>
  operation === 'UpdateItem' ? (input as Input).ExpressionAttributeValues : undefined;

type Hold = { readonly fromMillis: number; readonly toMillis: number; readonly why: string };

/** When no weight may rise: pauses, the stop switch, freeze windows. */
function holds({ trial: { effects } }: Evidence, { freezes }: Plan): readonly Hold[] {
  const all: Hold[] = freezes.map(({ name, ...window }) => ({ ...window, why: `a freeze, ${name}` }));
  let paused: number | undefined;
  let stopped: number | undefined;
  const forever = Number.POSITIVE_INFINITY;
  for (const { atMillis, call } of effects) {
    const { operation } = call;
    const input = call.input as Input;
    if (operation === 'DeleteItem' && input.Key?.kind?.S === 'claim' && paused !== undefined) {
      all.push({ fromMillis: paused, toMillis: atMillis, why: 'a pause' });
      paused = undefined;
    }
    if (call.principal !== 'a person') continue;
    if (operation === 'UpdateItem' && input.UpdateExpression?.startsWith('SET paused') === true) {
      paused ??= atMillis;
    } else if (
      operation === 'UpdateItem' &&
      input.UpdateExpression === 'REMOVE paused' &&
      paused !== undefined
    ) {
      all.push({ fromMillis: paused, toMillis: atMillis, why: 'a pause' });
      paused = undefined;
    } else if (operation === 'PutItem' && input.Item?.kind?.S === 'switch') stopped ??= atMillis;
    else if (operation === 'DeleteItem' && stopped !== undefined) {
      all.push({ fromMillis: stopped, toMillis: atMillis, why: 'the stop switch' });
      stopped = undefined;
    }
  }
  if (paused !== undefined) all.push({ fromMillis: paused, toMillis: forever, why: 'a pause' });
  if (stopped !== undefined) all.push({ fromMillis: stopped, toMillis: forever, why: 'the stop switch' });
  return all;
}
