import { type AliasConfiguration, GetAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { Slot, Split, TrafficRouter } from '../../rollout/ports.ts';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { Conflict, NotOwned } from '../errors.ts';
import { bareName, functionArn, functionName } from '../lambda-arn.ts';
import type { Statement, TrafficProvider } from '../provider.ts';
import { inForce, integerWeights } from './_weights.ts';

const config = z.strictObject({
  kind: z
    .literal('lambda-alias')
    .describe('An alias of a Lambda function, split between two published versions.'),
  function: functionName.describe('Name or ARN of the function.'),
  alias: z
    .string()
    .regex(/^(?!\d+$)[A-Za-z0-9-_]+$/, 'is the name of an alias, not a version')
    .describe('The alias that callers invoke, such as live.'),
});

type Config = z.infer<typeof config>;

/** An alias takes a fraction from 0 to 1 and names no smallest step; a tenth of a percent reads back exactly. */
const weightStepPercent = 0.1;

function permissions({ function: name }: Config) {
  const resources = [functionArn(name)];
  const read: Statement[] = [{ actions: ['lambda:GetAlias'], resources }];
  const write: Statement[] = [...read, { actions: ['lambda:UpdateAlias'], resources }];
  return { read, check: read, write, promote: write };
}

function create({ function: name, alias }: Config, { lambda }: Pick<Clients, 'lambda'>): TrafficRouter {
  const resource = `${name}:${alias}`;
  const input = { FunctionName: name, Name: alias };

  const get = () =>
    call({ action: 'lambda:GetAlias', resource }, () => lambda.send(new GetAliasCommand(input)));

  /** Only over the revision that was read: whoever wrote in between is not overwritten. */
  const update = (found: AliasConfiguration, FunctionVersion: Slot, weights: Record<Slot, number>) =>
    call({ action: 'lambda:UpdateAlias', resource }, () =>
      lambda.send(
        new UpdateAliasCommand({
          ...input,
          FunctionVersion,
          // An empty map, not a missing one, takes the second version away.
          RoutingConfig: { AdditionalVersionWeights: weights },
          RevisionId: found.RevisionId,
        }),
      ),
    );

  return {
    weightStepPercent,

    async read() {
      return {
        weights: weightsOf(await get(), resource),
        // Every invocation draws its version anew, and callers keep nothing.
        assignment: { unit: 'request', lastsSeconds: 0 },
        settleSeconds: 0,
      };
    },

    async shift(split) {
      integerWeights(split, weightStepPercent);
      const found = await get();
      const versions = Object.keys(weightsOf(found, resource));
      const stranger = versions.find((version) => version !== split.stable && version !== split.canary);
      if (stranger !== undefined) {
        throw new NotOwned(
          `${resource} also serves version ${stranger}; this rollout is between ${split.stable} and ${split.canary}.`,
        );
      }
      const { RevisionId } = await update(found, split.stable, weightsFor(split));
      return RevisionId === undefined ? {} : { revisionId: RevisionId };
    },

    async restore(stable) {
      const { RevisionId } = await update(await get(), stable, {});
      return RevisionId === undefined ? {} : { revisionId: RevisionId };
    },

    async check(split) {
      const weights = weightsOf(await get(), resource);
      return { settled: inForce(weights, split), weights };
    },

    async promote({ canary }) {
      const found = await get();
      const weights = weightsOf(found, resource);
      if (weights[canary] !== 100) {
        throw new Conflict(
          `${resource} gives version ${canary} ${weights[canary] ?? 0}% and not all traffic.`,
        );
      }
      await update(found, canary, {});
    },
  };
}

/** By the alias and the version that answered. */
function defaultMetrics({ function: name, alias }: Config) {
  const dimensions = {
    FunctionName: bareName(name),
    Resource: `${bareName(name)}:${alias}`,
    ExecutedVersion: '{slot}',
  };
  return [
    {
      kind: 'cloudwatch',
      name: 'errors',
      namespace: 'AWS/Lambda',
      dimensions,
      total: 'Invocations',
      bad: 'Errors',
    },
  ];
}

export const lambdaAlias = {
  config,
  permissions,
  usualUnit: 'request',
  create,
  defaultMetrics,
} satisfies TrafficProvider<Config>;

function weightsOf(alias: AliasConfiguration, resource: string): Record<Slot, number> {
  const main = alias.FunctionVersion;
  if (main === undefined || main === '$LATEST') {
    throw new NotOwned(`${resource} points to $LATEST, which cannot share traffic: publish a version first.`);
  }
  const others = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  const rest = others.reduce((left, [, fraction]) => left - fraction, 1);
  return Object.fromEntries([[main, rest], ...others].map(([slot, share]) => [slot, percent(Number(share))]));
}

// 0.05 * 100 is 5.000000000000001.
const percent = (fraction: number): number => Math.round(fraction * 100 * 1e6) / 1e6;

/**
 * Of the canary, beside stable even at 100%: "Types of metrics for Lambda functions" documents the dimension ExecutedVersion for
 * aliases with weighted routing only, and a canary that has all traffic must still be measured. `promote` ends that.
 */
const weightsFor = ({ canary, canaryPercent }: Split): Record<Slot, number> =>
  canaryPercent === 0 ? {} : { [canary]: canaryPercent / 100 };
