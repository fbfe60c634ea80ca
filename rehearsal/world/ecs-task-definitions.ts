import type { RegisterTaskDefinitionCommandInput, Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Clock } from '../clock.ts';
import { AwsError, required } from './aws-error.ts';
import { digestOf } from './behaviour.ts';
import type { TaskDefinitionRef } from './ecs-service.ts';
import { arn } from './place.ts';

export interface TaskDefinitions {
  register(input: RegisterTaskDefinitionCommandInput): TaskDefinition;
  /** By family (its newest revision), `family:revision`, or ARN. */
  find(name: string | undefined): { readonly definition: TaskDefinition; readonly tags: Tag[] };
  /** What a service needs to know of it. */
  reference(name: string): TaskDefinitionRef;
}

/** The families of task definitions, each with its revisions. */
export function createTaskDefinitions(clock: Clock): TaskDefinitions {
  const definitions = new Map<string, ReturnType<TaskDefinitions['find']>>();
  const revisions = new Map<string, number>();

  const find: TaskDefinitions['find'] = (name) => {
    const bare = required(name, 'taskDefinition').replace(/^.*:task-definition\//, '');
    const full = bare.includes(':') ? bare : `${bare}:${revisions.get(bare) ?? 0}`;
    const found = definitions.get(arn('ecs', `task-definition/${full}`));
    if (found === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
    return found;
  };

  return {
    find,
    register({ tags = [], ...given }) {
      const family = required(given.family, 'family');
      const revision = (revisions.get(family) ?? 0) + 1;
      revisions.set(family, revision);
      const taskDefinitionArn = arn('ecs', `task-definition/${family}:${revision}`);
      const registeredAt = new Date(clock.now());
      const definition = { ...given, taskDefinitionArn, revision, status: 'ACTIVE', registeredAt } as const;
      definitions.set(taskDefinitionArn, { definition, tags });
      return definition;
    },
    reference(name) {
      const { definition } = find(name);
      const image = definition.containerDefinitions?.[0]?.image ?? '';
      return { arn: definition.taskDefinitionArn ?? '', image, version: digestOf(image) };
    },
  };
}
