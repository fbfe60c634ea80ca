import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { awsDeps, type Deps } from './_deps.ts';
import { BadInput } from './_errors.ts';
import type { Task } from './_task.ts';

export type Handler = (event: unknown, context: Context) => Promise<object>;

/**
 * Makes a Lambda handler of a task. The only place where middy is composed; the order is telemetry (outermost, so that it
 * sees every error), names for the log lines, the task itself behind its parsed input. Dependencies are made at the first
 * call, so that importing a handler needs no environment.
 */
export function wrap<Input, Output extends object>(
  task: Task<Input, Output>,
  dependencies: () => Deps | Promise<Deps> = awsDeps,
): Handler {
  let handler: Handler | undefined;
  return async (event, context) => {
    handler ??= compose(task, await dependencies());
    return handler(event, context);
  };
}

function compose<Input, Output extends object>(task: Task<Input, Output>, deps: Deps): Handler {
  const { telemetry } = deps;
  // Lambda itself says that the time is over: that error's name is one that the machine knows, unlike middy's.
  const handler = middy<unknown, Output, Error, Context>({ timeoutEarlyInMillis: 0 })
    .use([...telemetry.middlewares])
    .before(({ event }) => telemetry.identify(namesIn(event)))
    .onError(({ error }) => telemetry.error('The handler failed', error))
    .handler(async (event) => task.run(parse(task, event), deps));
  return (event, context) => handler(event, context);
}

function parse<Input, Output extends object>(task: Task<Input, Output>, event: unknown): Input {
  const parsed = task.input.safeParse(event);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.').slice(0, 200) || 'it';
  throw new BadInput(
    `The input of this handler is wrong: ${where}: ${issue?.message.slice(0, 500) ?? 'cannot be read'}`,
  );
}

const Named = z.object({ plan: z.object({ rolloutId: z.string(), service: z.string() }) });

function namesIn(event: unknown): Record<string, string> {
  const named = Named.safeParse(event);
  return named.success ? { rollout: named.data.plan.rolloutId, service: named.data.plan.service } : {};
}
