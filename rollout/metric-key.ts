import type { ProviderConfig } from './plan/plan.ts';
import type { Assignment } from './ports.ts';

/**
 * What is learned of a metric is kept under this: the same as long as its definition (what is counted, where, and what is
 * bad) and the unit of assignment are. The order of its fields says nothing.
 */
export function metricKey(config: ProviderConfig, unit: Assignment['unit']): string {
  return hash(`${unit} ${canonical(config)}`);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join()}}`;
}

/** FNV-1a with 64 bits (Fowler, Noll, Vo), over UTF-16: nobody attacks it, and two of a dozen never meet. */
function hash(text: string): string {
  let sum = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    sum = BigInt.asUintN(64, (sum ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return sum.toString(16).padStart(16, '0');
}
