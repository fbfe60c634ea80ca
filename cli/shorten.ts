import { shortDigests } from '../report/page/wording.ts';

/** For reading: twelve digits of a digest, and of an execution's ARN the name. */
export const shorten = (text: string): string =>
  shortDigests(text).replaceAll(/arn:[\w-]+:states:[\w-]*:\d*:execution:[\w-]+:/g, '');
