import type {
  DescribeExecutionCommandInput,
  DescribeExecutionCommandOutput,
  ExecutionListItem,
  GetExecutionHistoryCommandInput,
  GetExecutionHistoryCommandOutput,
  ListExecutionsCommandInput,
  ListExecutionsCommandOutput,
  SendTaskFailureCommandInput,
  SendTaskFailureCommandOutput,
  SendTaskHeartbeatCommandInput,
  SendTaskHeartbeatCommandOutput,
  SendTaskSuccessCommandInput,
  SendTaskSuccessCommandOutput,
  StartExecutionCommandInput,
  StartExecutionCommandOutput,
  StopExecutionCommandInput,
  StopExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import {
  createEngine,
  type Engine,
  type Execution,
  type Json,
  type RunTask,
  type StateMachine,
  type TaskCall,
} from '../engine/index.ts';
import { AwsError, required } from './aws-error.ts';
import type { Principal } from './iam.ts';
import { accountId, machineArn, region } from './place.ts';
import { type Access, type Operations, operation, type Surroundings } from './service.ts';
import { statusChange } from './status-change.ts';

export interface Sfn {
  readonly operations: Operations;
  readonly engine: Engine;
  createStateMachine(machine: {
    readonly name: string;
    readonly definition: StateMachine;
    readonly role: Principal;
  }): void;
  /** As StartExecution, at once and with nobody's permissions: the console. */
  start(machine: string, input: Json, name?: string): Execution;
  /** All executions so far, in order of their start. */
  readonly executions: readonly Execution[];
}

/** Step Functions: the engine behind the service's own API and events. `runTask` calls in the name of the machine's role. */
export function createSfn(
  { clock, random, emit }: Surroundings,
  runTask: (call: TaskCall, role: Principal) => ReturnType<RunTask>,
): Sfn {
  const machines = new Map<string, { readonly definition: StateMachine; readonly role: Principal }>();
  const executions = new Map<string, Execution>();
  let inOrder: readonly Execution[] = [];

  const engine = createEngine({
    clock,
    random: random.next,
    accountId,
    region,
    runTask: (call) => {
      const machine = machines.get(`${machineOf(call.executionArn)}`);
      if (machine === undefined) throw new Error(`No state machine for ${call.executionArn}.`);
      return runTask(call, machine.role);
    },
    onStatusChange: (execution) => {
      executions.set(execution.arn, execution);
      if (executions.size > inOrder.length) inOrder = [...executions.values()];
      emit(statusChange(execution));
    },
  });

  const start: Sfn['start'] = (machine, input, name) => {
    const known = machines.get(machineArn(machine));
    if (known === undefined) {
      throw new AwsError(
        'StateMachineDoesNotExist',
        `State Machine Does Not Exist: '${machineArn(machine)}'`,
      );
    }
    return engine.start({
      definition: known.definition,
      stateMachineArn: machineArn(machine),
      input,
      ...(name === undefined ? {} : { name }),
    });
  };
  const found = (arn: string | undefined): Execution => {
    const execution = executions.get(required(arn, 'executionArn'));
    if (execution === undefined)
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  };
  type OnExecution = { readonly executionArn: string | undefined };
  const onExecution =
    (action: string) =>
    ({ executionArn }: OnExecution): Access => ({
      action: `states:${action}`,
      resources: [required(executionArn, 'executionArn')],
    });
  /** "SendTaskSuccess" and its siblings know no resource type: a token does not tell whose it is. */
  const anywhere = (action: string) => (): Access => ({ action: `states:${action}`, resources: ['*'] });

  return {
    engine,
    start,
    get executions() {
      return inOrder;
    },
    createStateMachine: ({ name, definition, role }) => {
      machines.set(machineArn(name), { definition, role });
    },
    operations: {
      StartExecution: operation<StartExecutionCommandInput, StartExecutionCommandOutput>(
        ({ stateMachineArn }) => ({
          action: 'states:StartExecution',
          resources: [required(stateMachineArn, 'stateMachineArn')],
        }),
        ({ stateMachineArn, name, input = '{}' }) => {
          if (name !== undefined && !/^[^\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u.test(name)) {
            throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
          }
          const machine = required(stateMachineArn, 'stateMachineArn').split(':').at(-1) ?? '';
          const execution = translated(() => start(machine, parsed(input, 'InvalidExecutionInput'), name));
          return { executionArn: execution.arn, startDate: new Date(execution.startMillis) };
        },
      ),
      DescribeExecution: operation<DescribeExecutionCommandInput, DescribeExecutionCommandOutput>(
        onExecution('DescribeExecution'),
        ({ executionArn }) => {
          const execution = found(executionArn);
          const { arn, input, output, error, cause } = execution;
          return {
            ...listed(execution),
            executionArn: arn,
            input: JSON.stringify(input),
            inputDetails: { included: true },
            ...(output === undefined
              ? {}
              : { output: JSON.stringify(output), outputDetails: { included: true } }),
            ...(error === undefined ? {} : { error }),
            ...(cause === undefined ? {} : { cause }),
          };
        },
      ),
      ListExecutions: operation<ListExecutionsCommandInput, ListExecutionsCommandOutput>(
        ({ stateMachineArn }) => ({
          action: 'states:ListExecutions',
          resources: [required(stateMachineArn, 'stateMachineArn')],
        }),
        ({ stateMachineArn, statusFilter, maxResults = 100, nextToken }) => {
          const all = [...executions.values()]
            .filter((execution) => execution.stateMachineArn === stateMachineArn)
            .filter(({ status }) => statusFilter === undefined || status === statusFilter)
            .toReversed();
          const { items, ...next } = pageOf(all, maxResults, nextToken);
          return { executions: items.map(listed), ...next };
        },
      ),
      GetExecutionHistory: operation<GetExecutionHistoryCommandInput, GetExecutionHistoryCommandOutput>(
        onExecution('GetExecutionHistory'),
        ({ executionArn, maxResults = 100, nextToken, reverseOrder = false }) => {
          const { history } = found(executionArn);
          const { items, ...next } = pageOf(
            reverseOrder ? history.toReversed() : history,
            maxResults,
            nextToken,
          );
          return { events: items, ...next };
        },
      ),
      StopExecution: operation<StopExecutionCommandInput, StopExecutionCommandOutput>(
        onExecution('StopExecution'),
        ({ executionArn, error, cause }) => {
          const execution = found(executionArn);
          if (execution.status === 'RUNNING') execution.stop(error, cause);
          return { stopDate: new Date(execution.stopMillis ?? clock.now()) };
        },
      ),
      SendTaskSuccess: operation<SendTaskSuccessCommandInput, SendTaskSuccessCommandOutput>(
        anywhere('SendTaskSuccess'),
        ({ taskToken, output }) => {
          const result = parsed(required(output, 'output'), 'InvalidOutput');
          translated(() => engine.sendTaskSuccess(required(taskToken, 'taskToken'), result));
          return {};
        },
      ),
      SendTaskFailure: operation<SendTaskFailureCommandInput, SendTaskFailureCommandOutput>(
        anywhere('SendTaskFailure'),
        ({ taskToken, error, cause }) => {
          translated(() => engine.sendTaskFailure(required(taskToken, 'taskToken'), error, cause));
          return {};
        },
      ),
      SendTaskHeartbeat: operation<SendTaskHeartbeatCommandInput, SendTaskHeartbeatCommandOutput>(
        anywhere('SendTaskHeartbeat'),
        ({ taskToken }) => {
          translated(() => engine.sendTaskHeartbeat(required(taskToken, 'taskToken')));
          return {};
        },
      ),
    },
  };
}

const machineOf = (executionArn: string) => machineArn(executionArn.split(':')[6] ?? '');

/** The engine throws errors of the service's names; over the API they come as the SDK's. */
function translated<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof AwsError || !(error instanceof Error) || error.name === 'Error') throw error;
    throw new AwsError(error.name, error.message);
  }
}

function parsed(text: string, errorName: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(
      errorName,
      `Invalid State Machine Execution Input: '${text.slice(0, 40)}' is not JSON`,
    );
  }
}

const listed = ({
  arn,
  stateMachineArn,
  name,
  status,
  startMillis,
  stopMillis,
}: Execution): ExecutionListItem => ({
  executionArn: arn,
  stateMachineArn,
  name,
  status,
  startDate: new Date(startMillis),
  ...(stopMillis === undefined ? {} : { stopDate: new Date(stopMillis) }),
});

function pageOf<T>(
  all: readonly T[],
  maxResults: number,
  nextToken = '0',
): { items: T[]; nextToken?: string } {
  const [from, to] = [Number(nextToken), Number(nextToken) + Math.min(1000, maxResults || 100)];
  return { items: all.slice(from, to), ...(to < all.length ? { nextToken: String(to) } : {}) };
}
