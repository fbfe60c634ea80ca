import { z } from 'zod';

/** A CloudFormation template as it is packaged, intrinsic functions and all. */
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };
export type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string | undefined;
};

const shape = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
});

export const readTemplate = (text: string): Template => shape.parse(JSON.parse(text));

export type Named = Resource & { readonly name: string };

export const ofType = ({ Resources }: Template, type: string): readonly Named[] =>
  Object.entries(Resources).flatMap(([name, resource]) =>
    resource.Type === `AWS::${type}` ? [{ name, ...resource }] : [],
  );

/** The value at `Properties.a.b.c`; lists by index. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    value,
  );

export type PolicyStatement = {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource: readonly unknown[];
  readonly Condition?: unknown;
};

const many = <T extends z.ZodType>(one: T) => z.union([z.array(one), one.transform((value) => [value])]);
const statement = z.looseObject({
  Effect: z.string(),
  Principal: z.unknown().optional(),
  Action: many(z.string()),
  Resource: many(z.unknown()).default([]),
  Condition: z.unknown().optional(),
});

export const statementsIn = (document: unknown): readonly PolicyStatement[] =>
  z.looseObject({ Statement: z.array(statement) }).parse(document).Statement;
