import type { Place } from './ordering.ts';

/** Free space beside a bend: edges may run closer together than boxes stand. */
const gap = 9;

/**
 * Lets each long edge run in as few straight lines as the boxes and edges beside it allow: bends share one column for as
 * long as there is one that is free in all of their layers.
 */
export function straighten(
  chains: readonly (readonly string[])[],
  layers: readonly (readonly Place[])[],
  centres: Map<string, number>,
): void {
  const beside = new Map(
    layers.flatMap((layer) =>
      layer.map(
        (place, index) => [place.id, { place, left: layer[index - 1], right: layer[index + 1] }] as const,
      ),
    ),
  );
  const edgeOf = (place: Place | undefined, side: 1 | -1): number =>
    place === undefined
      ? side * Number.NEGATIVE_INFINITY
      : (centres.get(place.id) ?? 0) + (side * place.width) / 2;

  for (const chain of chains.toSorted((a, b) => b.length - a.length)) {
    let run: string[] = [];
    let free = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    const settle = () => {
      if (run.length === 0) return;
      const wanted = run.reduce((sum, id) => sum + (centres.get(id) ?? 0), 0) / run.length;
      for (const id of run) centres.set(id, Math.min(free.to, Math.max(free.from, wanted)));
    };
    for (const id of chain) {
      const { left, right } = beside.get(id) ?? {};
      const own = { from: edgeOf(left, 1) + gap, to: edgeOf(right, -1) - gap };
      const both = { from: Math.max(free.from, own.from), to: Math.min(free.to, own.to) };
      if (both.from > both.to) {
        settle();
        run = [];
        free = own;
      } else {
        free = both;
      }
      run.push(id);
    }
    settle();
  }
}
