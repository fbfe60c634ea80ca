/**
 * Where a function is zero between a point at which it is negative and one at which it is positive; the point itself where it is not.
 * Newton's steps from the negative one while they stay between, halves where the slope is too flat for them.
 */
export function zero(
  f: (at: number) => number,
  slope: (at: number) => number,
  negative: number,
  positive: number,
): number {
  if (f(negative) >= 0) return negative;
  if (f(positive) <= 0) return positive;
  let at = negative;
  let [below, above] = [negative, positive];
  for (let i = 0; i < MOST_STEPS; i++) {
    const height = f(at);
    if (height < 0) below = at;
    else above = at;
    const newton = at - height / slope(at);
    const next = (newton - below) * (newton - above) < 0 ? newton : (below + above) / 2;
    if (Math.abs(next - at) < PRECISION) return next;
    at = next;
  }
  return at;
}

const PRECISION = 1e-10;
const MOST_STEPS = 60;
