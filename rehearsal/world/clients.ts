import type { AwsClients } from '../../providers/clients.ts';
import type { Caller } from './calls.ts';
import type { Principal } from './iam.ts';
import { SandboxKilled } from './killed.ts';

type Command = { readonly constructor: { readonly name: string }; readonly input: unknown };

/** The sandbox that a client lives in. Once it is not alive any more, no answer ever comes. */
export type Life = { readonly alive: () => boolean; readonly kill: () => void };

const immortal: Life = { alive: () => true, kill: () => {} };

/** SDK clients whose `send` leads into the world. */
export function clientsFor(
  caller: Caller,
  principal: Principal,
  { alive, kill }: Life = immortal,
): AwsClients {
  const client = <Name extends keyof AwsClients>(service: Name) => {
    // As providers/clients.ts sets it for handlers. People's tools are patient.
    const maxAttempts = service === 'route53' && alive !== immortal.alive ? 1 : 3;
    const send = (command: Command) =>
      new Promise((resolve, reject) => {
        if (!alive()) return;
        const operation = command.constructor.name.replace(/Command$/, '');
        caller.patiently(principal, service, operation, command.input, maxAttempts).then(
          (output) =>
            alive() && resolve({ ...(output as object), $metadata: { httpStatusCode: 200, attempts: 1 } }),
          (error) => {
            if (error instanceof SandboxKilled) kill();
            else if (alive()) reject(error);
          },
        );
      });
    // The SDK's `send` is overloaded per command; here one function serves them all.
    return { send } as unknown as AwsClients[Name];
  };
  return {
    route53: client('route53'),
    elbv2: client('elbv2'),
    lambda: client('lambda'),
    ecs: client('ecs'),
    autoScaling: client('autoScaling'),
    cloudwatch: client('cloudwatch'),
    dynamodb: client('dynamodb'),
    sfn: client('sfn'),
  };
}
