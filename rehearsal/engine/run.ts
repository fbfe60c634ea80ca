import { Branch, type Host } from './branch.ts';
import type { StateMachine } from './definition.ts';
import { Abandoned, StateFailure } from './errors.ts';
import type { Execution, ExecutionStatus } from './execution.ts';
import { type EventDetails, History, type HistoryEvent, type HistoryEventType, reason } from './history.ts';
import { nameOf } from './identifiers.ts';
import { type Json, textOf } from './json.ts';
import { runStates } from './run-states.ts';
import type { Surroundings } from './surroundings.ts';

export interface Start {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: StateMachine;
  readonly input: Json;
}

/** An execution under way. */
export class Run implements Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly input: Json;
  readonly startMillis: number;
  readonly finished: Promise<Execution>;
  readonly #surroundings: Surroundings;
  stopMillis: number | undefined;
  status: ExecutionStatus = 'RUNNING';
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  readonly #host: Host;
  readonly #history: History;
  readonly #trunk: Branch;
  readonly #settled = Promise.withResolvers<Execution>();

  constructor(start: Start, surroundings: Surroundings) {
    const { clock } = surroundings;
    this.arn = start.arn;
    this.name = start.name;
    this.stateMachineArn = start.stateMachineArn;
    this.input = start.input;
    this.startMillis = clock.now();
    this.finished = this.#settled.promise;
    this.#surroundings = surroundings;
    this.#history = new History(clock);
    this.#host = {
      ...surroundings,
      arn: this.arn,
      stateMachineArn: this.stateMachineArn,
      transitions: 0,
      runStates,
      crash: (thrown) => this.#crash(thrown),
    };
    this.#trunk = new Branch(this.#host, this.#history, this.#context(start), {}, 0);
    this.#begin(start);
  }

  get history(): readonly HistoryEvent[] {
    return this.#history.events;
  }

  get transitions(): number {
    return this.#host.transitions;
  }

  stop(error?: string, cause?: string): void {
    const why = reason({ error, cause });
    this.#finish('ABORTED', 'ExecutionAborted', { executionAbortedEventDetails: why }, why);
  }

  #begin({ definition, input, roleArn }: Start): void {
    // Neither this event nor the first state's entry names a previous event.
    this.#trunk.note('ExecutionStarted', {
      executionStartedEventDetails: { input: textOf(input), inputDetails: { truncated: false }, roleArn },
    });
    if (definition.TimeoutSeconds !== undefined) {
      const endMillis = this.startMillis + definition.TimeoutSeconds * 1000;
      this.#trunk.onEnd(this.#surroundings.clock.schedule(endMillis, () => this.#timeOut()));
    }
    runStates(definition, input, this.#trunk).then(
      (output) => this.#succeed(output),
      (thrown) => (thrown instanceof StateFailure ? this.#fail(thrown) : this.#crash(thrown)),
    );
  }

  #succeed(output: Json): void {
    const details = { output: textOf(output), outputDetails: { truncated: false } };
    this.#finish('SUCCEEDED', 'ExecutionSucceeded', { executionSucceededEventDetails: details }, { output });
  }

  #fail(failure: StateFailure): void {
    const why = reason(failure);
    this.#finish('FAILED', 'ExecutionFailed', { executionFailedEventDetails: why }, why);
  }

  /** The error is named in the history only, not by DescribeExecution. */
  #timeOut(): void {
    const details = { executionTimedOutEventDetails: { error: 'States.Timeout' } };
    this.#finish('TIMED_OUT', 'ExecutionTimedOut', details, {});
  }

  #finish(
    status: ExecutionStatus,
    event: HistoryEventType,
    details: EventDetails,
    end: { output?: Json; error?: string; cause?: string },
  ): void {
    if (this.status !== 'RUNNING') return;
    this.#trunk.end();
    this.#history.add(event, this.#trunk.previousEventId, details);
    this.status = status;
    this.stopMillis = this.#surroundings.clock.now();
    this.output = end.output;
    this.error = end.error;
    this.cause = end.cause;
    this.#surroundings.onStatusChange(this);
    this.#settled.resolve(this);
  }

  #crash(thrown: unknown): void {
    if (thrown instanceof Abandoned) return;
    this.#trunk.end();
    this.#settled.reject(thrown);
  }

  #context({ arn, name, input, roleArn, stateMachineArn, type }: Start) {
    return {
      Execution: {
        Id: arn,
        Input: input,
        Name: name,
        RoleArn: roleArn,
        StartTime: new Date(this.startMillis).toISOString(),
        ...(type === 'STANDARD' && { RedriveCount: 0 }),
      },
      StateMachine: { Id: stateMachineArn, Name: nameOf(stateMachineArn) },
    };
  }
}
