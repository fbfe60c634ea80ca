import type { Command } from 'commander';
import { serviceName as serviceNameShape } from '../rollout/spec/schema.ts';
import { Mistake } from './mistake.ts';

/** Options that every command has. run.ts reads them from the command line itself, since errors need them too. */
export const withCommonOptions = (command: Command): Command =>
  command
    .option('--json', 'print one JSON object and nothing else')
    .option('--verbose', 'print where an error comes from');

export type PlaceOptions = { readonly stage: string; readonly region?: string };

/** For commands that talk to AWS. */
export const withPlaceOptions = (command: Command): Command =>
  command
    .option('--stage <name>', 'which deployment of Haldane', checkedStage, 'dev')
    .option('--region <name>', 'AWS region (default: as your AWS settings say)', checkedRegion);

function checkedRegion(region: string): string {
  if (/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) return region;
  throw new Mistake(
    `--region ${JSON.stringify(region)} is no name of an AWS region.`,
    'Write it as AWS does, for example --region eu-west-1.',
  );
}

function checkedStage(stage: string): string {
  if (/^[a-zA-Z0-9-]{1,30}$/.test(stage)) return stage;
  throw new Mistake(
    `--stage ${JSON.stringify(stage)} is no name of a stage.`,
    'Write letters, digits and hyphens, for example --stage prod.',
  );
}

/** Reads the name of a service; throws a `Mistake`. */
export function serviceName(text: string): string {
  if (serviceNameShape.safeParse(text).success) return text;
  throw new Mistake(
    `${JSON.stringify(text)} is no name of a service.`,
    'Write it as its spec does: lowercase letters, digits and hyphens. haldane status names those that have a rollout.',
  );
}
