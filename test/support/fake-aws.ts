import type { Clients } from '../../providers/clients.ts';

/** One call as the fake saw it; `action` as IAM names it. */
export type SeenCall = { readonly action: string; readonly input: unknown };

type CommandClass<Input, Output> = new (
  input: Input,
) => {
  readonly input: Input;
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: Output }>;
};

/** Clients whose answers a test gives, command by command, usually from a little state of its own. */
export function fakeAws() {
  const answers = new Map<unknown, (input: never) => unknown>();
  const calls: SeenCall[] = [];
  const failures: { readonly error: Error; readonly command: string | undefined }[] = [];

  const client = (prefix: string) => ({
    async send(command: { readonly input: unknown }) {
      const name = command.constructor.name.replace(/Command$/, '');
      calls.push({ action: `${prefix}:${name}`, input: structuredClone(command.input) });
      const failing = failures.findIndex(
        (failure) => failure.command === undefined || failure.command === name,
      );
      if (failing >= 0) throw failures.splice(failing, 1)[0]?.error;
      const answer = answers.get(command.constructor);
      if (!answer) throw new Error(`the fake has no answer to ${name}`);
      return structuredClone(answer(structuredClone(command.input) as never));
    },
  });

  const clients = {
    route53: client('route53'),
    elbv2: client('elasticloadbalancing'),
    lambda: client('lambda'),
    ecs: client('ecs'),
    autoScaling: client('application-autoscaling'),
    cloudwatch: client('cloudwatch'),
    dynamodb: client('dynamodb'),
    sfn: client('states'),
  } as unknown as Clients;

  return {
    clients,
    calls,
    /** Actions that change something, in order. */
    writes: () =>
      calls.map(({ action }) => action).filter((action) => !/:(Get|List|Describe|Query)/.test(action)),
    on<Input, Output>(command: CommandClass<Input, Output>, answer: (input: Input) => Partial<Output>) {
      answers.set(command, answer);
    },
    /** The next call (of this command) fails. */
    failNext(error: Error, command?: string) {
      failures.push({ error, command });
    },
  };
}

export type FakeAws = ReturnType<typeof fakeAws>;

/** An error as the SDK throws it. */
export const awsError = (name: string, httpStatusCode = 400, message = 'as AWS says it'): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
