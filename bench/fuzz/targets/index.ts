import type { Target } from '../target.ts';
import { commandLine } from './command-line.ts';
import { counts } from './counts.ts';
import { handlerInput } from './handlers.ts';
import { history } from './history.ts';
import { tableItem } from './items.ts';
import { plan } from './plan.ts';
import { consoleInput, releaseEvent } from './releases.ts';
import { spec } from './spec.ts';

/** Every parser. There is none of HTTP: nothing of Haldane listens, and its pages are files without scripts. */
export const targets: readonly Target[] = [
  spec,
  releaseEvent,
  consoleInput,
  handlerInput,
  plan,
  tableItem,
  history,
  commandLine,
  counts,
];
