import type { RolloutRecord } from '../report/record.ts';
import { timeline } from '../report/timeline.ts';
import type { Execution, HistoryEvent } from './engine/index.ts';
import type { LogLine } from './haldane.ts';
import { type LiveSlot, type Performance, type PerformOptions, perform } from './perform.ts';
import type { Releases } from './releases.ts';
import type { Outcome } from './scenario.ts';
import type { LedgerMinute, World } from './world/index.ts';

export type { LiveSlot } from './perform.ts';

export type RehearseOptions = Omit<PerformOptions, 'chance' | 'prepare' | 'limitMillis'>;

export type RehearsedExecution = {
  readonly name: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly history: readonly HistoryEvent[];
};

export type Rehearsal = {
  readonly outcome: Outcome;
  readonly reason: string;
  /** In percent, read in the end; by the roles of the execution that ended last. */
  readonly weights: { readonly stable: number; readonly canary: number };
  readonly live: readonly LiveSlot[];
  readonly releases: Releases;
  /** What is left of the claim; `null` when it was released. */
  readonly claim: unknown;
  readonly virtualSeconds: number;
  readonly transitions: number;
  readonly canaryRequests: number;
  readonly excessBadRequests: number;
  readonly secondsToReturn: number | null;
  /** Of the execution that ended last. */
  readonly history: readonly HistoryEvent[];
  readonly executions: readonly RehearsedExecution[];
  readonly ledger: readonly LedgerMinute[];
  readonly log: readonly LogLine[];
  readonly world: World;
};

/** Runs a story from the first push to the last clean-up, in virtual time. */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  return resultOf(await perform(options));
}

function resultOf({ world, log, table, spec, live, releases }: Performance): Rehearsal {
  const records = world.sfn.executions.map((execution) => ({
    execution,
    record: timeline(execution.history),
  }));
  const last = records.toSorted((a, b) => (b.execution.stopMillis ?? 0) - (a.execution.stopMillis ?? 0))[0];
  if (last === undefined) throw new Error('Nothing started in this story.');
  const claim = world.dynamodb
    .items(table)
    .find((item) => item.kind?.S === 'claim' && item.name?.S === spec.service);
  const totals = world.traffic.totals();
  return {
    outcome: last.record.outcome as Outcome,
    reason: last.record.reason,
    weights: weightsOf(live, last.record.canarySlot),
    live,
    releases,
    claim: claim ?? null,
    virtualSeconds: Math.round(
      ((last.execution.stopMillis ?? 0) - (records[0]?.execution.startMillis ?? 0)) / 1000,
    ),
    transitions: records.reduce((sum, { execution }) => sum + execution.transitions, 0),
    canaryRequests: totals.requests,
    excessBadRequests: Math.round(totals.excessBad),
    secondsToReturn: secondsToReturn(records),
    history: last.execution.history,
    executions: records.map(({ execution, record }) => ({
      name: execution.name,
      outcome: record.outcome as Outcome,
      reason: record.reason,
      history: execution.history,
    })),
    ledger: world.traffic.ledger(),
    log,
    world,
  };
}

/** Where nothing was deployed, whatever has no traffic stands for the canary. */
function weightsOf(live: readonly LiveSlot[], canarySlot: string | null): Rehearsal['weights'] {
  const canary = live.find(({ slot, weightPercent }) =>
    canarySlot === null ? weightPercent === 0 : slot === canarySlot,
  );
  const canaryPercent = canary?.weightPercent ?? 0;
  return {
    stable: live.reduce((sum, { weightPercent }) => sum + weightPercent, 0) - canaryPercent,
    canary: canaryPercent,
  };
}

type Told = { readonly execution: Execution; readonly record: RolloutRecord };

/** From the decision to the restored weights; where the execution was stopped, from that to what its recovery wrote. */
function secondsToReturn(told: readonly Told[]): number | null {
  const decided = told.map(({ record }) => record.secondsToReturn).find((seconds) => seconds !== null);
  if (decided !== undefined) return decided;
  const stopMillis = told[0]?.execution.stopMillis;
  const returned = told
    .filter(({ record }) => record.recovers !== null)
    .flatMap(({ record }) => record.shifts)
    .find(({ step }) => step === null);
  if (stopMillis === undefined || returned === undefined) return null;
  return (returned.atMillis - stopMillis) / 1000;
}
