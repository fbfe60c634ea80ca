import { z } from 'zod';
import type { Release } from './ports.ts';
import { serviceName } from './spec/schema.ts';
import { show, wording } from './spec/wording.ts';

/** What starts a rollout, in the words of the person or event that asks for it. Also the input of the execution. */
export type ReleaseInput = {
  readonly service: string;
  readonly image?: string;
  readonly archive?: { readonly bucket: string; readonly key: string; readonly objectVersion?: string };
  readonly tag?: string;
  readonly hotfix?: boolean;
  readonly reason?: string;
  readonly requestedBy?: string;
};

export type ParsedReleaseInput =
  | {
      readonly ok: true;
      readonly kind: 'release';
      readonly service: string;
      readonly release: Release;
      readonly hotfix: boolean;
      readonly reason: string | null;
      readonly requestedBy: string | null;
    }
  /** An execution that was stopped and whose traffic must be returned. */
  | { readonly ok: true; readonly kind: 'recover'; readonly executionArn: string }
  | { readonly ok: false; readonly problem: string };

/** Reads the input of the console, of `haldane start` or of an event; wrong input gets one clear sentence. */
export function parseReleaseInput(json: unknown): ParsedReleaseInput {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refuse(`The input is ${show(json)}, not an object; write for example ${example}`);
  }
  if ('recover' in json) return parseRecovery(json);

  const parsed = inputSchema.safeParse(json, { error: wording });
  if (!parsed.success) return refuse(sentenceOf(parsed.error));
  const { service, image, archive, tag, hotfix, reason, requestedBy } = parsed.data;
  if ((image === undefined) === (archive === undefined)) {
    const how = image === undefined ? 'neither an image nor an archive' : 'both an image and an archive';
    return refuse(`The input names ${how}; write one of them, for example ${example}`);
  }
  if (archive !== undefined && tag !== undefined) {
    return refuse('tag: an archive has no tag; leave it out');
  }
  const release = image === undefined ? archiveOf(archive) : imageOf(image, tag);
  if (typeof release === 'string') return refuse(release);
  return {
    ok: true,
    kind: 'release',
    service,
    release,
    hotfix: hotfix ?? false,
    reason: reason ?? null,
    requestedBy: requestedBy ?? null,
  };
}

const example = '{"service": "recommendation", "image": "REPOSITORY_URI@sha256:..."}';

const line = z.string().min(1).max(1000);
const inputSchema = z.strictObject({
  service: serviceName,
  image: z.string().optional(),
  archive: z
    .strictObject({
      bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
        error: ({ input }) =>
          `${show(input)} is not the name of a bucket; write it without s3:// and without the key`,
      }),
      key: z.string().min(1).max(1024),
      objectVersion: z.exactOptional(z.string().min(1).max(1024)),
    })
    .optional(),
  tag: z
    .string()
    .regex(/^\w[\w.-]{0,127}$/, {
      error: ({ input }) => `${show(input)} is not a tag; write for example v42`,
    })
    .optional(),
  hotfix: z.boolean().optional(),
  reason: line.optional(),
  requestedBy: line.optional(),
});

const recoverSchema = z.strictObject({
  recover: z.string().regex(/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:execution:[^:]+:[^:]+$/),
});

function parseRecovery(json: object): ParsedReleaseInput {
  const parsed = recoverSchema.safeParse(json);
  if (parsed.success) return { ok: true, kind: 'recover', executionArn: parsed.data.recover };
  return refuse('A recovery is {"recover": "ARN of the stopped execution"} and nothing else.');
}

/** `REGISTRY/NAME@sha256:DIGEST`, with a tag before the @ or beside it. A string is what is wrong with it. */
function imageOf(image: string, tagBeside: string | undefined): Release | string {
  const [, repositoryUri, tagWithin, digest] = imagePattern.exec(image) ?? [];
  if (repositoryUri === undefined) {
    return `image: ${show(image)} is not an image; write for example ${exampleImage}`;
  }
  if (!repositoryUri.includes('/')) {
    return `image: ${show(image)} has no registry; write for example ${exampleImage}`;
  }
  if (digest === undefined) return noDigest(image, repositoryUri, tagWithin ?? tagBeside ?? 'TAG');
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    return `image: ${show(digest)} is not a digest; write sha256: and 64 hexadecimal digits`;
  }
  if (tagWithin !== undefined && tagBeside !== undefined && tagWithin !== tagBeside) {
    return `tag: the image says ${tagWithin}, but tag says ${tagBeside}; write one of them`;
  }
  const tag = tagWithin ?? tagBeside;
  return { kind: 'image', repositoryUri, digest, ...(tag === undefined ? {} : { tag }) };
}

const exampleImage = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/recommendation@sha256:...';
const imagePattern =
  /^([a-z0-9][a-z0-9._:-]*(?:\/[a-z0-9._-]+)+|[a-z0-9][a-z0-9._-]*)(?::(\w[\w.-]*))?(?:@(.*))?$/;

function noDigest(image: string, repositoryUri: string, tag: string): string {
  const name = repositoryUri.slice(repositoryUri.indexOf('/') + 1);
  return (
    `image: ${show(image)} has no digest, and a tag can move; write ${repositoryUri}@ and what this prints: ` +
    `aws ecr describe-images --repository-name ${name} --image-ids imageTag=${tag} --query "imageDetails[0].imageDigest" --output text`
  );
}

function archiveOf(archive: ReleaseInput['archive']): Release | string {
  return archive === undefined ? 'archive: is missing' : { kind: 'archive', ...archive };
}

const refuse = (problem: string): ParsedReleaseInput => ({ ok: false, problem });

/** The first thing that is wrong: the others often follow from it. */
function sentenceOf(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return `The input is wrong; write for example ${example}`;
  const [sentence = issue.message] = issue.message.split('\n');
  return issue.path.length === 0 ? sentence : `${issue.path.join('.')}: ${sentence}`;
}
