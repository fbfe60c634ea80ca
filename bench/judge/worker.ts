import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { gridOf } from './grid.ts';
import { work } from './work.ts';

const taskSchema = z.strictObject({ isSmall: z.boolean(), seed: z.string(), index: z.int() });
export type Task = z.infer<typeof taskSchema>;

parentPort?.on('message', (message: unknown) => {
  const { isSmall, seed, index } = taskSchema.parse(message);
  const cell = gridOf(isSmall)[index];
  if (cell === undefined) throw new RangeError(`There is no cell ${index}.`);
  const start = performance.now();
  const result = work(cell, seed);
  parentPort?.postMessage({ index, result, seconds: (performance.now() - start) / 1000 });
});
