import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { feed } from './batch.ts';

const task = z.strictObject({
  target: z.string(),
  from: z.enum(['description', 'sample']),
  seed: z.int(),
  inputs: z.int(),
});

/** Where the pool sees at which input this thread is. */
const position = new Int32Array(z.instanceof(SharedArrayBuffer).parse(workerData));

parentPort?.on('message', async (message: unknown) => {
  const fed = await feed(task.parse(message), (index) => {
    Atomics.store(position, 0, index);
  });
  parentPort?.postMessage(fed);
});
