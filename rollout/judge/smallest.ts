/** The smallest value from which on something holds, by halving; `to` if it never does. */
export function smallest(holds: (value: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Doubles near 1 are 2^-53 apart. */
const HALVINGS = 51;
