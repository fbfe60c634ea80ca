import {
  type AliasConfiguration,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { workloadFor } from '../../../providers/registry.ts';
import { workloadContract } from '../../contracts/workload.ts';
import { awsError, fakeAws } from '../../support/fake-aws.ts';

const config = { kind: 'lambda', function: 'api' };
const release = { kind: 'image', repositoryUri: '1.dkr.ecr/api', digest: 'sha256:b2' } as const;

/** Lambda publishes nothing where code equals the last version's. */
function account() {
  const aws = fakeAws();
  const versions = new Map<string, FunctionConfiguration>([
    ['7', { Version: '7', State: 'Active', CodeSha256: 'a1' }],
  ]);
  const aliases: AliasConfiguration[] = [{ Name: 'live', FunctionVersion: '7' }];
  aws.on(UpdateFunctionCodeCommand, ({ ImageUri, S3Key }) => {
    const last = [...versions.values()].at(-1);
    const CodeSha256 = ImageUri?.split(':').at(-1) ?? S3Key;
    if (last?.CodeSha256 === CodeSha256) return last ?? {};
    const made = { Version: `${versions.size + 7}`, State: 'Pending', CodeSha256 } as const;
    versions.set(made.Version, made);
    return made;
  });
  aws.on(GetFunctionConfigurationCommand, ({ Qualifier = '' }) => {
    const found = versions.get(Qualifier);
    if (!found) throw awsError('ResourceNotFoundException', 404);
    return found;
  });
  aws.on(ListAliasesCommand, ({ Marker }) => ({
    Aliases: Marker ? aliases : [],
    NextMarker: Marker ? undefined : 'm',
  }));
  aws.on(DeleteFunctionCommand, ({ Qualifier = '' }) => {
    if (!versions.delete(Qualifier)) throw awsError('ResourceNotFoundException', 404);
    return {};
  });
  const set = (change: Partial<FunctionConfiguration>) => Object.assign(versions.get('8') ?? {}, change);
  return { aws, versions, aliases, set };
}

workloadContract('lambda', () => {
  const { aws, versions, set } = account();
  return {
    aws,
    config,
    stable: '7',
    release,
    state: () => structuredClone([...versions]),
    becomeHealthy: () => set({ State: 'Active', LastUpdateStatus: 'Successful' }),
    breakDown: () => set({ State: 'Failed', StateReason: 'out of order' }),
  };
});

describe('lambda', () => {
  it('deletes no version that an alias serves, not even a little', async () => {
    const { aws, aliases, versions } = account();
    const workload = workloadFor(config, aws.clients);
    await expect(workload.remove('7')).rejects.toThrow('still serves the alias live');
    await workload.deploy({ stable: '7', release, rolloutId: 'r' });
    Object.assign(aliases[0] ?? {}, { RoutingConfig: { AdditionalVersionWeights: { 8: 0.01 } } });
    await expect(workload.remove('8')).rejects.toMatchObject({ name: 'NotOwned' });
    expect([...versions.keys()]).toEqual(['7', '8']);
  });

  it.each(['$LATEST', '', 'live'])('deletes versions only, never %j', async (slot) => {
    const { aws } = account();
    await expect(workloadFor(config, aws.clients).remove(slot)).rejects.toMatchObject({ name: 'Refused' });
    expect(aws.calls).toEqual([]);
  });

  it('refuses a release that is what stable runs already', async () => {
    const { aws } = account();
    const same = { kind: 'archive', bucket: 'b', key: 'a1' } as const;
    const deploy = workloadFor(config, aws.clients).deploy({ stable: '7', release: same, rolloutId: 'r' });
    await expect(deploy).rejects.toThrow('nothing to release');
  });

  it('finds nothing where stable runs the release already, or Lambda refuses it', async () => {
    const { aws } = account();
    const same = { kind: 'archive', bucket: 'b', key: 'a1' } as const;
    const find = () =>
      workloadFor(config, aws.clients).find?.({ stable: '7', release: same, rolloutId: 'r' });
    expect(await find()).toBeNull();
    aws.failNext(awsError('InvalidParameterValueException', 400));
    expect(await find()).toBeNull();
    aws.failNext(awsError('ResourceConflictException', 409));
    await expect(find()).rejects.toMatchObject({ name: 'Conflict' });
  });
});
