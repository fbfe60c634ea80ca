import { describe, expect, it } from '@jest/globals';
import { routerFor, schemas, sourcesFor, workloadFor } from '../../providers/registry.ts';
import { loadTasks } from '../../rehearsal/haldane.ts';
import { type Rehearsal, rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';
import { summary } from '../../report/summary.ts';
import { timeline } from '../../report/timeline.ts';
import { readPlan } from '../../rollout/plan/read-plan.ts';
import { parseSpec } from '../../rollout/spec/index.ts';
import { golden, versions } from './_golden.ts';
import { noClients, tableWith } from './_stubs.ts';

const tasks = await loadTasks();

/** Stories whose executions were under way when the handlers were replaced. */
const underWay = ['good-release', 'errors-at-5-percent', 'alarm-mid-bake'] as const;

describe.each(versions)('what %s left behind', (version) => {
  const { definition, planned, plans, inputs, claims, specs, histories, summaries } = golden(version);

  it.each(inputs)('$name accepts what it was called with', ({ name, samples }) => {
    for (const { input } of samples) expect(tasks.of(name).input.safeParse(input).error).toBeUndefined();
  });

  it.each(Object.entries(plans))('the plan of %s still leads to providers', (_, plan) => {
    const { traffic, workload, metrics } = readPlan(plan);
    expect(() => routerFor(traffic, noClients)).not.toThrow();
    expect(() => workloadFor(workload, noClients)).not.toThrow();
    expect(() => sourcesFor(metrics, noClients)).not.toThrow();
  });

  it('claims can be read, with their plans', async () => {
    for (const item of claims) {
      const claim = await tableWith(item).readClaim('recommendation');
      expect(claim).toMatchObject({ holder: item.holder?.S, phase: item.phase?.S });
      expect(readPlan(claim?.plan)).toMatchObject({ service: 'recommendation' });
    }
  });

  it.each(specs)('$path can be read', ({ path, text }) => {
    expect(parseSpec(text, path, schemas)).toMatchObject({ ok: true });
  });

  it.each(histories)('the history of $name reads as it did', ({ name, events }) => {
    expect(JSON.parse(JSON.stringify(summary(timeline(events))))).toEqual(summaries[name]);
  });

  it.each(underWay)(
    '%s ends as it must, begun by the old machine and ended by the new handlers',
    async (name) => {
      const scenario = scenarios[name];
      const rehearsal = await rehearse({
        scenario: { ...scenario, file: `test/golden/${version}/specs/recommendation.yml` },
        seed: 7,
        begun: { definition, planned: planned['good-release'] },
      });
      expectEnding(rehearsal, scenario.ends);
    },
  );
});

function expectEnding(
  rehearsal: Rehearsal,
  ends: (typeof scenarios)[(typeof underWay)[number]]['ends'],
): void {
  const { outcome, reason, executions, claim, weights, world } = rehearsal;
  expect({ outcome, weights, claim }).toEqual({
    outcome: ends.outcome,
    weights: ends.outcome === 'promoted' ? { stable: 0, canary: 100 } : { stable: 100, canary: 0 },
    claim: null,
  });
  if (ends.reason !== undefined) expect(reason).toMatch(ends.reason);
  expect(executions).toHaveLength(1);
  expect(world.denials).toEqual([]);
  expect(world.events.deadLetters).toEqual([]);
}
