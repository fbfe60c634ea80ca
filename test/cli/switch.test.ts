import { describe, expect, it } from '@jest/globals';
import { type Answers, haldane } from './fakes.ts';

const off: Answers = {
  GetItemCommand: () => ({}),
  PutItemCommand: () => ({}),
  DeleteItemCommand: () => ({}),
};
const on: Answers = {
  ...off,
  GetItemCommand: () => ({ Item: { reason: { S: 'black friday' }, by: { S: 'ann' } } }),
};
const key = { kind: { S: 'switch' }, name: { S: 'stop' } };

describe('haldane switch', () => {
  it('on says what it does', async () => {
    const { exitCode, out, calls } = await haldane(['switch', 'on', '--reason', 'a region is down'], {
      answers: off,
    });
    expect(exitCode).toBe(0);
    expect(out).toMatchInlineSnapshot(`
"The stop switch of haldane-dev in eu-west-1 is on: no weight rises, whatever the service. Returns
are always possible.
Rollouts that wait longer than the hold limit of their specs (24h unless they say otherwise) are
returned.
Take it away with: haldane switch off
"
`);
    expect(calls.at(-1)).toMatchObject({
      command: 'PutItemCommand',
      input: { Item: { ...key, reason: { S: 'a region is down' }, by: { S: 'jane' } } },
    });
  });

  it('on names the reason that it replaces', async () => {
    const { out } = await haldane('switch on --reason incident', { answers: on });
    expect(out).toContain('\nIt was set by ann: black friday\n');
  });

  it('off says whose reason it took away', async () => {
    const { exitCode, out, calls } = await haldane('switch off', { answers: on });
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: 'The stop switch of haldane-dev in eu-west-1 is off: weights may rise again.\nIt was set by ann: black friday\n',
    });
    expect(calls.at(-1)).toMatchObject({ command: 'DeleteItemCommand', input: { Key: key } });
  });

  it('off does nothing where it is off', async () => {
    const { exitCode, out, calls } = await haldane('switch off', { answers: off });
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: 'The stop switch of haldane-dev in eu-west-1 was off.\n',
    });
    expect(calls.map(({ command }) => command)).not.toContain('DeleteItemCommand');
  });

  it('tells scripts', async () => {
    const { out } = await haldane('switch on --reason incident --stage prod --json', { answers: off });
    expect(JSON.parse(out)).toEqual({
      stopSwitch: { reason: 'incident', by: 'jane' },
      answer: 'on',
      detail: expect.stringContaining('haldane-prod in eu-west-1 is on'),
    });
  });
});
