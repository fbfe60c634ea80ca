/**
 * Rank statistics of two sorted samples, the first shifted down by `shift`: `u`, the pairs in which it is the greater (ties as
 * half), and the deviation of u if both came from one population, corrected for ties.
 */
export function rankSum(a: ArrayLike<number>, b: ArrayLike<number>, shift = 0): RankSum {
  const [n, m] = [a.length, b.length];
  let [i, j, u, ties] = [0, 0, 0, 0];
  while (i < n || j < m) {
    const nextA = i < n ? (a[i] ?? 0) - shift : Number.POSITIVE_INFINITY;
    const nextB = j < m ? (b[j] ?? 0) : Number.POSITIVE_INFINITY;
    const value = Math.min(nextA, nextB);
    const below = j;
    const first = i;
    while (i < n && (a[i] ?? 0) - shift === value) i++;
    while (j < m && b[j] === value) j++;
    u += (i - first) * (below + (j - below) / 2);
    const t = i - first + j - below;
    ties += t * t * t - t;
  }
  const deviation = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  return { u, deviation, hasTies: ties > 0 };
}

export type RankSum = { readonly u: number; readonly deviation: number; readonly hasTies: boolean };

/**
 * Two-sided p of the Mann-Whitney U test: exact given the ties for small samples (up to 50 without ties, 9 with), else normal with
 * corrections for ties and continuity, as in go-moremath, which PipeCD calls. 1 if all values are equal.
 */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  const [first, second] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  const { u, deviation, hasTies } = rankSum(first, second);
  const least = Math.min(u, n * m - u);
  if (deviation === 0 || least === (n * m) / 2) return 1;
  const exactUpTo = hasTies ? 9 : 50;
  if (n <= exactUpTo && m <= exactUpTo) return Math.min(1, 2 * chanceAtMost(groups(first, second), n, least));
  return Math.min(1, 2 * normalBelow((least - (n * m) / 2 + 0.5) / deviation));
}

/** Sizes of the groups of equal values of both samples, in order. */
function groups(a: Float64Array, b: Float64Array): readonly number[] {
  const all = Float64Array.of(...a, ...b).sort();
  const sizes: number[] = [];
  for (let i = 0; i < all.length; i++) {
    if (i > 0 && all[i] === all[i - 1]) sizes.push((sizes.pop() ?? 0) + 1);
    else sizes.push(1);
  }
  return sizes;
}

/** Few patterns of ties come up again and again. */
const known = new Map<string, number>();

function chanceAtMost(sizes: readonly number[], n: number, u: number): number {
  const key = `${sizes.join(' ')}/${n}/${u}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const chance = countAtMost(sizes, n, u);
  known.set(key, chance);
  return chance;
}

/** P(U <= u) over all ways to choose `n` of the values: counted by sums of twice the ranks, one group after the other. */
function countAtMost(sizes: readonly number[], n: number, u: number): number {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const most = 2 * n * count;
  // ways[chosen * (most + 1) + sum of twice the mid-ranks]
  const ways = new Float64Array((n + 1) * (most + 1));
  ways[0] = 1;
  let seen = 0;
  for (const size of sizes) {
    const twiceRank = 2 * seen + size + 1;
    seen += size;
    for (let chosen = Math.min(n, seen); chosen > 0; chosen--) {
      for (let sum = most; sum >= 0; sum--) {
        let all = ways[chosen * (most + 1) + sum] ?? 0;
        for (let take = 1; take <= Math.min(chosen, size) && take * twiceRank <= sum; take++) {
          all += choose(size, take) * (ways[(chosen - take) * (most + 1) + sum - take * twiceRank] ?? 0);
        }
        ways[chosen * (most + 1) + sum] = all;
      }
    }
  }
  let below = 0;
  let every = 0;
  for (let sum = 0; sum <= most; sum++) {
    const all = ways[n * (most + 1) + sum] ?? 0;
    every += all;
    if (sum / 2 - (n * (n + 1)) / 2 <= u) below += all;
  }
  return below / every;
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1);
  return ways;
}

/** The normal distribution function: Abramowitz and Stegun 26.2.17, error below 1e-7. */
export function normalBelow(z: number): number {
  if (z > 0) return 1 - normalBelow(-z);
  const t = 1 / (1 - 0.2316419 * z);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
