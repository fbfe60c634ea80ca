import { type Broken, tryCase } from './explore.ts';
import type { Case } from './fault.ts';

/** The shortest list of its faults that still breaks the same invariant: leaves out one after the other. */
export async function shrink({ scenario, faults }: Case, { invariant }: Broken): Promise<Case> {
  for (const fault of faults) {
    const fewer: Case = { scenario, faults: faults.filter((other) => other !== fault) };
    const broken = await tryCase(fewer);
    if (broken.some((one) => one.invariant === invariant)) return shrink(fewer, { invariant, sentence: '' });
  }
  return { scenario, faults };
}
