import type { Execution, Json } from './engine/index.ts';
import type { Behaviour, World } from './world/index.ts';

/** A rehearsed story: what is released, what happens meanwhile, and how it must end. */
export type Scenario = {
  /** One sentence for people. */
  readonly story: string;
  /** What differs from services/recommendation.yml, field by field; or another spec's file. */
  readonly spec?: Readonly<Record<string, unknown>> | string;
  /** How versions behave; v41 runs when the curtain rises. Ordinary where nothing is said. */
  readonly versions?: Readonly<Record<string, Behaviour>>;
  /** @default 6000, a hundred each second */
  readonly requestsPerMinute?: number;
  readonly play: (stage: Stage) => void;
  readonly ends: Ending;
};

export type Outcome = 'promoted' | 'rolled back' | 'stopped' | 'rejected' | 'failed';

export type Ending = {
  /** Of the execution that ended last. */
  readonly outcome: Outcome;
  /** The version that has the traffic in the end; `null` where a stranger decided. */
  readonly version: string | null;
  /** What people read as the reason. */
  readonly reason?: RegExp;
  /** How all executions ended, in the order of their start. @default only the one */
  readonly executions?: readonly Outcome[];
};

/** What can happen in a story. */
export interface Stage {
  readonly world: World;
  /** Minutes after the curtain rose. */
  at(minutes: number, act: () => void): void;
  /** When any execution enters this state; `visit` counts its entries over all of them. @default 1 */
  when(state: string, act: (execution: Execution) => void, visit?: number): void;
  /** An image arrives in ECR, with its event. */
  push(tag: string): void;
  /** Somebody starts an execution in the Step Functions console. */
  startInConsole(input: Json): void;
  /** Somebody runs `haldane abort`. */
  abort(reason: string): void;
  approve(): void;
  refuse(reason: string): void;
  /** Somebody presses "Stop execution". */
  stop(execution: Execution): void;
  alarm(name: string, state: 'ALARM' | 'OK'): void;
  /** Somebody sets the account's stop switch, or takes it away. */
  stopSwitch(reason: string | null): void;
  /** Somebody moves the weights by hand. */
  moveWeights(canaryPercent: number): void;
  imageOf(tag: string): string;
}
