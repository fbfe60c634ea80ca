import type { Deployment as ApiDeployment, ServiceEvent } from '@aws-sdk/client-ecs';
import type { Behaviours } from './behaviour.ts';
import { arn } from './place.ts';
import type { Surroundings } from './service.ts';

export type TaskDefinitionRef = {
  readonly arn: string;
  readonly image: string;
  /** As behaviours name it: the image's digest. */
  readonly version: string;
};

export type Task = {
  readonly arn: string;
  readonly deploymentId: string;
  readonly definition: TaskDefinitionRef;
  readonly createdMillis: number;
  status: 'PENDING' | 'RUNNING' | 'STOPPING' | 'STOPPED';
  startedMillis?: number;
  stoppedMillis?: number;
  stoppedReason?: string;
  exitCode?: number;
};

type Deployment = {
  readonly id: string;
  readonly definition: TaskDefinitionRef;
  readonly createdMillis: number;
  rollout: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  reason: string;
  failedTasks: number;
};

export type NewEcsService = {
  readonly cluster: string;
  readonly name: string;
  /** `123456789012.dkr.ecr.us-east-1.amazonaws.com/recommendation@sha256:...` */
  readonly image: string;
  readonly desiredCount: number;
  readonly targetGroupArn?: string;
  /** @default { enable: true, rollback: false } */
  readonly circuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
};

export type EcsServiceOptions = {
  readonly cluster: string;
  readonly name: string;
  readonly definition: TaskDefinitionRef;
  readonly desiredCount: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
};

/** How long tasks have been running that are there from the beginning. */
const runningMillis = 3_600_000;
/** Stopping takes this long: connections drain, then SIGTERM. */
const stopMillis = 10_000;
/** From a task's death to the start of another. */
const replaceMillis = 5_000;
/** ECS keeps showing stopped tasks for about an hour. */
const shownMillis = 3_600_000;

/** One ECS service: keeps as many tasks running as it is told to, of the task definition it is told to run. */
export class EcsService {
  readonly options: EcsServiceOptions;
  readonly events: ServiceEvent[] = [];
  desiredCount: number;
  #deployments: readonly [Deployment, ...Deployment[]];
  #tasks: Task[] = [];
  readonly #surroundings: Surroundings;
  readonly #behaviours: Behaviours;

  constructor(options: EcsServiceOptions, surroundings: Surroundings, behaviours: Behaviours) {
    this.options = options;
    this.#surroundings = surroundings;
    this.#behaviours = behaviours;
    this.desiredCount = options.desiredCount;
    this.#deployments = [this.#deployment(options.definition)];
    for (let n = 0; n < options.desiredCount; n++) {
      const task = this.#addTask(this.primary);
      task.status = 'RUNNING';
      task.startedMillis = this.#now() - runningMillis;
    }
    this.#look();
  }

  get primary(): Deployment {
    return this.#deployments[0];
  }

  get tasks(): readonly Task[] {
    const since = this.#now() - shownMillis;
    this.#tasks = this.#tasks.filter(({ stoppedMillis = Number.POSITIVE_INFINITY }) => stoppedMillis > since);
    return this.#tasks;
  }

  count(status: Task['status'], deployment?: Deployment): number {
    return this.#tasks.filter(
      (task) => task.status === status && (deployment === undefined || task.deploymentId === deployment.id),
    ).length;
  }

  update(change: {
    readonly desiredCount?: number;
    readonly definition?: TaskDefinitionRef;
    readonly force?: boolean;
  }): void {
    if (change.desiredCount !== undefined) this.desiredCount = change.desiredCount;
    const { definition = this.primary.definition } = change;
    if (definition.arn !== this.primary.definition.arn || change.force === true) {
      this.#deployments = [this.#deployment(definition), ...this.#deployments];
    }
    this.#look();
  }

  /** A task of this version, if one runs, stops by itself and is replaced. */
  crash(version: string, reason: string): boolean {
    const task = this.#tasks.find(
      ({ status, definition }) => status === 'RUNNING' && definition.version === version,
    );
    if (task === undefined) return false;
    const { clock } = this.#surroundings;
    task.status = 'STOPPED';
    task.stoppedMillis = clock.now();
    task.stoppedReason = reason;
    task.exitCode = 137;
    clock.schedule(clock.now() + replaceMillis, () => this.#look());
    return true;
  }

  describeDeployments(): ApiDeployment[] {
    return this.#deployments.map((deployment, index) => ({
      id: deployment.id,
      status: index === 0 ? 'PRIMARY' : 'ACTIVE',
      taskDefinition: deployment.definition.arn,
      desiredCount: index === 0 ? this.desiredCount : 0,
      pendingCount: this.count('PENDING', deployment),
      runningCount: this.count('RUNNING', deployment),
      failedTasks: deployment.failedTasks,
      rolloutState: deployment.rollout,
      rolloutStateReason: deployment.reason,
      createdAt: new Date(deployment.createdMillis),
      updatedAt: new Date(this.#now()),
    }));
  }

  /** Compares what runs with what should, and starts or stops tasks. Called after everything that may change either. */
  #look(): void {
    const { primary } = this;
    const mine = this.#tasks.filter(({ deploymentId }) => deploymentId === primary.id);
    const alive = mine.filter(({ status }) => status === 'PENDING' || status === 'RUNNING');
    if (primary.rollout !== 'FAILED') {
      for (let n = alive.length; n < this.desiredCount; n++) this.#start(this.#addTask(primary));
    }
    for (const task of alive.slice(this.desiredCount))
      this.#stop(task, 'Scaling activity initiated by deployment');

    if (this.count('RUNNING', primary) < this.desiredCount || primary.rollout === 'FAILED') return;
    for (const task of this.#tasks) {
      if (task.deploymentId !== primary.id) this.#stop(task, 'Scaling activity initiated by deployment');
    }
    this.#deployments = [primary];
    if (primary.rollout === 'IN_PROGRESS') {
      primary.rollout = 'COMPLETED';
      primary.reason = `ECS deployment ${primary.id} completed.`;
      this.#say(`(service ${this.options.name}) has reached a steady state.`);
    }
  }

  #start(task: Task): void {
    const { clock, random } = this.#surroundings;
    const { startSeconds, start } = this.#behaviours.of(task.definition.version);
    const millis = Math.round(startSeconds * 1000 * random.between(0.8, 1.3));
    clock.schedule(clock.now() + millis, () => {
      if (task.status !== 'PENDING') return;
      if (start === 'runs') {
        task.status = 'RUNNING';
        task.startedMillis = clock.now();
        this.#say(`(service ${this.options.name}) has started 1 tasks: (task ${idOf(task.arn)}).`);
        this.#look();
      } else if (start === 'image missing') {
        this.#fail(
          task,
          `CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ${task.definition.image}: not found`,
        );
      } else {
        task.exitCode = 1;
        this.#fail(task, 'Essential container in task exited');
      }
    });
  }

  #fail(task: Task, reason: string): void {
    const { clock } = this.#surroundings;
    task.status = 'STOPPED';
    task.stoppedMillis = clock.now();
    task.stoppedReason = reason;
    const deployment = this.#deployments.find(({ id }) => id === task.deploymentId);
    if (deployment === undefined) return;
    deployment.failedTasks += 1;
    // ECS: the threshold is half of the desired count, at least 3 and at most 200.
    const threshold = Math.min(200, Math.max(3, Math.ceil(this.desiredCount / 2)));
    if (this.options.circuitBreaker.enable && deployment.failedTasks >= threshold)
      this.#breakCircuit(deployment);
    else clock.schedule(clock.now() + replaceMillis, () => this.#look());
  }

  #breakCircuit(deployment: Deployment): void {
    if (deployment.rollout !== 'IN_PROGRESS') return;
    deployment.rollout = 'FAILED';
    deployment.reason = 'ECS deployment circuit breaker: tasks failed to start.';
    this.#say(
      `(service ${this.options.name}) (deployment ${deployment.id}) deployment failed: tasks failed to start.`,
    );
    for (const task of this.#tasks) {
      if (task.deploymentId === deployment.id) this.#stop(task, 'Deployment failed');
    }
    const previous = this.#deployments.at(1);
    if (!this.options.circuitBreaker.rollback || previous === undefined) return;
    deployment.reason += ` rolling back to deploymentId ${previous.id}.`;
    this.#deployments = [this.#deployment(previous.definition), ...this.#deployments];
    this.#look();
  }

  #stop(task: Task, reason: string): void {
    if (task.status !== 'PENDING' && task.status !== 'RUNNING') return;
    task.status = 'STOPPING';
    task.stoppedReason = reason;
    const { clock } = this.#surroundings;
    clock.schedule(clock.now() + stopMillis, () => {
      task.status = 'STOPPED';
      task.exitCode = 0;
      task.stoppedMillis = clock.now();
    });
  }

  #addTask(deployment: Deployment): Task {
    const id = this.#surroundings.random.hex(32);
    const task: Task = {
      arn: arn('ecs', `task/${this.options.cluster}/${id}`),
      deploymentId: deployment.id,
      definition: deployment.definition,
      createdMillis: this.#now(),
      status: 'PENDING',
    };
    this.#tasks.push(task);
    return task;
  }

  #deployment(definition: TaskDefinitionRef): Deployment {
    const id = `ecs-svc/${Math.floor(this.#surroundings.random.between(1e18, 9e18))}`;
    return {
      id,
      definition,
      createdMillis: this.#now(),
      rollout: 'IN_PROGRESS',
      reason: `ECS deployment ${id} in progress.`,
      failedTasks: 0,
    };
  }

  #say(message: string): void {
    this.events.unshift({ id: this.#surroundings.random.hex(32), createdAt: new Date(this.#now()), message });
    this.events.splice(100);
  }

  #now(): number {
    return this.#surroundings.clock.now();
  }
}

const idOf = (taskArn: string) => taskArn.split('/').at(-1);
