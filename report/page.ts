import { createHash } from 'node:crypto';
import { billAssumptions } from './bill.ts';
import type { HistoryEvent } from './happening.ts';
import type { Ledger } from './ledger.ts';
import { charts } from './page/charts.ts';
import { headline, titleOf } from './page/headline.ts';
import { Html, html } from './page/html.ts';
import { machine } from './page/machine.ts';
import { plan } from './page/plan.ts';
import { style } from './page/style.ts';
import { verdicts } from './page/verdicts.ts';
import { shortDigests } from './page/wording.ts';
import { formatElapsed, type StoryLine, story } from './story.ts';
import { timeline } from './timeline.ts';

/** A page that tells everything about one rollout: a single file that asks nothing of the network and runs no script. */
export function page(input: {
  readonly history: readonly HistoryEvent[];
  /** The machine in Amazon States Language, parsed; without it the graph shows only what was visited. */
  readonly definition?: unknown;
  /** All requests, where a simulated world kept count. */
  readonly ledger?: Ledger;
}): string {
  const record = timeline(input.history);
  const lines = story(input.history);
  const wasTried = record.shifts.length > 0 || record.verdicts.length > 0;
  // Only this very style may apply, and nothing may be loaded or run.
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titleOf(record)}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
${headline(record, input.ledger)}
${wasTried && section('Traffic and metrics', metricsNote, charts(record, input.ledger))}
${wasTried && section('Verdicts', evidenceNote, verdicts(record))}
${section('The way through the machine', null, machine(record, input.definition))}
${section('What happened', null, storyList(lines, record.startMillis ?? 0))}
${record.plan !== null && section('The plan', null, plan(record))}
</main>
<footer><p>Made by Haldane from the history of the execution${input.ledger === undefined ? '' : ' and the traffic of the rehearsal'}. The bill: ${billAssumptions}</p></footer>
</body>
</html>
`.markup;
}

const metricsNote =
  'Metrics as the judge counted them; minutes that are no evidence (the first after a change of weight) are left out.';
const evidenceNote =
  'Evidence is a natural logarithm: each +1 makes harm 2.7 times as credible against a canary that is as good as stable. Traffic returns when it reaches its threshold.';

const section = (title: string, note: string | null, body: Html): Html => html`<section><h2>${title}</h2>
${note !== null && html`<p class="small">${note}</p>`}
${body}</section>`;

const signs: Readonly<Record<StoryLine['kind'], { readonly sign: string; readonly word: string }>> = {
  good: { sign: '✓', word: 'good' },
  bad: { sign: '✕', word: 'bad' },
  wait: { sign: '…', word: 'waiting' },
  info: { sign: '·', word: '' },
};

const maxLines = 400;

function storyList(lines: readonly StoryLine[], startMillis: number): Html {
  const hidden = Math.max(0, lines.length - maxLines);
  return html`<div class="panel">${hidden > 0 && html`<p class="pad small">${hidden} lines before these are left out.</p>`}<ol class="story">${lines
    .slice(-maxLines)
    .map(({ atMillis, kind, state, text }) => {
      const { sign, word } = signs[kind];
      return html`<li><time datetime="${new Date(atMillis).toISOString()}">${formatElapsed(atMillis - startMillis)}</time><span class="${kind}"><span aria-hidden="true">${sign}</span>${word !== '' && html`<span class="unseen">${word}: </span>`}</span><span class="state">${state}</span><span class="text">${shortDigests(text)}</span></li>`;
    })}</ol></div>`;
}
