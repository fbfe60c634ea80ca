import type { Context } from 'aws-lambda';
import type { AwsClients } from '../../providers/clients.ts';
import type { Statement } from '../../providers/provider.ts';
import type { Clock } from '../clock.ts';
import type { StateMachine } from '../engine/index.ts';
import type { TableSchema } from './dynamodb-request.ts';

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** What a handler finds in its sandbox. Called once for each sandbox, like the module scope of a Lambda function. */
export type Sandbox = {
  readonly clients: AwsClients;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly random: () => number;
};

export type FunctionDeployment = {
  readonly create: (sandbox: Sandbox) => Handler;
  readonly statements: readonly Statement[];
  readonly timeoutSeconds: number;
};

export type Rule = {
  readonly name: string;
  /** An EventBridge event pattern. */
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly functionName: string;
  /** How often a failed event is tried again before it becomes a dead letter. @default 2 */
  readonly retries?: number;
};

/** An EventBridge rule with a rate. */
export type Timer = { readonly name: string; readonly everyMinutes: number; readonly functionName: string };

/** What `serverless deploy` puts into the account. */
export type Deployment = {
  /** By function name, e.g. `shift-traffic`; their ARNs are `functionArn(name)`. */
  readonly functions: Readonly<Record<string, FunctionDeployment>>;
  readonly machine: {
    readonly name: string;
    /** Its Tasks name functions by `functionArn(name)` and the table by its name. */
    readonly definition: StateMachine;
    readonly statements: readonly Statement[];
  };
  readonly rules: readonly Rule[];
  readonly timers?: readonly Timer[];
  readonly table: TableSchema;
  /** Names of SNS topics. */
  readonly topics?: readonly string[];
};
