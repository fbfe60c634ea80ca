import type { Edge } from './machine-graph.ts';

/** Edges that point down only: one that would go up is turned, and drawn upwards in the end. */
export type DownEdge = Edge & { readonly isTurned: boolean };

/** Turns the edges that lead back to a state on the way to them (the loops of a machine), so that all point down. */
export function turnLoops(
  start: string,
  states: readonly string[],
  edges: readonly Edge[],
): readonly DownEdge[] {
  const outgoing = Map.groupBy(edges, ({ from }) => from);
  const onTheWay = new Set<string>();
  const done = new Set<string>();
  const back = new Set<Edge>();

  const visit = (state: string) => {
    onTheWay.add(state);
    for (const edge of outgoing.get(state) ?? []) {
      if (onTheWay.has(edge.to)) back.add(edge);
      else if (!done.has(edge.to)) visit(edge.to);
    }
    onTheWay.delete(state);
    done.add(state);
  };
  for (const state of [start, ...states]) if (!done.has(state)) visit(state);

  return edges
    .filter(({ from, to }) => from !== to)
    .map((edge) =>
      back.has(edge) ? { from: edge.to, to: edge.from, isTurned: true } : { ...edge, isTurned: false },
    );
}

/** The layer of each state: one below the lowest of those that lead to it. */
export function layersOf(states: readonly string[], edges: readonly DownEdge[]): ReadonlyMap<string, number> {
  const incoming = Map.groupBy(edges, ({ to }) => to);
  const layers = new Map<string, number>();
  const layerOf = (state: string): number => {
    const known = layers.get(state);
    if (known !== undefined) return known;
    const layer = Math.max(-1, ...(incoming.get(state) ?? []).map(({ from }) => layerOf(from))) + 1;
    layers.set(state, layer);
    return layer;
  };
  for (const state of states) layerOf(state);
  return layers;
}
