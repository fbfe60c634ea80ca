import type { AwsClients } from '../../../../providers/clients.ts';
import type { Deployment, FunctionDeployment } from '../../../../rehearsal/world/index.ts';

export type Json = Record<string, unknown>;

/** Changes one state of the machine, wherever it is. */
export const withState =
  (name: string, change: (state: Json) => Json) =>
  (deployment: Deployment): Deployment =>
    withDefinition((definition) => visit(definition, name, change))(deployment);

export const withDefinition =
  (change: (definition: Json) => Json) =>
  (deployment: Deployment): Deployment => ({
    ...deployment,
    machine: {
      ...deployment.machine,
      definition: change(
        structuredClone(deployment.machine.definition) as unknown as Json,
      ) as unknown as Deployment['machine']['definition'],
    },
  });

function visit(machine: Json, name: string, change: (state: Json) => Json): Json {
  const states = machine.States as Record<string, Json>;
  const changed = Object.entries(states).map(([own, state]): [string, Json] => {
    const branches = state.Branches as Json[] | undefined;
    const inner =
      branches === undefined
        ? state
        : { ...state, Branches: branches.map((branch) => visit(branch, name, change)) };
    return [own, own === name ? change(inner) : inner];
  });
  return { ...machine, States: Object.fromEntries(changed) };
}

/** Changes one function: its permissions, its clients, or all of it. */
export const withFunction =
  (name: string, change: (before: FunctionDeployment) => FunctionDeployment) =>
  (deployment: Deployment): Deployment => {
    const full = `haldane-dev-${name}`;
    const before = deployment.functions[full];
    if (before === undefined) throw new Error(`There is no function ${name}.`);
    return { ...deployment, functions: { ...deployment.functions, [full]: change(before) } };
  };

type Send = (command: never) => Promise<unknown>;
export type Command = { readonly constructor: { readonly name: string }; readonly input: Json };

/** Stands between a handler and one of its clients. */
export const withClient = (
  name: string,
  service: keyof AwsClients,
  between: (command: Command, send: (command: Command) => Promise<unknown>) => Promise<unknown>,
) =>
  withFunction(name, (before) => ({
    ...before,
    create: (sandbox) => {
      const real = sandbox.clients[service].send.bind(sandbox.clients[service]) as unknown as Send;
      const send = (command: Command) => between(command, (next) => real(next as never));
      return before.create({ ...sandbox, clients: { ...sandbox.clients, [service]: { send } } });
    },
  }));

/** A command of the same kind with another input. */
export const withInput = (command: Command, input: Json): Command =>
  Object.assign(Object.create(Object.getPrototypeOf(command)), command, { input });

/** Takes one action away from a function or, as `rollout`, from the machine. */
export const without =
  (name: string, action: string) =>
  (deployment: Deployment): Deployment => {
    const except = <T extends { readonly actions: readonly string[] }>(statements: readonly T[]): T[] =>
      statements
        .map((statement) => ({ ...statement, actions: statement.actions.filter((one) => one !== action) }))
        .filter(({ actions }) => actions.length > 0);
    if (name === 'rollout') {
      const { machine } = deployment;
      return { ...deployment, machine: { ...machine, statements: except(machine.statements) } };
    }
    return withFunction(name, (before) => ({ ...before, statements: except(before.statements) }))(deployment);
  };
