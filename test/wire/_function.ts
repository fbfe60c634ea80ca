import { CreateFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { clients, query } from './_moto.ts';

/** A function with two published versions, `1` and `2`; answers its name. */
export async function publishedFunction(): Promise<string> {
  const FunctionName = `f${Math.random().toString(36).slice(2)}`;
  const { lambda } = clients;
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: await role(FunctionName),
      PackageType: 'Image',
      Code: { ImageUri: image('1') },
      Publish: true,
    }),
  );
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri: image('2'), Publish: true }));
  return FunctionName;
}

/** moto does not look for the image, unless the repository exists there. */
export const image = (tag: string) =>
  `123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${tag.padStart(64, '0')}`;

async function role(RoleName: string): Promise<string> {
  const xml = await query('iam', {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName,
    AssumeRolePolicyDocument: '{}',
  });
  return /<Arn>(.*?)</.exec(xml)?.[1] ?? '';
}
