import type { Link, Place } from './ordering.ts';

const gap = 22;

/**
 * The horizontal centre of each place. Every place wants to stand at the mean of its neighbours; within a layer the
 * order and a gap are kept. Bends pull hard, so that long edges run straight.
 */
export function columns(
  layers: readonly (readonly Place[])[],
  links: readonly Link[],
): ReadonlyMap<string, number> {
  const centres = new Map<string, number>();
  for (const layer of layers) {
    let x = 0;
    for (const { id, width } of layer) {
      centres.set(id, x + width / 2);
      x += width + gap;
    }
  }
  const bends = new Set(layers.flat().flatMap(({ id, isBend }) => (isBend ? [id] : [])));
  const pulls = new Map<string, { readonly id: string; readonly strength: number }[]>();
  for (const { upper, lower } of links) {
    const strength = bends.has(upper) && bends.has(lower) ? 6 : bends.has(upper) || bends.has(lower) ? 2 : 1;
    pulls.set(upper, [...(pulls.get(upper) ?? []), { id: lower, strength }]);
    pulls.set(lower, [...(pulls.get(lower) ?? []), { id: upper, strength }]);
  }
  for (let sweep = 0; sweep < 120; sweep += 1) {
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wants = layer.map(({ id, width }) => {
        const own = pulls.get(id) ?? [];
        const strength = own.reduce((sum, pull) => sum + pull.strength, 0);
        const sum = own.reduce((total, pull) => total + pull.strength * (centres.get(pull.id) ?? 0), 0);
        return {
          id,
          width,
          strength: strength || 0.01,
          centre: strength === 0 ? (centres.get(id) ?? 0) : sum / strength,
        };
      });
      for (const [id, centre] of spread(wants)) centres.set(id, centre);
    }
  }
  return centres;
}

type Want = {
  readonly id: string;
  readonly width: number;
  readonly strength: number;
  readonly centre: number;
};

/**
 * Least squares with kept order and distances: subtract each place's distance from the first, then merge neighbours that
 * are out of order into blocks at their weighted mean (pool adjacent violators).
 */
function spread(wants: readonly Want[]): ReadonlyMap<string, number> {
  const offsets: number[] = [];
  wants.forEach(({ width }, index) => {
    const before = wants[index - 1];
    offsets.push(before === undefined ? 0 : (offsets[index - 1] ?? 0) + (before.width + width) / 2 + gap);
  });
  const blocks: { sum: number; strength: number; members: number[] }[] = [];
  wants.forEach(({ centre, strength }, index) => {
    let block = { sum: (centre - (offsets[index] ?? 0)) * strength, strength, members: [index] };
    for (
      let last = blocks.at(-1);
      last !== undefined && last.sum / last.strength > block.sum / block.strength;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = {
        sum: last.sum + block.sum,
        strength: last.strength + block.strength,
        members: [...last.members, ...block.members],
      };
    }
    blocks.push(block);
  });
  return new Map(
    blocks.flatMap(({ sum, strength, members }) =>
      members.map((index) => [wants[index]?.id ?? '', sum / strength + (offsets[index] ?? 0)] as const),
    ),
  );
}
