import { describe, expect, it } from '@jest/globals';
import { shortened } from '../../rehearsal/faults/short.ts';
import { type Rehearsal, rehearse } from '../../rehearsal/rehearse.ts';
import type { Scenario } from '../../rehearsal/scenario.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';

/** A change reaches all of Route 53's servers within a minute; answers given until then live for their TTL, a minute too. */
const oldAnswerMinutes = 2;

/**
 * Plays every story of one part of several, and holds it to its ending and to what must be true in all of them. In parts, since
 * jest runs files side by side, and these take most of the time.
 */
export function holdStories(part: number, parts: number): void {
  const stories = Object.entries<Scenario>(scenarios).filter((_, i) => i % parts === part);
  describe.each(stories)('%s', (_name, scenario) => holdStory(scenario));
}

function holdStory(scenario: Scenario): void {
  let first: Promise<Rehearsal> | undefined;
  const rehearsed = () => {
    first ??= rehearse({ scenario, seed: 7 });
    return first;
  };

  it(scenario.story, async () => {
    const { outcome, reason, executions } = await rehearsed();
    const { ends } = scenario;
    expect(outcome).toBe(ends.outcome);
    expect(executions.map((execution) => execution.outcome)).toEqual(ends.executions ?? [ends.outcome]);
    if (ends.reason !== undefined) expect(reason).toMatch(ends.reason);
  });

  it('leaves all traffic on the right version, and nothing else behind', async () => {
    const { claim, live, world, releases } = await rehearsed();
    expect(claim).toBeNull();
    expect(world.events.deadLetters).toEqual([]);
    expect(world.denials).toEqual([]);
    const { version } = scenario.ends;
    if (version === null) return;
    const serving = live.filter(({ weightPercent }) => weightPercent > 0);
    expect(serving).toEqual([expect.objectContaining({ weightPercent: 100, serves: releases.key(version) })]);
    for (const slot of live) if (slot.weightPercent === 0) expect(slot.desiredCount).toBe(0);
  });

  it('sends nobody to the canary after a confirmed rollback but through stale DNS answers', async () => {
    const { executions, ledger, releases } = await rehearsed();
    for (const { history } of executions) {
      const confirmed = history.find(
        ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === 'Drain',
      );
      const rolledBack = history.some(
        ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === 'Confirm the rollback',
      );
      if (!rolledBack || confirmed?.timestamp === undefined) continue;
      const fromMinute = Math.ceil(confirmed.timestamp.getTime() / 60_000) + oldAnswerMinutes;
      const untilMinute = nextShiftMinute(executions, confirmed.timestamp);
      const astray = ledger.filter(
        ({ minute, version, late, requests }) =>
          minute >= fromMinute &&
          minute < untilMinute &&
          !late &&
          requests > 0 &&
          version !== releases.key('v41'),
      );
      expect(astray).toEqual([]);
    }
  });

  it('tells people how each rollout ended', async () => {
    const { executions, world } = await rehearsed();
    const told = world.events.log
      .filter(({ source }) => source === 'haldane')
      .map((event) => event['detail-type']);
    for (const { outcome, history } of executions) {
      if (history.at(-1)?.type === 'ExecutionAborted') continue;
      expect(told).toContain(announcement[outcome]);
    }
  });

  it('keeps within the history that Step Functions allows', async () => {
    const { executions } = await rehearsed();
    for (const { history } of executions) expect(history.length).toBeLessThan(25_000);
  });

  // In short: what chance could change happens there as well.
  it('is the same again with the same seed', async () => {
    const short = shortened(scenario);
    const { history, ledger, log } = await rehearse({ scenario: short, seed: 7 });
    const again = await rehearse({ scenario: short, seed: 7 });
    expect(again.history).toEqual(history);
    expect(again.ledger).toEqual(ledger);
    expect(again.log).toEqual(log);
  });
}

const announcement: Readonly<Record<string, string>> = {
  promoted: 'Rollout Promoted',
  'rolled back': 'Rollout Rolled Back',
  stopped: 'Rollout Stopped',
  rejected: 'Rollout Refused',
};

function nextShiftMinute(executions: Rehearsal['executions'], after: Date): number {
  const shifts = executions.flatMap(({ history }) =>
    history.flatMap(({ stateEnteredEventDetails, timestamp }) =>
      stateEnteredEventDetails?.name === 'Shift traffic' && timestamp !== undefined && timestamp > after
        ? [Math.floor(timestamp.getTime() / 60_000)]
        : [],
    ),
  );
  return Math.min(...shifts, Number.POSITIVE_INFINITY);
}
