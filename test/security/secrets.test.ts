import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';
import { ours } from './_account.ts';

// The faults look for tokens and plans in every run (rehearsal/faults/invariants.ts); here are secrets that others put where they
// do not belong, and the logger as it is deployed.

const secret = 'hunter2-5f4dcc3b5aa765d61d8327deb882cf99';
const planted = {
  DATABASE_PASSWORD: secret,
  AWS_SECRET_ACCESS_KEY: secret,
  POWERTOOLS_LOGGER_LOG_EVENT: 'true',
};
const before = { ...process.env };
beforeAll(() => void Object.assign(process.env, planted));
afterAll(() => {
  for (const name of Object.keys(planted)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
});

describe('a secret in the environment and in the spec', () => {
  const specText = `${readFileSync('services/recommendation.yml', 'utf8')}\n# password: ${secret}\n`;

  it.each(['errors-at-5-percent', 'alarm-mid-bake', 'execution-stopped'] as const)(
    'is in no log line of %s, nor in what it tells',
    async (name) => {
      const { log, world } = await rehearse({ scenario: scenarios[name], specText });
      expect(log.length).toBeGreaterThan(0);
      expect(JSON.stringify(log)).not.toContain(secret);
      expect(JSON.stringify([world.events.log, world.sns.published])).not.toContain(secret);
    },
  );
});

describe('a secret in an event', () => {
  const withSecret = (event: object) => ({
    ...event,
    password: secret,
    detail: {
      ...('detail' in event && typeof event.detail === 'object' ? event.detail : {}),
      token: secret,
    },
  });
  const calls = [
    { name: 'start', event: withSecret(ours.push) },
    { name: 'start', event: withSecret(ours.request) },
    { name: 'interrupt', event: withSecret(ours.alarm) },
    { name: 'interrupt', event: withSecret(ours.abort) },
    { name: 'recover', event: withSecret(ours.ended) },
    { name: 'judge', event: { plan: { shape: 1, password: secret }, watchToken: secret } },
    {
      name: 'shift-traffic',
      event: { plan: secret, canary: secret, step: secret, shifts: [secret], execution: secret },
    },
    {
      name: 'plan-the-rollout',
      event: { input: { service: 'shop', image: 'a/b', password: secret }, execution: 'a', name: 'b' },
    },
  ];

  it('is in no log line and no error of the handlers as they are deployed', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['test/security/_speak.ts'], {
      encoding: 'utf8',
      input: JSON.stringify(calls),
      env: { ...planted, PATH: process.env.PATH },
    });
    const said = `${stdout}${stderr}`;
    expect(status).toBe(0);
    expect(said.split('The handler failed').length).toBeGreaterThan(calls.length);
    expect(said).not.toContain(secret);
  });
});
