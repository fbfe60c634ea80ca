/** What scripts can rely on; docs/cli.md explains them. */
export const exitCodes = {
  /** Done, and the answer is yes. */
  fine: 0,
  /** The rollout or rehearsal did not end as it should, or the answer is no. */
  no: 1,
  /** The command line or a file that was given is wrong; nothing was done. */
  badInput: 2,
  /** AWS refused, or could not be reached. */
  aws: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
