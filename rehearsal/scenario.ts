import type { Spec } from '../rollout/spec/index.ts';
import type { Execution, Json } from './engine/index.ts';
import type { Behaviour, World } from './world/index.ts';

/** A rehearsed story: what is released, what happens meanwhile, and how it must end. */
export type Scenario = {
  /** One sentence for people. */
  readonly story: string;
  /** The spec that is played. @default services/recommendation.yml */
  readonly file?: string;
  /** What differs from that file, field by field. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /** How versions behave; v41 runs when the curtain rises. Ordinary where nothing is said. */
  readonly versions?: Readonly<Record<string, Behaviour>>;
  /** @default 6000, a hundred each second */
  readonly requestsPerMinute?: number;
  /** Stable has served for so long when the curtain rises. @default 0 */
  readonly pastMinutes?: number;
  /** Its time to full traffic is worth comparing with that of the default steps. */
  readonly isTimed?: boolean;
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
  /** Minutes from now. */
  after(minutes: number, act: () => void): void;
  readonly spec: Spec;
  /** When any execution enters this state; `visit` counts its entries over all of them. @default 1 */
  when(state: string, act: (execution: Execution) => void, visit?: number | 'every'): void;
  /** A version arrives as the spec waits for it: pushed to ECR; without a trigger, requested by an event. */
  release(version: string): void;
  /** What somebody writes in the console to release a version. */
  inputFor(version: string): { readonly [member: string]: Json };
  /** Somebody starts an execution in the Step Functions console. */
  startInConsole(input: Json): void;
  /** Somebody runs `haldane abort`. */
  abort(reason: string): void;
  approve(): void;
  /** Somebody approves, a minute later, whatever the rollout asks. */
  approveEverything(): void;
  refuse(reason: string): void;
  /** Somebody runs `haldane pause`, and `haldane resume` later. */
  pause(reason: string): void;
  resume(): void;
  /** Somebody presses "Stop execution". */
  stop(execution: Execution): void;
  /** The first alarm of the spec changes its state. */
  alarm(state: 'ALARM' | 'OK'): void;
  /** An ECS task of that version runs out of memory. */
  crash(version: string): void;
  /** Somebody sets the account's stop switch, or takes it away. */
  stopSwitch(reason: string | null): void;
  /** Somebody moves the weights by hand. */
  moveWeights(canaryPercent: number): void;
}
