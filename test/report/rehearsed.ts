import { jest } from '@jest/globals';
import { type Rehearsal, rehearse } from '../../rehearsal/rehearse.ts';
import { type ScenarioName, scenarios } from '../../rehearsal/scenarios/index.ts';

// Every test that comes first for a story plays it, and the first of all loads the handlers.
jest.setTimeout(30_000);

const played = new Map<ScenarioName, Promise<Rehearsal>>();

/** A rehearsal of a story, played once for all tests of a file. */
export function rehearsed(name: ScenarioName): Promise<Rehearsal> {
  const rehearsal = played.get(name) ?? rehearse({ scenario: scenarios[name] });
  played.set(name, rehearsal);
  return rehearsal;
}
