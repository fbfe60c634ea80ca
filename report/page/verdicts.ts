import { formatPercent } from '../../rollout/units.ts';
import { own } from '../own.ts';
import type { RolloutRecord, VerdictRecord } from '../record.ts';
import { formatElapsed } from '../story.ts';
import { type Html, html } from './html.ts';
import { count, plural, sentence, share } from './wording.ts';

/** More rows than this would make a slow page of a very long bake. */
const maxRows = 400;

/** What the judge said: the metrics behind the last word, the verdicts that changed something, and all of them. */
export function verdicts(record: RolloutRecord): Html {
  const { verdicts: all, startMillis } = record;
  const last = all.findLast(({ decision }) => decision === 'fail') ?? all.at(-1);
  if (last === undefined || startMillis === null)
    return html`<p class="panel pad">The judge has said nothing yet.</p>`;
  const news = all.filter((verdict, index) => isNews(verdict, all[index - 1]));
  const hidden = Math.max(0, all.length - maxRows);
  return html`<div class="panel">${metricTable(last, startMillis)}</div>
<div class="panel">${verdictTable(news, startMillis, 'Verdicts that changed something')}
${
  all.length > news.length &&
  html`<details><summary>All ${plural(all.length, 'verdict')}</summary>
${verdictTable(all.slice(-maxRows), startMillis, hidden > 0 ? `The newest ${maxRows}; ${hidden} before them are left out` : 'Every verdict')}</details>`
}</div>`;
}

const isNews = (now: VerdictRecord, before: VerdictRecord | undefined): boolean =>
  !(now.decision === 'bake' || now.decision === 'wait') ||
  now.decision !== before?.decision ||
  now.step !== before.step ||
  now.rule !== before.rule;

const decisions: Readonly<
  Record<string, { readonly sign: string; readonly word: string; readonly kind: string }>
> = {
  fail: { sign: '✕', word: 'Return', kind: 'bad' },
  next: { sign: '✓', word: 'Go on', kind: 'good' },
  bake: { sign: '·', word: 'Bake on', kind: 'info' },
  ask: { sign: '?', word: 'Ask', kind: 'wait' },
  wait: { sign: '…', word: 'Wait', kind: 'wait' },
};

/** Narrow screens stack the cells, which would take the meaning of a table away; the roles keep it. */
function verdictTable(rows: readonly VerdictRecord[], startMillis: number, caption: string): Html {
  return html`<table class="verdicts" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Time</th><th role="columnheader" scope="col">Verdict</th><th role="columnheader" scope="col">Evidence of harm</th></tr></thead>
<tbody role="rowgroup">${rows.map((verdict) => {
    const { sign, word, kind } = own(decisions, verdict.decision) ?? {
      sign: '',
      word: verdict.decision,
      kind: 'info',
    };
    return html`<tr role="row"><td role="cell" class="when">${formatElapsed(verdict.atMillis - startMillis)}<small>${stepText(verdict)}</small></td>
<td role="cell"><span class="said ${kind}"><span aria-hidden="true">${sign}</span> ${word}</span> ${sentence(verdict.sentence)}</td><td role="cell">${evidence(verdict.lnE, verdict.lnThreshold)}</td></tr>`;
  })}</tbody></table>`;
}

function stepText({ step, weightPercent, hold }: VerdictRecord): string {
  const weight = weightPercent === null ? '' : `, ${formatPercent(weightPercent)}`;
  return `${step === null ? 'step unknown' : `step ${step}`}${weight}${hold ? ', held' : ''}`;
}

function metricTable({ metrics, atMillis, decision }: VerdictRecord, startMillis: number): Html {
  const what = decision === 'fail' ? 'The verdict that returned the traffic' : 'The last verdict';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Metrics of the last verdict"><table>
<caption>${what}, after ${formatElapsed(atMillis - startMillis)}: all that was judged since the canary got traffic</caption>
<thead><tr><th scope="col">Metric</th><th scope="col" class="number">Canary</th><th scope="col" class="number">Stable</th>
<th scope="col" class="number">Canary to stable <span class="small">95% interval</span></th><th scope="col">Evidence of harm</th><th scope="col">Evidence of safety</th></tr></thead>
<tbody>${metrics.map(
    ({
      name,
      counts,
      relativeRisk,
      lnE,
      lnThreshold,
      lnSafe,
      lnSafeThreshold,
      dryRun,
    }) => html`<tr><th scope="row">${name}${dryRun && html` <small>dry run</small>`}</th>
<td class="number">${counts === null ? 'unknown' : rateOf(counts.canary)}</td><td class="number">${counts === null ? 'unknown' : rateOf(counts.stable)}</td>
<td class="number">${relativeRisk === null ? 'unknown' : html`${times(relativeRisk.estimate)}<small class="when"><br>${times(relativeRisk.low)} to ${times(relativeRisk.high)}</small>`}</td>
<td>${evidence(lnE, lnThreshold)}</td><td>${evidence(lnSafe, lnSafeThreshold, 'safe')}</td></tr>`,
  )}</tbody></table></div>`;
}

function rateOf({ total, bad }: { readonly total: number; readonly bad: number }): Html {
  return html`${total === 0 ? 'none' : share(bad / total)}<small class="when"><br>${count(bad)} of ${count(total)}</small>`;
}

const times = (ratio: number): string =>
  ratio >= 1000 ? '1000× or more' : `${Number(ratio.toPrecision(2))}×`;

/** Logarithms of evidence: negative ones speak for the other side, and show as an empty meter. */
function evidence(nats: number | null, threshold: number | null, kind: 'harm' | 'safe' = 'harm'): Html {
  if (nats === null || threshold === null) return html`unknown`;
  const filled = threshold > 0 ? Math.round(100 * Math.min(1, Math.max(0, nats / threshold))) : 0;
  const isFull = kind === 'harm' && filled >= 100;
  return html`<span class="when">${nats.toFixed(1)} <small>of ${threshold.toFixed(1)}</small></span><svg class="meter${isFull && ' full'}" aria-hidden="true"><rect width="${filled}%" height="5" rx="2.5"/></svg>`;
}
