import type {
  ContainerDefinition,
  RegisterTaskDefinitionCommandInput,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { NotOwned } from '../errors.ts';

type Change = {
  readonly family: string;
  readonly image: string;
  readonly container: string | undefined;
  /** An environment variable for the slot's name. */
  readonly variable: { readonly name: string; readonly value: string } | undefined;
};

/** What to register: the stable slot's definition with another image, and nothing else changed but the family. */
export function derived(
  stable: TaskDefinition,
  tags: readonly Tag[],
  { family, image, container, variable }: Change,
): RegisterTaskDefinitionCommandInput {
  const { name } = releasedContainer(stable, container);
  const own = tags.filter(({ key }) => !key?.startsWith('aws:'));
  return {
    ...registrable(stable),
    family,
    containerDefinitions: (stable.containerDefinitions ?? []).map((definition) =>
      definition.name === name ? { ...withVariable(definition, variable), image } : definition,
    ),
    ...(own.length === 0 ? {} : { tags: own }),
  };
}

/** Would registering `input` make a copy of this revision? */
export const isSame = (
  revision: TaskDefinition | undefined,
  { tags: _, ...input }: RegisterTaskDefinitionCommandInput,
): boolean =>
  revision !== undefined &&
  canonical({ ...registrable(revision), family: revision.family }) === canonical(input);

/** The container whose image is released: the one the spec names, else the only one, else the first essential one. */
export function releasedContainer(
  { containerDefinitions = [], taskDefinitionArn }: TaskDefinition,
  name: string | undefined,
): ContainerDefinition {
  const [first] = containerDefinitions;
  const chosen =
    name === undefined
      ? (containerDefinitions.find(({ essential }) => essential !== false) ?? first)
      : containerDefinitions.find((definition) => definition.name === name);
  if (chosen) return chosen;
  const names = containerDefinitions.map((definition) => definition.name).join(', ') || 'none';
  throw new NotOwned(`${taskDefinitionArn} has no container ${name ?? ''}; it has ${names}.`);
}

/** `sha256:...` of an image by digest, else its tag. */
export function versionOf({ image = '' }: ContainerDefinition): string {
  const [name = '', digest] = image.split('@');
  return digest ?? name.slice(name.lastIndexOf('/') + 1).split(':')[1] ?? 'latest';
}

/** `arn:aws:ecs:eu-west-1:123456789012:task-definition/FAMILY:7` or `FAMILY:7`. */
export const familyOf = (taskDefinition: string): string =>
  taskDefinition.slice(taskDefinition.lastIndexOf('/') + 1).replace(/:\d+$/, '');

/** A description without what AWS added when it was registered. */
function registrable({
  taskDefinitionArn: _arn,
  revision: _revision,
  status: _status,
  requiresAttributes: _requires,
  compatibilities: _compatibilities,
  registeredAt: _at,
  registeredBy: _by,
  deregisteredAt: _until,
  deleteRequestedAt: _deleteRequested,
  family: _family,
  containerDefinitions,
  ...rest
}: TaskDefinition): Omit<RegisterTaskDefinitionCommandInput, 'family'> {
  return { ...rest, containerDefinitions };
}

function withVariable(definition: ContainerDefinition, variable: Change['variable']): ContainerDefinition {
  if (!variable) return definition;
  const others = (definition.environment ?? []).filter(({ name }) => name !== variable.name);
  return { ...definition, environment: [...others, variable] };
}

/** JSON with sorted keys and without undefined fields. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
