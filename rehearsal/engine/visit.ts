import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Branch } from './branch.ts';
import type { Exit, State, Template } from './definition.ts';
import { dataLimitExceeded, StateFailure } from './errors.ts';
import { entered, exited } from './history.ts';
import { isTooLarge, type Json, type JsonObject, textOf } from './json.ts';
import { type Bindings, EvaluationError, expressionIn } from './jsonata.ts';
import { fill, hasExpression } from './template.ts';

/** What a finished state hands on; without a next state, its branch is at its end. */
export interface Step {
  readonly output: Json;
  readonly next: string | undefined;
}

/** What expressions see besides the input and the context object. */
export interface Sight {
  readonly result?: Json;
  readonly errorOutput?: Json;
  /** Members added to the context object. */
  readonly context?: JsonObject;
}

/** One pass of an execution through a state. */
export class Visit<S extends State = State> {
  readonly name: string;
  readonly state: S;
  readonly input: Json;
  readonly branch: Branch;
  /** The event that the state was entered with, and the one before. */
  #enteredEventId = 0;
  #eventIdBefore = 0;
  readonly #enteredTime: string;
  /** Set while Task, Map and Parallel states are tried. */
  retryCount: number | undefined;
  taskToken: string | undefined;

  constructor(name: string, state: S, input: Json, branch: Branch) {
    this.name = name;
    this.state = state;
    this.input = input;
    this.branch = branch;
    this.#enteredTime = new Date(branch.host.clock.now()).toISOString();
  }

  enter(): void {
    const { branch } = this;
    branch.host.transitions += 1;
    this.#eventIdBefore = branch.previousEventId;
    this.#enteredEventId = branch.record(`${this.state.Type}StateEntered`, entered(this.name, this.input));
    branch.stateAborted = abortedEvents[this.state.Type];
  }

  /** Works out the output, sets variables, and leaves the state. `at` is where in the state the exit is written. */
  async leave(
    exit: Exit,
    fallback: Json,
    { sight = {}, at = '' }: { sight?: Sight; at?: string } = {},
  ): Promise<Json> {
    const { Output, Assign } = exit;
    const { branch } = this;
    const output = Output === undefined ? fallback : await this.read(Output, `${at}Output`, sight);
    const assigned = Assign && ((await this.read(Assign, `${at}Assign`, sight)) as JsonObject);
    if (isTooLarge(output) || (assigned && isTooLarge(assigned))) throw dataLimitExceeded(this.name, true);
    if (this.state.Type !== 'Fail') {
      branch.record(
        `${this.state.Type}StateExited`,
        exited(this.name, output, assigned && Object.keys(assigned).length > 0 ? assigned : undefined),
      );
    }
    branch.stateAborted = undefined;
    if (assigned) branch.variables = { ...branch.variables, ...assigned };
    return output;
  }

  /** The value of a field. What goes wrong is written to the history and thrown as States.QueryEvaluationError. */
  async read(template: Template, location: string, sight: Sight = {}): Promise<Json> {
    if (!hasExpression(template)) return template;
    try {
      return await fill(template, location, this.#bindings(sight));
    } catch (thrown) {
      if (!(thrown instanceof EvaluationError)) throw thrown;
      throw this.evaluationFailed(thrown.message, thrown.location);
    }
  }

  async readAs<T extends TypeName>(
    type: T,
    template: Template,
    location: string,
    sight?: Sight,
  ): Promise<TypeOf[T]> {
    const value = await this.read(template, location, sight);
    if (typeName(value) === type) return value as TypeOf[T];
    const expression = typeof template === 'string' ? (expressionIn(template) ?? template) : textOf(template);
    throw this.evaluationFailed(
      `The JSONata expression '${expression}' specified for the field '${location}' returned an unexpected result type. ` +
        `Expected '${type}', but was '${typeName(value)}' for value: ${textOf(value)}`,
      location,
    );
  }

  /** Writes that an evaluation failed; the answer is the failure, to be thrown. */
  evaluationFailed(detail: string, location?: string): StateFailure {
    const { branch, name } = this;
    const error = 'States.QueryEvaluationError';
    const cause = this.causeOf(detail);
    // The service does not count the state's own entry as the event before.
    if (branch.previousEventId === this.#enteredEventId) branch.previousEventId = this.#eventIdBefore;
    branch.record('EvaluationFailed', {
      evaluationFailedEventDetails: {
        error,
        cause,
        state: name,
        ...(location !== undefined && { location }),
      },
    });
    return new StateFailure(error, cause);
  }

  /** A cause that names this state, as the service begins those of its own errors; TestState has no events to name. */
  causeOf(detail: string): string {
    if (this.#enteredEventId === 0) return detail;
    return `An error occurred while executing the state '${this.name}' (entered at the event id #${this.#enteredEventId}). ${detail}`;
  }

  contextObject(added?: JsonObject): JsonObject {
    return {
      ...this.branch.context,
      State: {
        Name: this.name,
        EnteredTime: this.#enteredTime,
        ...(this.retryCount !== undefined && { RetryCount: this.retryCount }),
      },
      ...(this.taskToken !== undefined && { Task: { Token: this.taskToken } }),
      ...added,
    };
  }

  #bindings({ context, ...sight }: Sight): Bindings {
    const { branch, input } = this;
    const states = { input, context: this.contextObject(context), ...sight };
    return [branch.host.functions, branch.variables, { states }];
  }
}

const abortedEvents: { readonly [T in State['Type']]?: HistoryEventType } = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
};

interface TypeOf {
  array: readonly Json[];
  boolean: boolean;
  null: null;
  number: number;
  object: JsonObject;
  string: string;
}
type TypeName = keyof TypeOf;

function typeName(value: Json): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'object' | 'string';
}
