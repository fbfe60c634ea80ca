import type { States } from './definition.ts';
import { Abandoned, StateFailure } from './errors.ts';
import type { EventDetails, History, HistoryEventType } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { Surroundings } from './surroundings.ts';

export type Variables = { readonly [name: string]: Json };

/**
 * A line of states that run one after the other: the execution's own, a branch of a Parallel state, or one
 * iteration of a Map state. It knows its variables and the event that came last; once it is over, it writes none.
 */
export class Branch {
  readonly host: Host;
  readonly history: History;
  /** The members `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  variables: Variables;
  previousEventId: number;
  /** What is written if the branch is abandoned now: that its iteration was aborted, and its state. */
  iterationAborted: EventDetails | undefined;
  stateAborted: HistoryEventType | undefined;
  #isOver = false;
  readonly #forks = new Set<Branch>();
  readonly #endings = new Set<() => void>();

  constructor(
    host: Host,
    history: History,
    context: JsonObject,
    variables: Variables,
    previousEventId: number,
  ) {
    this.host = host;
    this.history = history;
    this.context = context;
    this.variables = variables;
    this.previousEventId = previousEventId;
  }

  /** A branch that starts from here: it reads this one's variables, and sets only its own. */
  fork(): Branch {
    return this.#adopt(
      new Branch(this.host, this.history, this.context, this.variables, this.previousEventId),
    );
  }

  /** A child execution of a distributed Map state: a history of its own, and no variables. */
  spawn(history: History, context: JsonObject): Branch {
    return this.#adopt(new Branch(this.host, history, context, {}, 0));
  }

  #adopt(child: Branch): Branch {
    this.#forks.add(child);
    child.onEnd(() => this.#forks.delete(child));
    return child;
  }

  /** Writes an event. The answer is its id, which the next event of this branch names as its previous one. */
  record(type: HistoryEventType, details?: EventDetails): number {
    this.previousEventId = this.note(type, details);
    return this.previousEventId;
  }

  /** Writes an event that no later one names as its previous one. */
  note(type: HistoryEventType, details?: EventDetails, previousEventId = this.previousEventId): number {
    if (this.#isOver) throw new Abandoned('nobody waits for this branch any more');
    if (this.history.isFull) throw historyIsFull();
    return this.history.add(type, previousEventId, details);
  }

  sleep(millis: number): Promise<void> {
    const { clock } = this.host;
    return new Promise((resolve) => {
      const cancel = clock.schedule(clock.now() + millis, () => {
        forget();
        resolve();
      });
      const forget = this.onEnd(cancel);
    });
  }

  /** Runs the action when the branch ends by whatever means. The answer takes it back. */
  onEnd(action: () => void): () => void {
    this.#endings.add(action);
    return () => this.#endings.delete(action);
  }

  /** Ends the branch early, and says so in the history: the outer before the inner. */
  abandon(becauseOfEventId: number): void {
    if (this.#isOver) return;
    if (this.iterationAborted) this.note('MapIterationAborted', this.iterationAborted, becauseOfEventId);
    if (this.stateAborted) this.note(this.stateAborted, undefined, becauseOfEventId);
    this.abandonForks(becauseOfEventId);
    this.end();
  }

  abandonForks(becauseOfEventId: number): void {
    for (const fork of this.#forks) fork.abandon(becauseOfEventId);
  }

  /** Ends the branch, and whatever it had forked or was waiting for, without a word. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const fork of this.#forks) fork.end();
    for (const action of this.#endings) action();
    this.#endings.clear();
  }
}

const historyIsFull = () =>
  new StateFailure('States.Runtime', 'The execution reached the maximum number of history events (25000).', {
    isFinal: true,
  });

/** The execution, as the branches and states in it see it. */
export interface Host extends Surroundings {
  readonly arn: string;
  readonly stateMachineArn: string;
  transitions: number;
  /** Runs states from the first to an end; the answer is the last one's output. */
  runStates(states: States, input: Json, branch: Branch): Promise<Json>;
  /** Ends everything: the simulation itself broke, not what it simulates. */
  crash(thrown: unknown): void;
}
