import { describe, expect, it } from '@jest/globals';
import { shortStory, tryCase } from '../../../../rehearsal/faults/explore.ts';
import type { Case } from '../../../../rehearsal/faults/fault.ts';
import { runTrial } from '../../../../rehearsal/faults/trial.ts';
import { inTheHandlers } from './handlers.ts';
import { inTheMachine } from './machine.ts';
import type { Planted } from './planted.ts';
import { inThePolicy } from './policy.ts';

const graceMillisOf = ({ graceMinutes = 25 }: Pick<Planted, 'graceMinutes'>): number => graceMinutes * 60_000;

const all = [...inTheMachine, ...inTheHandlers, ...inThePolicy];

describe.each([
  ['the machine', inTheMachine],
  ['the handlers', inTheHandlers],
  ['the policy', inThePolicy],
])('a bug in %s is found:', (_, planted) => {
  it.each(planted)('$name', async (bug) => {
    const { adapt } = bug;
    const broken = await tryCase(await caseFor(bug), { adapt, graceMillis: graceMillisOf(bug) });
    expect(broken.map(({ invariant }) => invariant)).toContain(bug.caughtBy);
  });
});

it('none of them is found where nothing was planted', async () => {
  for (const bug of all) expect(await tryCase(await caseFor({ ...bug, adapt: (same) => same }))).toEqual([]);
}, 120_000);

it('there are enough of them', () => {
  expect(all.length).toBeGreaterThanOrEqual(25);
});

/** The call is looked for in the run of the mutant, whose calls may have other numbers. */
async function caseFor({ scenario, fault, adapt, ...bug }: Planted): Promise<Case> {
  if (fault === undefined) return { scenario, faults: [] };
  const { world } = await runTrial({
    scenario: shortStory(scenario),
    faults: [],
    adapt,
    usualMillis: graceMillisOf(bug),
    graceMillis: graceMillisOf(bug),
  });
  const call = world.calls.filter(
    ({ principal, operation, input }) =>
      principal.endsWith(fault.by) &&
      operation === fault.operation &&
      JSON.stringify(input).includes(fault.about ?? ''),
  )[(fault.nth ?? 1) - 1];
  if (call === undefined) throw new Error(`Nobody calls ${fault.operation} in ${scenario}.`);
  return { scenario, faults: [{ at: `c${call.id}`, kind: fault.kind }] };
}
