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
<a class="skip" href="#traffic">Skip to the charts</a>
<main>
${headline(record, input.ledger)}
<section id="traffic" aria-labelledby="h-traffic"><h2 id="h-traffic">Traffic and metrics</h2>
<p class="small">Metrics as the judge counted them; minutes that are no evidence (the first after a change of weight) are left out.</p>
${charts(record, input.ledger)}</section>
<section aria-labelledby="h-verdicts"><h2 id="h-verdicts">Verdicts</h2>
<p class="small">Evidence is a natural logarithm: each +1 makes harm 2.7 times as credible against a canary that is as good as stable. Traffic returns when it reaches its threshold.</p>
${verdicts(record)}</section>
<section aria-labelledby="h-machine"><h2 id="h-machine">The way through the machine</h2>
${machine(record, input.definition)}</section>
<section aria-labelledby="h-story"><h2 id="h-story">What happened</h2>
${storyList(lines, record.startMillis ?? 0)}</section>
<section aria-labelledby="h-plan"><h2 id="h-plan">The plan</h2>
${plan(record)}</section>
</main>
<footer><p>Made by Haldane from the history of the execution, and from nothing else. The bill: ${billAssumptions}</p></footer>
</body>
</html>
`.markup;
}

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
