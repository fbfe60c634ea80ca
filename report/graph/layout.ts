import { columns } from './columns.ts';
import { layersOf, turnLoops } from './layers.ts';
import type { Edge, Graph, Node } from './machine-graph.ts';
import { type Link, ordering, type Place } from './ordering.ts';
import { straighten } from './straighten.ts';

export type Box = {
  readonly node: Node;
  /** Of the upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Positions inside are relative to the outermost drawing. */
  readonly lanes: readonly Layout[];
};
export type Route = { readonly edge: Edge; readonly points: readonly Point[] };
export type Point = { readonly x: number; readonly y: number };
export type Layout = {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
};

const boxHeight = 30;
const layerGap = 30;
const laneGap = 28;
const lanePadding = 18;
const headerHeight = 34;

/** Lays a machine out in layers, from its start down; each Parallel state is a box around its lanes. */
export function layout(graph: Graph, widthOf: (node: Node) => number): Layout {
  const states = graph.nodes.map(({ state }) => state);
  const edges = turnLoops(graph.start, states, graph.edges);
  const layers = layersOf(states, edges);
  const sizes = new Map(graph.nodes.map((node) => [node.state, sizeOf(node, widthOf)]));
  const widest = (state: string) => sizes.get(state)?.width ?? 0;

  const places: Place[] = states.map((id) => ({
    id,
    layer: layers.get(id) ?? 0,
    width: widest(id),
    isBend: false,
  }));
  const links: Link[] = [];
  const chains = edges.map((edge) => {
    const [top, bottom] = [layers.get(edge.from) ?? 0, layers.get(edge.to) ?? 0];
    const bends = Array.from({ length: Math.max(0, bottom - top - 1) }, (_, index) => {
      const id = `${edge.from}\n${edge.to}\n${index}`;
      places.push({ id, layer: top + 1 + index, width: 4, isBend: true });
      return id;
    });
    const chain = [edge.from, ...bends, edge.to];
    chain.slice(1).forEach((lower, index) => {
      links.push({ upper: chain[index] ?? '', lower });
    });
    return { edge, bends };
  });

  const rows = ordering(places, links);
  const centres = new Map(columns(rows, links));
  for (let round = 0; round < 3; round += 1) {
    straighten(
      chains.map(({ bends }) => bends),
      rows,
      centres,
    );
  }
  const heights = rows.map((row) => Math.max(boxHeight, ...row.map(({ id }) => sizes.get(id)?.height ?? 0)));
  const tops = heights.map((_, row) =>
    heights.slice(0, row).reduce((sum, height) => sum + height + layerGap, 0),
  );
  const left = Math.min(0, ...places.map(({ id, width }) => (centres.get(id) ?? 0) - width / 2));
  const centre = (id: string) => (centres.get(id) ?? 0) - left;

  const row = (state: string) => layers.get(state) ?? 0;

  const boxes = graph.nodes.map((node): Box => {
    const size = sizes.get(node.state) ?? { width: 0, height: 0, lanes: [] };
    const x = centre(node.state) - size.width / 2;
    const y = tops[row(node.state)] ?? 0;
    let laneX = x + lanePadding;
    const lanes = size.lanes.map((lane) => {
      const moved = move(lane, laneX, y + headerHeight);
      laneX += lane.width + laneGap;
      return moved;
    });
    return { node, x, y, width: size.width, height: size.height, lanes };
  });

  const byState = new Map(boxes.map((box) => [box.node.state, box]));
  const ports = portsOf(
    chains.map(({ edge, bends }) => ({ edge, bends })),
    byState,
    centre,
  );
  const routes = chains.map(({ edge, bends }, index): Route => {
    const { from, to } = ports[index] ?? { from: 0, to: 0 };
    const [upper, lower] = [byState.get(edge.from), byState.get(edge.to)];
    const points = [
      { x: from, y: (upper?.y ?? 0) + (upper?.height ?? 0) },
      // Beside a tall Parallel state, down to where the gap between the layers begins.
      { x: from, y: (tops[row(edge.from)] ?? 0) + (heights[row(edge.from)] ?? 0) },
      ...bends.flatMap((id, bend) => {
        const passed = row(edge.from) + 1 + bend;
        const top = tops[passed] ?? 0;
        return [
          { x: centre(id), y: top },
          { x: centre(id), y: top + (heights[passed] ?? 0) },
        ];
      }),
      { x: to, y: lower?.y ?? 0 },
    ];
    return edge.isTurned
      ? { edge: { from: edge.to, to: edge.from }, points: points.toReversed() }
      : { edge: { from: edge.from, to: edge.to }, points };
  });

  return {
    width: Math.max(
      0,
      ...boxes.map(({ x, width }) => x + width),
      ...routes.flatMap(({ points }) => points.map(({ x }) => x)),
    ),
    height: (tops.at(-1) ?? 0) + (heights.at(-1) ?? 0),
    boxes,
    routes,
  };
}

type Size = { readonly width: number; readonly height: number; readonly lanes: readonly Layout[] };

function sizeOf(node: Node, widthOf: (node: Node) => number): Size {
  const lanes = node.lanes.filter(({ nodes }) => nodes.length > 0).map((lane) => layout(lane, widthOf));
  if (lanes.length === 0) return { width: widthOf(node), height: boxHeight, lanes };
  const inner = lanes.reduce((sum, { width }) => sum + width, 0) + laneGap * (lanes.length - 1);
  return {
    width: Math.max(widthOf(node), inner + 2 * lanePadding),
    height: headerHeight + Math.max(...lanes.map(({ height }) => height)) + lanePadding,
    lanes,
  };
}

function move(part: Layout, x: number, y: number): Layout {
  return {
    ...part,
    boxes: part.boxes.map((box) => ({
      ...box,
      x: box.x + x,
      y: box.y + y,
      lanes: box.lanes.map((lane) => move(lane, x, y)),
    })),
    routes: part.routes.map(({ edge, points }) => ({
      edge,
      points: points.map((point) => ({ x: point.x + x, y: point.y + y })),
    })),
  };
}

/** Where each edge leaves its upper box and enters its lower one: side by side, in the order of where they come from. */
function portsOf(
  chains: readonly { readonly edge: Edge; readonly bends: readonly string[] }[],
  boxes: ReadonlyMap<string, Box>,
  centre: (id: string) => number,
): readonly { readonly from: number; readonly to: number }[] {
  const ends = chains.map(({ edge, bends }, index) => ({
    index,
    edge,
    towardsLower: centre(bends[0] ?? edge.to),
    towardsUpper: centre(bends.at(-1) ?? edge.from),
  }));
  const from = new Map<number, number>();
  const to = new Map<number, number>();
  for (const [state, group] of Map.groupBy(ends, ({ edge }) => edge.from)) {
    const sorted = group.toSorted((a, b) => a.towardsLower - b.towardsLower);
    sorted.forEach(({ index }, at) => {
      from.set(index, portAt(boxes.get(state), at, sorted.length));
    });
  }
  for (const [state, group] of Map.groupBy(ends, ({ edge }) => edge.to)) {
    const sorted = group.toSorted((a, b) => a.towardsUpper - b.towardsUpper);
    sorted.forEach(({ index }, at) => {
      to.set(index, portAt(boxes.get(state), at, sorted.length));
    });
  }
  return chains.map(({ bends }, index) => {
    const [upper, lower] = [from.get(index) ?? 0, to.get(index) ?? 0];
    // A short edge that is nearly straight becomes straight.
    if (bends.length > 0 || Math.abs(upper - lower) > 14) return { from: upper, to: lower };
    return { from: (upper + lower) / 2, to: (upper + lower) / 2 };
  });
}

function portAt(box: Box | undefined, at: number, count: number): number {
  if (box === undefined) return 0;
  const step = Math.min(18, (box.width * 0.7) / Math.max(1, count - 1));
  return box.x + box.width / 2 + (at - (count - 1) / 2) * step;
}
