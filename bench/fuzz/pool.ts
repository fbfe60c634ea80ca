import { Worker } from 'node:worker_threads';
import { type Batch, type Fed, inputsOf } from './batch.ts';

/** A batch takes a second or two; what takes this long at one input hangs. */
const hangMillis = 20_000;
const lookMillis = 1_000;

/** Feeds all batches on so many threads. A thread that hangs is ended, and what it hung at is found. */
export async function feedAll(
  batches: readonly Batch[],
  threads: number,
  onFed: (fed: Fed) => void,
): Promise<void> {
  let next = 0;
  const drain = async () => {
    for (;;) {
      const worker = startWorker();
      for (;;) {
        const batch = batches[next++];
        if (batch === undefined) {
          await worker.end();
          return;
        }
        const fed = await worker.feed(batch);
        onFed(fed);
        if (fed.found.some(({ what }) => what === hangs)) break;
      }
    }
  };
  await Promise.all(Array.from({ length: threads }, drain));
}

const hangs = 'hangs';

function startWorker() {
  const shared = new SharedArrayBuffer(4);
  const position = new Int32Array(shared);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: shared });
  let onFed: (fed: Fed) => void = () => {};
  let onError: (error: unknown) => void = () => {};
  worker.on('message', (fed: Fed) => onFed(fed));
  worker.on('error', (error) => onError(error));
  return {
    end: () => worker.terminate(),
    feed: (batch: Batch) =>
      new Promise<Fed>((resolve, reject) => {
        let [last, waited] = [-1, 0];
        const watch = setInterval(() => {
          const now = Atomics.load(position, 0);
          waited = now === last ? waited + lookMillis : 0;
          last = now;
          // Before its first input a thread loads everything.
          if (waited < (last < 0 ? 5 : 1) * hangMillis) return;
          const input = JSON.stringify(inputsOf(batch)[last] ?? null);
          const found = { batch, index: last, what: hangs, where: '', input };
          onFed({ batch, accepted: 0, refused: 0, slowestMillis: waited, found: [found] });
          void worker.terminate();
        }, lookMillis);
        onFed = (fed) => {
          clearInterval(watch);
          resolve(fed);
        };
        onError = (error) => {
          clearInterval(watch);
          reject(error);
        };
        Atomics.store(position, 0, -1);
        worker.postMessage(batch);
      }),
  };
}
