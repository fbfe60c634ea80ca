/** The ECR registry of an account in a region, as image URIs begin with it. */
export const registryOf = ({
  account,
  region,
}: {
  readonly account: string;
  readonly region: string;
}): string => `${account}.dkr.ecr.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
