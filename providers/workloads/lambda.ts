import {
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  type ListAliasesCommandOutput,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { Deployed, Health, Release, Slot, Workload } from '../../rollout/ports.ts';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { NotFound, NotOwned, Refused } from '../errors.ts';
import { functionArn, functionName } from '../lambda-arn.ts';
import { allPages } from '../pages.ts';
import type { Statement, WorkloadProvider } from '../provider.ts';

const config = z.strictObject({
  kind: z.literal('lambda').describe('A Lambda function; each release is published as a version.'),
  function: functionName.describe('Name or ARN of the function.'),
});

type Config = z.infer<typeof config>;

function permissions({ function: name }: Config) {
  const read: Statement[] = [
    { actions: ['lambda:GetFunctionConfiguration'], resources: [functionArn(name, '*')] },
  ];
  const publish: Statement[] = [{ actions: ['lambda:UpdateFunctionCode'], resources: [functionArn(name)] }];
  return {
    read,
    health: read,
    deploy: publish,
    find: publish,
    scale: [],
    // Versions only: without a qualifier this action deletes the whole function.
    remove: [
      { actions: ['lambda:ListAliases'], resources: [functionArn(name)] },
      { actions: ['lambda:DeleteFunction'], resources: [functionArn(name, '*')] },
    ],
  };
}

function create({ function: name }: Config, { lambda }: Pick<Clients, 'lambda'>): Workload {
  /** `null` if there is no such version. */
  async function find(version: Slot): Promise<FunctionConfiguration | null> {
    try {
      return await call({ action: 'lambda:GetFunctionConfiguration', resource: `${name}:${version}` }, () =>
        lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: version })),
      );
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }

  /**
   * Updates $LATEST and publishes it in one call. A repeated call publishes nothing new: Lambda makes no version of code and
   * configuration that equal the last one's. While an update runs it answers ResourceConflictException: `Conflict`.
   * The configuration (memory, environment) is $LATEST's, as whoever owns the function has left it.
   */
  async function publish(release: Release): Promise<Deployed> {
    const { Version } = await call({ action: 'lambda:UpdateFunctionCode', resource: name }, () =>
      lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, Publish: true, ...codeOf(release) })),
    );
    if (Version === undefined || Version === '$LATEST') {
      throw new Refused(`lambda:UpdateFunctionCode on ${name} published no version.`);
    }
    return { slot: Version, version: `version ${Version}` };
  }

  return {
    releases: ['image', 'archive'],

    async inspect(slot) {
      const found = await find(slot);
      const count = found ? 1 : 0;
      return { version: found && `version ${slot}`, runningCount: count, desiredCount: count };
    },

    canarySlot: () => null,

    async deploy({ stable, release }) {
      const deployed = await publish(release);
      if (deployed.slot === stable) {
        throw new Refused(`${name}: version ${stable} already runs this code; there is nothing to release.`);
      }
      return deployed;
    },

    /** Who publishes again is told which version it is. Should there be none yet, this one is as little in use. */
    async find({ stable, release }) {
      try {
        const deployed = await publish(release);
        return deployed.slot === stable ? null : deployed;
      } catch (error) {
        // What Lambda refuses now, it has refused before.
        if (error instanceof Refused) return null;
        throw error;
      }
    },

    // Lambda starts what the traffic needs by itself.
    async makeRoom() {},

    async health(slot) {
      return healthOf(slot, await find(slot));
    },

    async remove(slot) {
      if (!/^\d+$/.test(slot)) throw new Refused(`${slot} is no published version of ${name}.`);
      const pages = await allPages<ListAliasesCommandOutput, string>(
        (Marker) =>
          call({ action: 'lambda:ListAliases', resource: name }, () =>
            lambda.send(
              new ListAliasesCommand({
                FunctionName: name,
                ...(Marker === undefined ? {} : { Marker }),
              }),
            ),
          ),
        (page) => page.NextMarker,
      );
      const user = pages
        .flatMap((page) => page.Aliases ?? [])
        .find(
          ({ FunctionVersion, RoutingConfig }) =>
            FunctionVersion === slot || RoutingConfig?.AdditionalVersionWeights?.[slot] !== undefined,
        );
      if (user) throw new NotOwned(`Version ${slot} of ${name} still serves the alias ${user.Name}.`);
      try {
        await call({ action: 'lambda:DeleteFunction', resource: `${name}:${slot}` }, () =>
          lambda.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: slot })),
        );
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
      }
    },
  };
}

export const lambda = { config, permissions, create } satisfies WorkloadProvider<Config>;

function codeOf(release: Release) {
  if (release.kind === 'image') return { ImageUri: `${release.repositoryUri}@${release.digest}` };
  const { bucket, key, objectVersion } = release;
  return {
    S3Bucket: bucket,
    S3Key: key,
    ...(objectVersion === undefined ? {} : { S3ObjectVersion: objectVersion }),
  };
}

function healthOf(slot: Slot, found: FunctionConfiguration | null): Health {
  if (!found) return { status: 'starting', detail: `version ${slot} is not there (yet)` };
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = found;
  if (State === 'Failed' || LastUpdateStatus === 'Failed') {
    const reason = StateReason ?? LastUpdateStatusReason ?? 'Lambda gives no reason';
    return { status: 'failed', detail: `version ${slot} failed: ${reason}` };
  }
  if (State === 'Pending' || LastUpdateStatus === 'InProgress') {
    return { status: 'starting', detail: `version ${slot} is being prepared: ${StateReason ?? State}` };
  }
  // Inactive: idle for weeks; Lambda wakes it at the next invocation.
  return { status: 'healthy', detail: `version ${slot} is ready` };
}
