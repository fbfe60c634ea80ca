import { createHash } from 'node:crypto';
import { executionName } from '../rollout/execution-name.ts';
import type { Release } from '../rollout/ports.ts';
import { parseReleaseInput, type ReleaseInput } from '../rollout/release.ts';
import { Mistake } from './mistake.ts';

export type ReleaseOptions = {
  readonly image?: string;
  readonly archive?: string;
  readonly tag?: string;
  readonly hotfix?: boolean;
  readonly reason?: string;
};

/** A release as the state machine takes it. */
export type ReleaseOrder = {
  readonly input: ReleaseInput;
  /** The same for the same release, so that asking twice starts one; `attempt` 2 and on are new rollouts of it. */
  readonly name: (attempt: number) => string;
};

/** Reads what `haldane start` was given; throws a `Mistake`. */
export function releaseOrder(service: string, options: ReleaseOptions): ReleaseOrder {
  const { image, archive, tag, hotfix, reason } = options;
  if ((image === undefined) === (archive === undefined)) {
    throw new Mistake(
      image === undefined ? 'Nothing to release is given.' : '--image and --archive exclude each other.',
      'Give --image REPOSITORY@sha256:DIGEST or --archive s3://BUCKET/KEY.',
    );
  }
  const input: ReleaseInput = {
    service,
    ...(image === undefined ? {} : { image }),
    ...(archive === undefined ? {} : { archive: archiveOf(archive) }),
    ...(tag === undefined ? {} : { tag }),
    ...(hotfix ? { hotfix } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
  const parsed = parseReleaseInput(input);
  if (!parsed.ok) throw new Mistake(parsed.problem);
  if (parsed.kind === 'recover') throw new Mistake('This is a recovery, not a release.');
  const { label, id } = nameParts(parsed.release);
  const suffix = hotfix ? '-hotfix' : '';
  return {
    input,
    name: (attempt) => executionName(service, `${label}${suffix}${attempt > 1 ? `-${attempt}` : ''}`, id),
  };
}

/** As the `start` handler names them, so that a push and a person who repeats it mean the same rollout. */
function nameParts(release: Release): { readonly label: string; readonly id: string } {
  if (release.kind === 'image') {
    return { label: release.tag ?? 'image', id: release.digest.replace(/^sha256:/, '') };
  }
  const { bucket, key, objectVersion = '' } = release;
  return {
    label: key.split('/').at(-1) ?? 'archive',
    id: createHash('sha256').update(`${bucket}/${key}#${objectVersion}`).digest('hex'),
  };
}

function archiveOf(url: string): NonNullable<ReleaseInput['archive']> {
  const [, bucket, key, objectVersion] = /^s3:\/\/([^/]+)\/(.+?)(?:#([^#]*))?$/.exec(url) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new Mistake(
      `--archive ${url} is no object in S3.`,
      'Write for example --archive s3://my-builds/recommendation/v42.zip, with #VERSION if the bucket keeps versions.',
    );
  }
  return { bucket, key, ...(objectVersion ? { objectVersion } : {}) };
}
