import type { Clients } from '../../providers/clients.ts';
import type { Caller } from './calls.ts';
import type { Principal } from './iam.ts';

type Command = { readonly constructor: { readonly name: string }; readonly input: unknown };

/** SDK clients whose `send` leads into the world. Once `alive()` is false (the sandbox was killed) no answer ever comes. */
export function clientsFor(caller: Caller, principal: Principal, alive: () => boolean = () => true): Clients {
  const client = <Name extends keyof Clients>(service: Name) => {
    const send = (command: Command) =>
      new Promise((resolve, reject) => {
        if (!alive()) return;
        const operation = command.constructor.name.replace(/Command$/, '');
        caller.patiently(principal, service, operation, command.input).then(
          (output) =>
            alive() && resolve({ ...(output as object), $metadata: { httpStatusCode: 200, attempts: 1 } }),
          (error) => alive() && reject(error),
        );
      });
    // The SDK's `send` is overloaded per command; here one function serves them all.
    return { send } as unknown as Clients[Name];
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
