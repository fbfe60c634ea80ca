import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Clients } from '../../providers/clients.ts';
import { table } from '../../providers/table.ts';

const send = async (): Promise<never> => {
  throw new Error('Nobody may call AWS here.');
};
const client = { send };

/** An account that must not be touched. */
export const noClients: Clients = {
  route53: client,
  elbv2: client,
  lambda: client,
  ecs: client,
  autoScaling: client,
  cloudwatch: client,
  dynamodb: client,
  sfn: client,
};

/** An account in which every call fails, and which remembers them by their commands' names. */
export function recordingClients(): { readonly clients: Clients; readonly calls: readonly string[] } {
  const calls: string[] = [];
  const recording = {
    async send(command: object): Promise<never> {
      calls.push(command.constructor.name);
      throw new Error('This account answers nobody.');
    },
  };
  const names = Object.keys(noClients).map((name) => [name, recording] as const);
  return { clients: { ...noClients, ...Object.fromEntries(names) }, calls };
}

/** Haldane's table with one item, whatever is asked for. */
export const tableWith = (item: Readonly<Record<string, AttributeValue>>) =>
  table({ dynamodb: { send: async () => ({ Item: item, Items: [item] }) } }, 'haldane');
