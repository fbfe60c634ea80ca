import { formatPercent } from '../../rollout/units.ts';
import { canaryTotals, type Ledger } from '../ledger.ts';
import type { Outcome, RolloutRecord } from '../record.ts';
import { excessOf } from '../series.ts';
import { type Html, html } from './html.ts';
import { count, dollars, duration, moment, plural, sentence, shortDigests } from './wording.ts';

const badges: Readonly<Record<Outcome, { readonly kind: 'good' | 'bad' | 'wait'; readonly sign: string }>> = {
  promoted: { kind: 'good', sign: '✓' },
  'rolled back': { kind: 'bad', sign: '↩' },
  stopped: { kind: 'bad', sign: '■' },
  rejected: { kind: 'bad', sign: '⊘' },
  failed: { kind: 'bad', sign: '✕' },
  'nothing to recover': { kind: 'wait', sign: '○' },
  running: { kind: 'wait', sign: '●' },
};

const verbs: Readonly<Record<Outcome, string>> = {
  promoted: 'was promoted',
  'rolled back': 'was rolled back',
  stopped: 'was stopped',
  rejected: 'was not started',
  failed: 'failed',
  'nothing to recover': 'needed no recovery',
  running: 'is being rolled out',
};

export function titleOf(record: RolloutRecord): string {
  const what = [record.service ?? 'A rollout', record.version].filter((part) => part !== null).join(' ');
  return shortDigests(`${what} ${verbs[record.outcome]}`);
}

/** Outcome, reason, and the facts that people ask for first. */
export function headline(record: RolloutRecord, ledger?: Ledger): Html {
  const { kind, sign } = badges[record.outcome];
  return html`<header>
<p class="over"><b>Haldane</b><span>Rollout${record.rolloutId === null ? '' : ` ${record.rolloutId}`}</span>
<span class="badge ${kind}"><span aria-hidden="true">${sign}</span> ${record.outcome}</span></p>
<h1>${titleOf(record)}</h1>
<p class="lead">${sentence(shortDigests(record.reason))}</p>
${record.leftBehind !== null && html`<p class="left">Left behind: ${record.leftBehind}</p>`}
${record.isPartial && html`<p class="left">The beginning of the history is missing, so parts of this page are unknown.</p>`}
</header>
<dl class="facts">${factsOf(record, ledger).map(
    ([term, fact, detail]) =>
      html`<div><dt>${term}</dt><dd>${fact}${detail !== '' && html` <small>${detail}</small>`}</dd></div>`,
  )}</dl>`;
}

type Fact = readonly [term: string, fact: string, detail: string];

function factsOf(record: RolloutRecord, ledger?: Ledger): readonly Fact[] {
  return [
    versionFact(record),
    timeFact(record),
    weightFact(record),
    harmFact(record, ledger),
    returnFact(record),
    billFact(record),
  ].filter((fact) => fact !== null);
}

function versionFact({ version, previousVersion, plan }: RolloutRecord): Fact {
  const slot = plan?.slots.stable;
  const shown = shortDigests(version ?? 'unknown');
  if (previousVersion === null) return ['Version', shown, ''];
  const before = shortDigests(previousVersion).replace('sha256:', '');
  return ['Version', shown, slot == null ? `after ${before}` : `after ${before} in ${slot}`];
}

function timeFact({ startMillis, lastMillis, endMillis }: RolloutRecord): Fact {
  if (startMillis === null || lastMillis === null) return ['Time', 'unknown', ''];
  const term = endMillis === null ? 'Running for' : 'Took';
  return [term, duration(lastMillis - startMillis), `from ${moment(startMillis)}`];
}

function weightFact({ shifts, outcome }: RolloutRecord): Fact {
  const most = Math.max(0, ...shifts.map(({ weightPercent }) => weightPercent));
  if (most === 0) return ['Canary got', '0%', 'no traffic was shifted'];
  const now = shifts.at(-1)?.weightPercent ?? 0;
  const detail =
    outcome === 'running'
      ? `now ${formatPercent(now)}`
      : now === most
        ? 'and kept it'
        : `then ${formatPercent(now)}`;
  return ['Canary got', formatPercent(most), detail];
}

function harmFact(record: RolloutRecord, ledger?: Ledger): Fact {
  const term = 'Extra bad requests';
  if (ledger !== undefined) {
    const { requests, excessBad } = canaryTotals(ledger, record.canarySlot, record);
    return [term, count(Math.max(0, excessBad)), `of ${count(requests)} served by the canary`];
  }
  const known = (record.verdicts.at(-1)?.metrics ?? [])
    .filter(({ dryRun }) => !dryRun)
    .flatMap(({ name }) => {
      const found = excessOf(record, name);
      return found === null ? [] : [{ name, ...found }];
    });
  if (known.length === 0) {
    const had = record.shifts.some(({ weightPercent }) => weightPercent > 0);
    return had ? [term, 'unknown', 'nothing was judged'] : [term, 'none', 'the canary had no traffic'];
  }
  const worst = known.reduce((a, b) => (b.excess > a.excess ? b : a));
  return [
    term,
    `about ${count(Math.max(0, worst.excess))}`,
    `${worst.name}, of ${count(worst.canary.total)} judged on the canary`,
  ];
}

/** How soon the traffic came back; where it stayed, what let it. */
function returnFact({ secondsToReturn, verdicts, steps }: RolloutRecord): Fact | null {
  if (secondsToReturn !== null) {
    return ['Traffic returned in', duration(secondsToReturn * 1000), 'from the decision to the write'];
  }
  if (verdicts.length === 0) return null;
  const passed = steps.filter(({ result }) => result === 'passed').length;
  return ['Verdicts', count(verdicts.length), `${passed} of ${plural(steps.length, 'step')} passed`];
}

function billFact({ bill }: RolloutRecord): Fact {
  return [
    'Bill',
    dollars(bill.dollars),
    `${plural(bill.transitions, 'transition')}, ${plural(bill.invocations, 'Lambda call')}`,
  ];
}
