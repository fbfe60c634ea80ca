import { describe, expect, it } from '@jest/globals';
import { type Answers, haldane, refusal } from './fakes.ts';

const claimWith = (fields: Readonly<Record<string, string>>): Answers => ({
  GetItemCommand: ({ Key }) => {
    if (!JSON.stringify(Key).includes('claim')) return {};
    const strings = { name: 'shop', holder: 'arn:one', phase: 'rolling out', plan: '{}', ...fields };
    return { Item: Object.fromEntries(Object.entries(strings).map(([name, S]) => [name, { S }])) };
  },
  UpdateItemCommand: () => ({}),
});

const paused = claimWith({ paused: 'lunch (ann)' });
const follows =
  'Its weight does not rise, and it is judged at the weight it has. If a step waits longer than the hold limit of its spec (24h unless it says otherwise), the traffic returns. Let it go on with: haldane resume shop';

/** A command, what is in the claim, how it ends, its answer for scripts and its words for people. */
const table: readonly (readonly [string, string, Answers, number, string, string])[] = [
  ['pause shop --reason lunch', 'a rollout', claimWith({}), 0, 'paused', `shop is paused. ${follows}`],
  [
    'pause shop --reason lunch',
    'a paused rollout',
    paused,
    0,
    'paused',
    `shop was paused already, for: lunch (ann). It still is. ${follows}`,
  ],
  [
    'pause shop --reason lunch',
    'a promoted one',
    claimWith({ phase: 'warm' }),
    1,
    'too late',
    'All traffic of shop is on its new version already (warm): nothing is left to pause.',
  ],
  [
    'pause shop --reason lunch',
    'a marked one',
    claimWith({ mark: 'return', markReason: 'an alarm' }),
    1,
    'returning',
    'The traffic of shop is returned already: an alarm',
  ],
  [
    'pause shop --reason lunch',
    'one that ends meanwhile',
    { ...claimWith({}), UpdateItemCommand: () => refusal('ConditionalCheckFailedException', 'no') },
    1,
    'nothing runs',
    'The rollout of shop ended at this moment. Look at what runs now: haldane status shop',
  ],
  [
    'pause shop --reason lunch',
    'no rollout',
    { GetItemCommand: () => ({}) },
    1,
    'nothing runs',
    'There is no service shop. haldane status names those that have a rollout.',
  ],
  ['resume shop', 'a paused rollout', paused, 0, 'resumed', 'shop goes on. It was paused for: lunch (ann)'],
  ['resume shop', 'a rollout', claimWith({}), 0, 'not paused', 'shop was not paused.'],
  [
    'resume shop',
    'no rollout',
    { GetItemCommand: () => ({}) },
    1,
    'nothing runs',
    'There is no service shop. haldane status names those that have a rollout.',
  ],
];

describe('a pause', () => {
  it.each(table)('haldane %s: %s', async (commandLine, _what, answers, code, answer, words) => {
    const { exitCode, out, err } = await haldane(commandLine, { answers, columns: 1000 });
    expect({ exitCode, err, words: out.replace(/\s+/g, ' ').trim() }).toEqual({
      exitCode: code,
      err: '',
      words,
    });
    const json = JSON.parse((await haldane(`${commandLine} --json`, { answers })).out);
    expect(json).toMatchObject({ service: 'shop', answer });
  });

  it('is written into the claim, with who asked, only while the same rollout holds it', async () => {
    const { calls } = await haldane('pause shop --reason lunch', { answers: claimWith({}) });
    expect(calls.at(-1)?.input).toMatchObject({
      Key: { kind: { S: 'claim' }, name: { S: 'shop' } },
      ConditionExpression: 'holder = :holder',
      ExpressionAttributeValues: { ':holder': { S: 'arn:one' }, ':value': { S: 'lunch (jane)' } },
    });
  });
});
