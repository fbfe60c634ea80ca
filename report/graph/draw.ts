import { type Html, html } from '../page/html.ts';
import { duration, plural } from '../page/wording.ts';
import type { RolloutRecord, VisitRecord } from '../record.ts';
import { formatElapsed } from '../story.ts';
import { type Box, type Layout, layout, type Point, type Route } from './layout.ts';
import type { Graph, Node } from './machine-graph.ts';

/** The graph as SVG: visited states and ways stand out, failed states are marked, visits are counted. */
export function draw(graph: Graph, record: RolloutRecord, id: string, description: string): Html {
  const ink: Ink = {
    visits: new Map(record.visits.map((visit) => [visit.state, visit])),
    gone: new Set(record.moves.map(({ from, to }) => `${from}\n${to}`)),
    now: new Set(record.position.map(({ state }) => state)),
    startMillis: record.startMillis ?? 0,
    id,
  };
  const drawing = layout(graph, (node) => labelOf(node, ink).length * letterWidth + boxPadding);
  const [width, height] = [Math.ceil(drawing.width) + 4, Math.ceil(drawing.height) + 4];
  return html`<svg width="${width}" height="${height}" viewBox="-2 -2 ${width} ${height}" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">${description}</title>
<defs>${['', ' taken'].map((kind) => html`<marker id="${id}-tip${kind.trim()}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="tip${kind}" d="M0 0.5 L8 4 L0 7.5 Z"/></marker>`)}</defs>
${level(drawing, ink)}</svg>`;
}

type Ink = {
  readonly visits: ReadonlyMap<string, VisitRecord>;
  readonly gone: ReadonlySet<string>;
  readonly now: ReadonlySet<string>;
  readonly startMillis: number;
  readonly id: string;
};

/** Of the widest fonts that systems have by default, so that no name leaves its box. */
const letterWidth = 7.3;
const boxPadding = 26;

/** Boxes first, as those of Parallel states have a ground; then ways, the gone ones above the others. */
function level({ boxes, routes }: Layout, ink: Ink): Html {
  const isGone = ({ edge }: Route) => ink.gone.has(`${edge.from}\n${edge.to}`);
  return html`${boxes.map((box) => boxOf(box, ink))}${routes
    .toSorted((a, b) => Number(isGone(a)) - Number(isGone(b)))
    .map((route) => wayOf(route, isGone(route), ink.id))}`;
}

function boxOf(box: Box, ink: Ink): Html {
  const { node, x, y, width, height, lanes } = box;
  const isLanes = lanes.length > 0;
  const round = node.type === 'Choice' ? 15 : isLanes ? 10 : 5;
  const shape = `box${isLanes ? ' lanes' : ''}${node.type === 'Wait' ? ' waits' : ''}`;
  const text = isLanes
    ? html`<text x="${x + 18}" y="${y + 22}">${labelOf(node, ink)}</text>`
    : html`<text x="${x + width / 2}" y="${y + 19.5}" text-anchor="middle">${labelOf(node, ink)}</text>`;
  return html`<g class="${classOf(node, ink)}"><title>${titleOf(node, ink)}</title><rect class="${shape}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/>${text}</g>${lanes.map((lane) => level(lane, ink))}`;
}

function classOf({ state, type }: Node, { visits, now }: Ink): string {
  const visit = visits.get(state);
  if (visit === undefined) return 'state';
  return `state taken${visit.hasFailed ? ' failed' : ''}${type === 'Succeed' ? ' ended' : ''}${now.has(state) ? ' now' : ''}`;
}

/** Signs say what colours say. */
function labelOf({ state, type }: Node, { visits, now }: Ink): string {
  const visit = visits.get(state);
  if (visit === undefined) return state;
  const sign = visit.hasFailed ? '✕ ' : now.has(state) ? '● ' : type === 'Succeed' ? '✓ ' : '';
  return `${sign}${state}${visit.count > 1 ? ` ×${visit.count}` : ''}`;
}

function titleOf({ state, comment }: Node, { visits, startMillis }: Ink): string {
  const visit = visits.get(state);
  const seen =
    visit === undefined
      ? 'Not visited.'
      : `${plural(visit.count, 'visit')}, first after ${formatElapsed(visit.firstMillis - startMillis)}, ${duration(visit.spentMillis)} in all.`;
  return `${state}: ${comment === null ? '' : `${comment} `}${seen}`;
}

const wayOf = ({ points }: Route, isGone: boolean, id: string): Html =>
  html`<path class="way${isGone && ' taken'}" d="${curve(points)}" marker-end="url(#${id}-tip${isGone && 'taken'})"/>`;

/** Leaves and enters vertically; straight where it can be. */
function curve([first, ...rest]: readonly Point[]): string {
  if (first === undefined) return '';
  let at = first;
  const parts = rest.map((to) => {
    const half = (at.y + to.y) / 2;
    const part =
      Math.abs(at.x - to.x) < 0.5
        ? `L${round(to.x)} ${round(to.y)}`
        : `C${round(at.x)} ${round(half)} ${round(to.x)} ${round(half)} ${round(to.x)} ${round(to.y)}`;
    at = to;
    return part;
  });
  return `M${round(first.x)} ${round(first.y)} ${parts.join(' ')}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
