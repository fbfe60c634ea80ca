import {
  DeleteFunctionCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { lambdaAlias } from '../../../providers/traffic/lambda-alias.ts';
import { lambda } from '../../../providers/workloads/lambda.ts';
import { imageUri } from '../../../rehearsal/world/index.ts';
import { type TestWorld, testWorld } from './_world.ts';

let world: TestWorld;
const FunctionName = 'pricing';
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (letter: string) => imageUri('pricing', digest(letter));

beforeEach(() => {
  world = testWorld();
  world.lambda.createFunction({ name: FunctionName, alias: 'live', code: image('a') });
});

const send = (command: object) => world.send('lambda', command);
const newCode = () =>
  send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri: image('b'), Publish: true }));

describe('Lambda', () => {
  it('works a while on new code, and does one thing at a time', async () => {
    await expect(newCode()).resolves.toMatchObject({
      Version: '2',
      State: 'Pending',
      LastUpdateStatus: 'InProgress',
    });
    await expect(newCode()).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await expect(send(new PublishVersionCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    await world.pass(20);
    // Nothing changed since version 2: it is the answer.
    await expect(send(new PublishVersionCommand({ FunctionName }))).resolves.toMatchObject({
      Version: '2',
      State: 'Active',
    });
    await expect(send(new ListVersionsByFunctionCommand({ FunctionName }))).resolves.toMatchObject({
      Versions: [{ Version: '$LATEST' }, { Version: '1' }, { Version: '2' }],
    });
  });

  it("checks an alias's revision and its routing", async () => {
    await newCode();
    const route = (more: object) => send(new UpdateAliasCommand({ FunctionName, Name: 'live', ...more }));
    const to = (version: string, weight: number) => ({
      RoutingConfig: { AdditionalVersionWeights: { [version]: weight } },
    });
    await expect(route({ RevisionId: 'old' })).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: { httpStatusCode: 412 },
    });
    await expect(route(to('9', 0.1))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(route(to('1', 0.1))).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await route(to('2', 0.1));
    expect(world.lambda.function(FunctionName)?.shares('live')).toEqual({ 1: 0.9, 2: 0.1 });
    const deletion = send(new DeleteFunctionCommand({ FunctionName, Qualifier: '2' }));
    await expect(deletion).rejects.toMatchObject({ name: 'ResourceConflictException' });
  });

  it('serves the real providers, from deploy to removal', async () => {
    const workloadConfig = lambda.config.parse({ kind: 'lambda', function: FunctionName });
    const { read, deploy, scale, remove } = lambda.permissions(workloadConfig);
    const workload = lambda.create(
      workloadConfig,
      world.clientsFor({ name: 'workload', statements: [...read, ...deploy, ...scale, ...remove] }),
    );
    const release = {
      kind: 'image',
      repositoryUri: image('b').split('@')[0] ?? '',
      digest: digest('b'),
    } as const;
    const { slot } = await world.answer(workload.deploy({ stable: '1', release, rolloutId: 'r1' }));
    expect(slot).toBe('2');
    await world.pass(20);
    await expect(world.answer(workload.health(slot))).resolves.toMatchObject({ status: 'healthy' });

    const aliasConfig = lambdaAlias.config.parse({
      kind: 'lambda-alias',
      function: FunctionName,
      alias: 'live',
    });
    const router = lambdaAlias.create(
      aliasConfig,
      world.clientsFor({ name: 'shift', statements: lambdaAlias.permissions(aliasConfig).write }),
    );
    const split = { stable: '1', canary: '2', canaryPercent: 5 };
    const receipt = await world.answer(router.shift(split));
    await expect(world.answer(router.check(split, receipt))).resolves.toMatchObject({ settled: true });
    await world.answer(router.shift({ ...split, canaryPercent: 0 }));
    await world.answer(workload.remove(slot));
    await expect(world.answer(workload.inspect(slot))).resolves.toMatchObject({ version: null });
    expect(world.denials).toEqual([]);
  });
});
