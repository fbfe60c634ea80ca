import type { RolloutRecord } from './record.ts';

/** A rollout for programs: what `--json` prints. A rehearsal adds what only it can know. */
export type Summary = {
  readonly service: string | null;
  readonly version: string | null;
  readonly previousVersion: string | null;
  readonly outcome: RolloutRecord['outcome'];
  readonly reason: string;
  readonly error: string | null;
  readonly weights: RolloutRecord['weights'];
  readonly startedAt: string | null;
  readonly virtualSeconds: number | null;
  readonly steps: RolloutRecord['steps'];
  readonly verdicts: number;
  readonly transitions: number;
  readonly dollars: number;
  readonly secondsToReturn: number | null;
  readonly leftBehind: string | null;
};

export function summary(record: RolloutRecord): Summary {
  const { service, version, previousVersion, outcome, reason, error, weights } = record;
  const { steps, transitions, secondsToReturn, leftBehind, startMillis, lastMillis } = record;
  return {
    service,
    version,
    previousVersion,
    outcome,
    reason,
    error,
    weights,
    startedAt: startMillis === null ? null : new Date(startMillis).toISOString(),
    virtualSeconds: startMillis === null || lastMillis === null ? null : (lastMillis - startMillis) / 1000,
    steps,
    verdicts: record.verdicts.length,
    transitions,
    dollars: Number(record.bill.dollars.toFixed(6)),
    secondsToReturn,
    leftBehind,
  };
}
