import type { Clock } from '../clock.ts';
import type { Ecs } from './ecs.ts';
import type { Lambda } from './lambda.ts';
import type { RouteOptions } from './routes.ts';

/** A version that answers requests in a slot, with how many tasks. */
export type Running = { readonly version: string; readonly tasks: number; readonly sinceMillis: number };

type Parts = { readonly clock: Clock; readonly ecs: Ecs; readonly lambda: Lambda };

/** What runs in each slot now; usually one version, two while ECS replaces tasks, none in an empty slot. */
export function backendsOf(
  route: RouteOptions,
  services: Readonly<Record<string, string>>,
  { clock, ecs, lambda }: Parts,
): (slot: string) => readonly Running[] {
  if (route.kind === 'lambda') {
    // A version runs since the first request that it got.
    const since = new Map<string, number>();
    return (slot) => {
      if (!since.has(slot)) since.set(slot, clock.now());
      const version = lambda.function(route.functionName)?.release(slot);
      return version === undefined ? [] : [{ version, tasks: 1, sinceMillis: since.get(slot) ?? 0 }];
    };
  }
  return (slot) => {
    const versions = new Map<string, { version: string; tasks: number; sinceMillis: number }>();
    for (const { status, definition, startedMillis = 0 } of ecs.service(services[slot] ?? '')?.tasks ?? []) {
      if (status !== 'RUNNING') continue;
      const { version } = definition;
      const known = versions.get(version) ?? { version, tasks: 0, sinceMillis: startedMillis };
      known.tasks += 1;
      known.sinceMillis = Math.min(known.sinceMillis, startedMillis);
      versions.set(version, known);
    }
    return [...versions.values()];
  };
}
