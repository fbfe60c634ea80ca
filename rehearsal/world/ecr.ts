import { accountId, arn, region } from './place.ts';
import type { Surroundings } from './service.ts';

export interface Ecr {
  /** A finished push; without a tag, as the parts of a multi-architecture image are pushed. */
  push(image: { readonly repository: string; readonly digest: string; readonly tag?: string }): void;
}

/** `123456789012.dkr.ecr.us-east-1.amazonaws.com/recommendation@sha256:...` */
export const imageUri = (repository: string, digest: string): string =>
  `${accountId}.dkr.ecr.${region}.amazonaws.com/${repository}@${digest}`;

/** "Sample event for a completed image push", Amazon ECR user guide. */
export function createEcr({ emit }: Surroundings): Ecr {
  return {
    push({ repository, digest, tag }) {
      emit({
        source: 'aws.ecr',
        detailType: 'ECR Image Action',
        resources: [arn('ecr', `repository/${repository}`)],
        detail: {
          'action-type': 'PUSH',
          result: 'SUCCESS',
          'repository-name': repository,
          'image-digest': digest,
          ...(tag === undefined ? {} : { 'image-tag': tag }),
        },
      });
    },
  };
}
