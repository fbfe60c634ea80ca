/** Identifiers are drawn from the seeded source, so that a rehearsal repeats them. */
export function uuid(random: () => number): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const variant = '89ab'[Math.floor(random() * 4)];
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

/** `arn:aws:states:us-east-1:111111111111:stateMachine:rollout` -> `rollout` */
export const nameOf = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);
