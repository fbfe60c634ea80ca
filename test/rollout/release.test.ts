import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { executionName } from '../../rollout/execution-name.ts';
import { parseReleaseInput } from '../../rollout/release.ts';
import { releaseOfEvent, type Trigger } from '../../rollout/release-event.ts';

const read = (file: string) => JSON.parse(readFileSync(`test/cases/${file}.json`, 'utf8'));

describe('The input of a rollout', () => {
  const cases: readonly { name: string; input: unknown; expected: object }[] = read('release-inputs');
  it.each(cases)('$name', ({ input, expected }) => {
    expect(parseReleaseInput(input)).toMatchObject(expected);
  });

  it('is never too strange to answer', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const parsed = parseReleaseInput(input);
        expect(parsed.ok || parsed.problem.length > 0).toBe(true);
      }),
    );
  });
});

describe('An event', () => {
  const here = { account: '123456789012', region: 'eu-west-1' };
  type Case = { name: string; event: unknown; decision: object; here?: typeof here };
  const { specs, cases }: { specs: Trigger[]; cases: Case[] } = read('release-events');
  it.each(cases)('$name', ({ event, decision, here: where = here }) => {
    expect(releaseOfEvent(event, specs, where)).toEqual(decision);
  });

  it('starts only what the input of a rollout allows', () => {
    const starts = cases
      .map(({ event }) => releaseOfEvent(event, specs, here))
      .flatMap((decision) => (decision.kind === 'start' ? decision.starts : []));
    expect(starts.length).toBeGreaterThan(5);
    for (const { input } of starts) expect(parseReleaseInput(input)).toMatchObject({ ok: true });
  });
});

describe('executionName', () => {
  it('has at most 80 characters, all of them allowed', () => {
    const service = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);
    fc.assert(
      fc.property(service, fc.string({ maxLength: 200 }), fc.string({ minLength: 1 }), (name, label, id) => {
        expect(executionName(name, label, id)).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
      }),
    );
  });
});
