import type { KindName } from '../../../../rehearsal/faults/kinds.ts';
import type { ScenarioName } from '../../../../rehearsal/scenarios/index.ts';
import type { Deployment } from '../../../../rehearsal/world/index.ts';

/** A bug that nobody made, yet. */
export type Planted = {
  readonly name: string;
  /** The deployment with the bug in it. */
  readonly adapt: (deployment: Deployment) => Deployment;
  readonly scenario: ScenarioName;
  /** Where the story alone does not show it: what goes wrong, at which call of whom. */
  readonly fault?: {
    readonly kind: KindName;
    /** `shift-traffic`, or `rollout` for the machine. */
    readonly by: string;
    readonly operation: string;
    /** A function that is invoked, or a word in the input. */
    readonly about?: string;
    /** Which of those calls. @default 1 */
    readonly nth?: number;
  };
  /** How long what it keeps from ending is waited for. @default 25 */
  readonly graceMinutes?: number;
  /** The invariant that finds it. */
  readonly caughtBy: string;
};
