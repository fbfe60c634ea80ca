/** A place in a layer: a state, or a bend of an edge that passes through. */
export type Place = {
  readonly id: string;
  readonly layer: number;
  readonly width: number;
  readonly isBend: boolean;
};
export type Link = { readonly upper: string; readonly lower: string };

/** The places of each layer from left to right, with few crossings: each place moves to the mean of its neighbours. */
export function ordering(places: readonly Place[], links: readonly Link[]): readonly (readonly Place[])[] {
  const count = Math.max(0, ...places.map(({ layer }) => layer + 1));
  let layers: (readonly Place[])[] = Array.from({ length: count }, (_, layer) =>
    places.filter((place) => place.layer === layer),
  );
  const above = Map.groupBy(links, ({ lower }) => lower);
  const below = Map.groupBy(links, ({ upper }) => upper);
  let best = layers;
  let fewest = crossings(layers, links);

  for (let sweep = 0; sweep < 24 && fewest > 0; sweep += 1) {
    const isDown = sweep % 2 === 0;
    const sorted = [...layers];
    const positions = new Map(layers.flatMap((layer) => layer.map(({ id }, index) => [id, index])));
    for (let step = 0; step < count; step += 1) {
      const at = isDown ? step : count - 1 - step;
      const layer = sorted[at] ?? [];
      const neighbours = ({ id }: Place): readonly number[] =>
        ((isDown ? above : below).get(id) ?? []).map(
          ({ upper, lower }) => positions.get(isDown ? upper : lower) ?? 0,
        );
      const wanted = new Map(layer.map((place, index) => [place.id, mean(neighbours(place)) ?? index]));
      sorted[at] = layer.toSorted((a, b) => (wanted.get(a.id) ?? 0) - (wanted.get(b.id) ?? 0));
      sorted[at].forEach(({ id }, index) => {
        positions.set(id, index);
      });
    }
    layers = sorted;
    const now = crossings(layers, links);
    if (now < fewest) [best, fewest] = [layers, now];
  }
  return best;
}

function crossings(layers: readonly (readonly Place[])[], links: readonly Link[]): number {
  const at = new Map(layers.flatMap((layer) => layer.map(({ id }, index) => [id, index] as const)));
  const layerOf = new Map(layers.flatMap((layer, index) => layer.map(({ id }) => [id, index] as const)));
  let count = 0;
  for (const between of Map.groupBy(links, ({ upper }) => layerOf.get(upper)).values()) {
    const ends = between.map(({ upper, lower }) => [at.get(upper) ?? 0, at.get(lower) ?? 0] as const);
    ends.forEach(([upper, lower], index) => {
      for (const [otherUpper, otherLower] of ends.slice(index + 1)) {
        if ((upper - otherUpper) * (lower - otherLower) < 0) count += 1;
      }
    });
  }
  return count;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
