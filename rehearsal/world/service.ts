import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';

/** What a call needs to be allowed: an IAM action on resources, with the condition keys that the service fills in. */
export type Access = {
  readonly action: string;
  /** All of them must be allowed. `*` where the service authorization reference knows no resource type for the action. */
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, readonly string[]>>;
};

/** One API operation of a simulated service. The effect happens at one instant, so calls never interleave. */
export type Operation = {
  readonly access: (input: never) => readonly Access[];
  readonly effect: (input: never) => unknown;
};

export type Operations = Readonly<Record<string, Operation>>;

/** Types an operation by the SDK's own input and output: `operation<GetItemCommandInput, GetItemCommandOutput>(...)`. */
export function operation<Input, Output>(
  access: (input: Input) => Access | readonly Access[],
  effect: (input: Input) => Omit<Output, '$metadata'> | Promise<Omit<Output, '$metadata'>>,
): Operation {
  return {
    access: (input: Input) => {
      const wanted = access(input);
      return 'action' in wanted ? [wanted] : wanted;
    },
    effect,
  };
}

/** An event as EventBridge delivers it to a target. */
export type EventEnvelope = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
};

/** What every simulated service has around it. */
export type Surroundings = {
  readonly clock: Clock;
  readonly random: Random;
  /** Puts an event of an AWS service (`aws.ecr`, `aws.states`) on the default bus. */
  readonly emit: (event: {
    source: string;
    detailType: string;
    resources?: readonly string[];
    detail: unknown;
  }) => void;
};
