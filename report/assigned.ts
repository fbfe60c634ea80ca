import { formatDuration } from '../rollout/units.ts';
import type { PlanView } from './shapes.ts';

/** What the router assigns to a version at random, and for how long: "clients, for 1m". */
export function assigned(assignment: PlanView['assignment']): string | null {
  if (assignment === null) return null;
  const { unit, lastsSeconds } = assignment;
  return lastsSeconds === 0 ? `each ${unit}` : `${unit}s, for ${formatDuration(lastsSeconds)}`;
}
