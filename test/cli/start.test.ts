import { describe, expect, it } from '@jest/globals';
import { type Answers, haldane, refusal, spec } from './fakes.ts';

const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${'ab12'.repeat(16)}`;
const execution = 'arn:aws:states:eu-west-1:123456789012:execution:haldane-dev-rollout:shop-v42-ab12ab12ab12';

const deployed: Answers = {
  GetItemCommand: () => ({
    Item: { name: { S: 'shop' }, spec: { S: JSON.stringify(spec) }, updatedAt: { S: '2026-11-23' } },
  }),
  DescribeExecutionCommand: () => refusal('ExecutionDoesNotExist', 'none'),
  StartExecutionCommand: () => ({}),
};

describe('haldane start', () => {
  it('starts a rollout under the name that a push would give it', async () => {
    const { exitCode, out, calls } = await haldane(
      ['start', 'shop', '--image', image, '--tag', 'v42', '--reason', 'by hand'],
      { answers: deployed },
    );
    expect(exitCode).toBe(0);
    expect(calls.at(-1)).toEqual({
      command: 'StartExecutionCommand',
      input: {
        stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:haldane-dev-rollout',
        name: 'shop-v42-ab12ab12ab12',
        input: JSON.stringify({ service: 'shop', image, tag: 'v42', reason: 'by hand', requestedBy: 'jane' }),
      },
    });
    expect(out).toBe(`The rollout has started.
  execution  ${execution}
  console    https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${execution}
  follow it  haldane status shop
`);
  });

  it('starts nothing twice', async () => {
    const answers = { ...deployed, DescribeExecutionCommand: () => ({ status: 'RUNNING' }) };
    const { exitCode, out, calls } = await haldane(`start shop --image ${image} --tag v42`, { answers });
    expect(exitCode).toBe(0);
    expect(out).toContain('This rollout runs already; nothing was started.');
    expect(calls.map(({ command }) => command)).not.toContain('StartExecutionCommand');
  });

  it('releases a version again only when told to', async () => {
    const answers = {
      ...deployed,
      DescribeExecutionCommand: ({ executionArn }: Record<string, unknown>) =>
        executionArn === execution ? { status: 'FAILED' } : refusal('ExecutionDoesNotExist', 'none'),
    };
    const once = await haldane(`start shop --image ${image} --tag v42`, { answers });
    expect(once.exitCode).toBe(1);
    expect(once.out).toContain('Add --again to release it once more.');
    const again = await haldane(`start shop --image ${image} --tag v42 --again`, { answers });
    expect(again.exitCode).toBe(0);
    expect(again.calls.at(-1)?.input).toMatchObject({ name: 'shop-v42-2-ab12ab12ab12' });
  });

  it('releases an archive', async () => {
    const { exitCode, calls } = await haldane(
      'start shop --archive s3://builds/shop/v42.zip#3x --hotfix --stage prod',
      {
        answers: deployed,
      },
    );
    expect(exitCode).toBe(0);
    expect(calls.at(-1)?.input).toMatchObject({
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:haldane-prod-rollout',
      name: expect.stringMatching(/^shop-v42-zip-hotfix-[0-9a-f]{12}$/),
      input: JSON.stringify({
        service: 'shop',
        archive: { bucket: 'builds', key: 'shop/v42.zip', objectVersion: '3x' },
        hotfix: true,
        requestedBy: 'jane',
      }),
    });
  });

  it('wants a spec first', async () => {
    const answers = { ...deployed, GetItemCommand: () => ({}) };
    const { exitCode, err } = await haldane(`start shop --image ${image}`, { answers });
    expect(exitCode).toBe(2);
    expect(err).toBe(
      'error  There is no spec of a service called shop in haldane-dev.\nto do  Store it first: haldane apply services/shop.yml\n',
    );
  });

  it('tells scripts what it did', async () => {
    const { out } = await haldane(`start shop --image ${image} --tag v42 --json`, { answers: deployed });
    expect(JSON.parse(out)).toMatchObject({ started: true, kind: 'started', execution, status: 'RUNNING' });
  });
});
