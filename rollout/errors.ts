/**
 * The execution carries a plan that this version of Haldane does not read. Deploy a version that reads it, or stop the
 * execution: its recovery returns the traffic.
 */
export class UnreadablePlan extends Error {
  override readonly name = 'UnreadablePlan';
}
