import { createHash } from 'node:crypto';
import type { Release } from '../rollout/ports.ts';
import type { Spec } from '../rollout/spec/index.ts';
import { imageUri } from './world/index.ts';

/** What stands behind a version's name in a story, such as v42. The same name is the same release in every rehearsal. */
export interface Releases {
  /** The release as somebody asks for it: the input of an execution, without its service. */
  ask(version: string): { readonly image: string; readonly tag: string } | { readonly archive: Archive };
  /** What a workload keeps: an image by digest, or an archive's place. */
  code(version: string): string;
  /** How behaviours and the ledger name it. */
  key(version: string): string;
  readonly repository: string;
  tag(version: string): string;
}

type Archive = { readonly bucket: string; readonly key: string };

/** Images, where the spec waits for images or the workload takes nothing else; archives otherwise. */
export function releasesOf(
  { service, trigger }: Pick<Spec, 'service' | 'trigger'>,
  kinds: readonly Release['kind'][],
): Releases {
  const repository = trigger?.ecr.repository ?? service;
  const tag = (version: string) => tagFor(version, trigger?.ecr.tags ?? ['*']);
  const image = (version: string) => imageUri(repository, digestOf(version));
  const archive = (version: string): Archive => ({ bucket: 'releases', key: `${service}/${version}.zip` });
  const place = (version: string) => `s3://${archive(version).bucket}/${archive(version).key}`;
  const isImage = trigger !== null || !kinds.includes('archive');
  return {
    repository,
    tag,
    ask: (version) =>
      isImage ? { image: image(version), tag: tag(version) } : { archive: archive(version) },
    code: isImage ? image : place,
    key: isImage ? digestOf : place,
  };
}

/** Every version has a digest of its own. */
const digestOf = (version: string): string => `sha256:${createHash('sha256').update(version).digest('hex')}`;

/** A tag that the spec waits for: the version itself if it fits a pattern, else the first pattern filled with it. */
function tagFor(version: string, patterns: readonly string[]): string {
  const fits = patterns.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(version),
  );
  return fits ? version : (patterns[0] ?? version).replace('*', version).replaceAll('*', '');
}
