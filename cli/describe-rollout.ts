import type { Claim } from '../providers/table.ts';
import { assigned } from '../report/assigned.ts';
import { own } from '../report/own.ts';
import type { RolloutRecord, VerdictRecord } from '../report/record.ts';
import { formatDuration, formatPercent } from '../rollout/units.ts';
import { facts } from './layout.ts';
import type { Paint } from './paint.ts';
import { shorten } from './shorten.ts';
import { spellDuration } from './spell-duration.ts';

export type View = { readonly nowMillis: number; readonly columns: number; readonly paint: Paint };

/** A rollout for people: what, where it is, what was seen of it, whom it waits for. */
export function describeRollout(
  record: RolloutRecord,
  claim: Claim | null,
  consoleLink: string,
  view: View,
): readonly string[] {
  const { paint, columns, nowMillis } = view;
  const { service, version, previousVersion, startMillis, endMillis } = record;
  const ago = (millis: number) => `${spellDuration((nowMillis - millis) / 1000)} ago`;
  const rows: [name: string, value: string][] = [];
  if (record.outcome === 'running') rows.push(['now', position(record, nowMillis)]);
  if (record.weights !== null) rows.push(['traffic', traffic(record, record.weights)]);
  if (record.steps.length > 0) rows.push(['steps', steps(record, paint)]);
  const last = record.verdicts.at(-1);
  if (last !== undefined) rows.push(['verdict', `${verdict(last, paint)} (${ago(last.atMillis)})`]);
  for (const { answer, question, askedMillis } of record.approvals) {
    if (answer === 'waiting')
      rows.push([
        'asks',
        `${paint.doubtful(question ?? 'a person')} (${ago(askedMillis)}; haldane approve or refuse answers)`,
      ]);
  }
  const held = record.outcome === 'running' && record.holds.find(({ toMillis }) => toMillis === null);
  if (held) rows.push(['held', paint.doubtful(held.reason)]);
  // A pause holds from the next step on; until then only the claim knows of it.
  else if (claim?.paused !== undefined) rows.push(['paused', paint.doubtful(claim.paused)]);
  if (claim?.mark !== undefined)
    rows.push(['returning', paint.bad(claim.markReason ?? 'the traffic is returned')]);
  if (claim?.waiting !== undefined) rows.push(['next', claim.waiting.split(':').at(-1) ?? claim.waiting]);
  if (record.outcome !== 'running') rows.push(['reason', shorten(record.reason)]);
  if (record.leftBehind !== null) rows.push(['left', paint.doubtful(record.leftBehind)]);
  rows.push(['console', consoleLink]);

  const when =
    startMillis === null ? '' : `for ${spellDuration(((endMillis ?? nowMillis) - startMillis) / 1000)}`;
  return [
    [
      paint.title(service ?? claim?.service ?? 'a rollout'),
      version === null ? '' : shorten(`${previousVersion ?? 'nothing'} -> ${version}`),
      record.outcome === 'running' ? `${claim?.phase ?? 'running'} ${when}` : outcome(record, paint),
      ...(endMillis === null ? [] : [ago(endMillis)]),
    ]
      .filter((part) => part !== '')
      .join('  '),
    ...facts(rows, columns, paint.quiet),
  ];
}

function position({ position, steps, plan }: RolloutRecord, nowMillis: number): string {
  const states = position
    .filter(({ state }) => state !== 'Watch for an alarm or an abort' || position.length === 1)
    .map(({ state, sinceMillis }) => `${state} (${spellDuration((nowMillis - sinceMillis) / 1000)})`);
  const step = steps.find(({ result }) => result === 'running');
  const where = states.length === 0 ? 'between two states' : states.join(', ');
  if (step?.shiftedAtMillis == null) return where;
  const baked = `${spellDuration((nowMillis - step.shiftedAtMillis) / 1000)} since the shift`;
  const howMany = plan?.ramp != null ? '' : ` of ${steps.length}`;
  return `${where}; step ${step.number}${howMany}, ${baked}${step.bakeSeconds === null ? '' : `, bakes ${formatDuration(step.bakeSeconds)}`}`;
}

function traffic(
  { canarySlot, plan }: RolloutRecord,
  weights: NonNullable<RolloutRecord['weights']>,
): string {
  const to = assigned(plan?.assignment ?? null);
  return [
    `canary ${formatPercent(weights.canary)}${canarySlot === null ? '' : ` on ${canarySlot}`}`,
    `stable ${formatPercent(weights.stable)}${plan?.slots.stable == null ? '' : ` on ${plan.slots.stable}`}`,
    ...(to === null ? [] : [`assigned: ${to}`]),
  ].join(', ');
}

/** `5% passed, 25% running, 50%, 100%` */
function steps(record: RolloutRecord, paint: Paint): string {
  const paints = {
    ahead: paint.quiet,
    running: paint.title,
    passed: paint.good,
    failed: paint.bad,
    left: paint.doubtful,
  };
  return record.steps
    .map(({ weightPercent, result }) =>
      paints[result](
        result === 'ahead' ? formatPercent(weightPercent) : `${formatPercent(weightPercent)} ${result}`,
      ),
    )
    .join(', ');
}

function verdict({ decision, sentence }: VerdictRecord, paint: Paint): string {
  const brush =
    { fail: paint.bad, next: paint.good, ask: paint.doubtful }[decision] ?? ((text: string) => text);
  return `${brush(own(verdictWords, decision) ?? decision)}: ${sentence}`;
}

const verdictWords: Readonly<Record<string, string>> = {
  fail: 'failed',
  next: 'passed',
  bake: 'bakes on',
  ask: 'a person decides',
};

function outcome({ outcome }: RolloutRecord, paint: Paint): string {
  if (outcome === 'promoted') return paint.good(outcome);
  return outcome === 'nothing to recover' ? outcome : paint.bad(outcome);
}
