import { z } from 'zod';
import { executionName } from './execution-name.ts';
import type { Release } from './ports.ts';
import { registryOf } from './registry.ts';
import { parseReleaseInput, type ReleaseInput } from './release.ts';
import type { Spec } from './spec/spec.ts';
import { show } from './spec/wording.ts';

/** One execution to start. The same event always yields the same names, so that it may arrive twice. */
export type Start = { readonly name: string; readonly input: ReleaseInput };

export type StartDecision =
  | { readonly kind: 'start'; readonly starts: readonly Start[] }
  /** Nothing is wrong, and nothing is to be done. */
  | { readonly kind: 'ignore'; readonly reason: string }
  /** Someone asked for a rollout, and asked wrongly. */
  | { readonly kind: 'refuse'; readonly problem: string };

export type Trigger = Pick<Spec, 'service' | 'trigger'>;

/**
 * What an EventBridge event starts: a push to ECR, or a `Release Requested` of one's own. Only of the account and region that
 * Haldane runs in: a bus that is shared with others carries theirs, too.
 */
export function releaseOfEvent(
  event: unknown,
  specs: readonly Trigger[],
  here: { readonly account: string; readonly region: string },
): StartDecision {
  const envelope = envelopeSchema.safeParse(event);
  if (!envelope.success)
    return refuse('This is no EventBridge event: it has no source, detail-type, account, region and detail.');
  const { source, 'detail-type': detailType, account, region } = envelope.data;
  if (account !== here.account || region !== here.region)
    return refuse(`This event is of account ${show(account)} in ${show(region)}, not of ours.`);
  if (source === 'aws.ecr' && detailType === 'ECR Image Action') return releaseOfEcrEvent(event, specs);
  if (source === 'haldane' && detailType === 'Release Requested') return releaseOfRequest(event, specs);
  return ignore(`Events ${show(detailType)} of ${show(source)} start nothing.`);
}

/** What a push to ECR starts: one execution for each service that waits for this repository and tag. */
function releaseOfEcrEvent(event: unknown, specs: readonly Trigger[]): StartDecision {
  const parsed = ecrSchema.safeParse(event);
  if (!parsed.success) return refuse(`This is no ECR Image Action event: ${missing(parsed.error)}.`);
  const { account, region, detail } = parsed.data;
  const { 'repository-name': repository, 'image-digest': digest, 'image-tag': tag = '' } = detail;
  if (detail['action-type'] !== 'PUSH') return ignore(`A ${show(detail['action-type'])} releases nothing.`);
  if (detail.result !== 'SUCCESS') return ignore(`The push to ${repository} failed.`);
  // A multi-architecture push sends one event for each of its manifests, without a tag, and one for its tagged index.
  if (tag === '')
    return ignore(`${digest} in ${repository} has no tag: a part of a multi-architecture image.`);
  if (attachment.test(tag))
    return ignore(`${tag} in ${repository} is a signature or an attestation, not an image.`);

  const sameRepository = specs.filter(({ trigger }) => trigger?.ecr.repository === repository);
  if (sameRepository.length === 0) return ignore(`No service releases images of ${repository}.`);
  const matching = sameRepository.filter(({ trigger }) =>
    trigger?.ecr.tags.some((glob) => matches(glob, tag)),
  );
  if (matching.length === 0) {
    const services = sameRepository.map(({ service }) => service).join(', ');
    return ignore(`The tag ${tag} is outside the patterns of ${services}.`);
  }

  const image = `${registryOf({ account, region })}/${repository}@${digest}`;
  return {
    kind: 'start',
    starts: matching.map(({ service }) => ({
      name: executionName(service, tag, digest.slice('sha256:'.length)),
      input: { service, image, tag, requestedBy: `push to ${repository}` },
    })),
  };
}

/** What a request in the form of the console's input starts. */
function releaseOfRequest(event: unknown, specs: readonly Trigger[]): StartDecision {
  const parsed = requestSchema.safeParse(event);
  if (!parsed.success) return refuse(`This is no Release Requested event: ${missing(parsed.error)}.`);
  const { id, detail } = parsed.data;
  const asked = parseReleaseInput(detail);
  if (!asked.ok) return refuse(asked.problem);
  if (asked.kind === 'recover')
    return refuse('An event cannot start a recovery; write {"service", "image"}.');
  if (!specs.some(({ service }) => service === asked.service)) {
    return refuse(`There is no spec for the service ${asked.service}; apply one first.`);
  }
  const { service, release, hotfix, reason, requestedBy } = asked;
  const label =
    release.kind === 'image' ? (release.tag ?? 'image') : (release.key.split('/').at(-1) ?? 'archive');
  const what: Pick<ReleaseInput, 'image' | 'archive' | 'tag'> =
    release.kind === 'image'
      ? {
          image: `${release.repositoryUri}@${release.digest}`,
          ...(release.tag === undefined ? {} : { tag: release.tag }),
        }
      : { archive: withoutKind(release) };
  return {
    kind: 'start',
    starts: [
      {
        // The event's id, not the digest: asking again for a version that was rolled back is a new rollout.
        name: executionName(service, label, id.replaceAll('-', '')),
        input: {
          service,
          ...what,
          ...(hotfix ? { hotfix } : {}),
          ...(reason === null ? {} : { reason }),
          requestedBy: requestedBy ?? 'event',
        },
      },
    ],
  };
}

function withoutKind({ kind: _, ...archive }: Extract<Release, { kind: 'archive' }>) {
  return archive;
}

const envelopeSchema = z.object({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  region: z.string(),
  detail: z.unknown(),
});

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html, "Event for a completed image push" */
const ecrSchema = z.object({
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d$/),
  detail: z.object({
    'action-type': z.string(),
    result: z.string(),
    'repository-name': z.string().min(1).max(256),
    'image-digest': z.string().regex(/^sha256:[0-9a-f]{64}$/),
    'image-tag': z
      .string()
      .regex(/^(\w[\w.-]{0,127})?$/)
      .optional(),
  }),
});

const requestSchema = z.object({ id: z.string().min(1).max(100), detail: z.unknown() });

/** cosign and other tools keep signatures, attestations and bills of material beside the image, tagged with its digest. */
const attachment = /^sha256-[0-9a-f]{64}/;

/** `*` stands for any characters, none included; all others for themselves. */
function matches(glob: string, tag: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return glob === tag;
  if (!tag.startsWith(first) || !tag.endsWith(last) || tag.length < first.length + last.length) return false;
  let from = first.length;
  const end = tag.length - last.length;
  for (const part of rest) {
    const found = tag.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

const missing = (error: z.ZodError): string => {
  const path = error.issues[0]?.path.join('.') ?? '';
  return path === '' ? 'it is not an object' : `${path} is missing or wrong`;
};

const ignore = (reason: string): StartDecision => ({ kind: 'ignore', reason });
const refuse = (problem: string): StartDecision => ({ kind: 'refuse', problem });
