import type { Call } from '../world/index.ts';

/** Is this the call of a router that moves weights? */
export const movesTraffic = ({ operation }: Call): boolean => writes.has(operation);

const writes: ReadonlySet<string> = new Set([
  'ChangeResourceRecordSets',
  'ModifyListener',
  'ModifyRule',
  'UpdateAlias',
]);
