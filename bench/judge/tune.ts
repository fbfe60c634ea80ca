import type { Method } from './methods/method.ts';
import { failMinute } from './replay.ts';
import type { Run } from './run.ts';

/**
 * The keenest threshold of a method with at most so many false rollbacks among these good releases of the same
 * scenario: an advantage no user has. By bisection on a logarithmic scale; `null` if even the most careful is too loud.
 */
export function tuned(method: Method, good: readonly Run[], mostFalse: number): number | null {
  const { keen, careful } = method.threshold;
  const isQuiet = (threshold: number): boolean => {
    let fails = 0;
    for (const run of good) {
      if (failMinute(run, method.start(1, threshold, true), 1) >= 0 && ++fails > mostFalse) return false;
    }
    return true;
  };
  let [loud, quiet] = [Math.log(keen), Math.log(careful)];
  if (isQuiet(keen)) return keen;
  if (!isQuiet(careful)) return null;
  for (let i = 0; i < 14; i++) {
    const middle = (loud + quiet) / 2;
    if (isQuiet(Math.exp(middle))) quiet = middle;
    else loud = middle;
  }
  return Math.exp(quiet);
}
