import { draw } from '../graph/draw.ts';
import { type Graph, machineGraph, statesOf, visitedPart } from '../graph/machine-graph.ts';
import type { RolloutRecord } from '../record.ts';
import { formatElapsed } from '../story.ts';
import { type Html, html } from './html.ts';
import { duration, plural } from './wording.ts';

/** The machine with the path taken: as a graph of what was visited, as the whole, and as a list. */
export function machine(record: RolloutRecord, definition: unknown): Html {
  const whole = machineGraph(definition);
  const known = new Set(whole === null ? [] : statesOf(whole));
  const visited = new Set(record.visits.map(({ state }) => state));
  const gone = new Set(record.moves.map(({ from, to }) => `${from}\n${to}`));
  const path =
    whole !== null && record.visits.every(({ state }) => known.has(state))
      ? visitedPart(
          whole,
          (state) => visited.has(state),
          ({ from, to }) => gone.has(`${from}\n${to}`),
        )
      : pathAlone(record);
  const total = whole === null ? '' : ` of ${known.size}`;
  return html`<div class="panel"><fieldset class="views"><legend>How to show the path</legend>
<input type="radio" name="view" id="view-path" checked><label for="view-path">Path taken</label>
${whole !== null && html`<input type="radio" name="view" id="view-whole"><label for="view-whole">Whole machine</label>`}
<input type="radio" name="view" id="view-list"><label for="view-list">As a list</label>
<div class="view path"><div class="graph" tabindex="0" role="region" aria-label="Path taken, scrollable">${draw(path, record, 'path', `The path taken: ${visited.size}${total} states were visited. The same is told as a list.`)}</div></div>
${whole !== null && html`<div class="view whole"><div class="graph" tabindex="0" role="region" aria-label="Whole machine, scrollable">${draw(whole, record, 'whole', `The whole machine of ${known.size} states; the ${visited.size} that were visited are marked.`)}</div></div>`}
<div class="view list">${list(record)}</div></fieldset></div>`;
}

/** Of a machine that is not known, or is another one by now. */
function pathAlone({ visits, moves }: RolloutRecord): Graph {
  const nodes = visits.map(({ state, type }) => ({ state, type, comment: null, lanes: [] }));
  return { start: visits[0]?.state ?? '', nodes, edges: moves };
}

function list({ visits, startMillis, position }: RolloutRecord): Html {
  const now = new Set(position.map(({ state }) => state));
  return html`<table><caption>States in the order of their first visit</caption>
<thead><tr><th scope="col">First visit</th><th scope="col">State</th><th scope="col" class="number">Visits</th><th scope="col" class="number">Time in it</th></tr></thead>
<tbody>${visits.map(
    ({
      state,
      count,
      firstMillis,
      spentMillis,
      hasFailed,
    }) => html`<tr><td class="when">${formatElapsed(firstMillis - (startMillis ?? firstMillis))}</td>
<td>${state}${hasFailed && html` <span class="said bad">✕ failed</span>`}${now.has(state) && html` <span class="said wait">● now</span>`}</td><td class="number" aria-label="${plural(count, 'visit')}">${count}</td><td class="number">${duration(spentMillis)}</td></tr>`,
  )}</tbody></table>`;
}
