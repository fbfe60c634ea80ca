import { type AliasConfiguration, GetAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { routerFor, schemas } from '../../../providers/registry.ts';
import { trafficRouterContract } from '../../contracts/traffic-router.ts';
import { awsError, fakeAws } from '../../support/fake-aws.ts';

const config = { kind: 'lambda-alias', function: 'api', alias: 'live' };

function account() {
  const aws = fakeAws();
  const state: { alias: AliasConfiguration; revision: number } = {
    alias: { Name: 'live', FunctionVersion: '7', Description: 'by hand' },
    revision: 1,
  };
  const answer = () => ({ ...state.alias, RevisionId: `r${state.revision}` });
  aws.on(GetAliasCommand, answer);
  aws.on(UpdateAliasCommand, ({ FunctionVersion, RoutingConfig, RevisionId }) => {
    if (RevisionId !== `r${state.revision}`) throw awsError('PreconditionFailedException', 412);
    state.alias = { ...state.alias, FunctionVersion, RoutingConfig };
    state.revision += 1;
    return answer();
  });
  return { aws, state };
}

trafficRouterContract('lambda-alias', () => {
  const { aws, state } = account();
  return {
    aws,
    config,
    stable: '7',
    canary: '8',
    assignment: { unit: 'request', lastsSeconds: 0 },
    everythingElse: () => state.alias.Description,
    meddle: () => {
      state.alias.FunctionVersion = '6';
    },
    conflict: awsError('PreconditionFailedException', 412),
  };
});

describe('lambda-alias', () => {
  it('at 100% both versions stay in the alias, so that both are measured', async () => {
    const { aws, state } = account();
    await routerFor(config, aws.clients).shift({ stable: '7', canary: '8', canaryPercent: 100 });
    expect(state.alias).toMatchObject({
      FunctionVersion: '7',
      RoutingConfig: { AdditionalVersionWeights: { 8: 1 } },
    });
  });

  it('writes only over the revision that it read', async () => {
    const { aws, state } = account();
    aws.on(GetAliasCommand, () => ({ ...state.alias, RevisionId: 'r0' }));
    const shift = routerFor(config, aws.clients).shift({ stable: '7', canary: '8', canaryPercent: 5 });
    await expect(shift).rejects.toMatchObject({ name: 'Conflict' });
  });

  it('refuses an alias of $LATEST', async () => {
    const { aws, state } = account();
    state.alias.FunctionVersion = '$LATEST';
    await expect(routerFor(config, aws.clients).read()).rejects.toThrow('publish a version first');
  });

  it('gives errors of each version for free', () => {
    const [errors] = schemas.defaultMetrics(config);
    expect(errors).toMatchObject({
      dimensions: { FunctionName: 'api', Resource: 'api:live', ExecutedVersion: '{slot}' },
    });
  });
});
