import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Mutant, mutants, tell } from './mutants/mutant.ts';

const usage = `Changes the judge in one small way at a time, and says which changes no test notices.

  npm run --silent mutants                          all of them, in some minutes
  npm run --silent mutants -- --file caps           those of one file
  npm run --silent mutants -- --sample 5            every fifth
      --list      the survivors, one a line
`;

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    sample: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit();
}
const every = Number(values.sample);
if (!Number.isInteger(every) || every < 1) {
  console.error('--sample takes a whole number from 1.');
  process.exit(2);
}

const chosen = mutants('rollout/judge')
  .filter(({ path }) => values.file === undefined || path.endsWith(`/${values.file}.ts`))
  .filter((_, i) => i % every === 0);
if (chosen.length === 0) {
  console.error(`There is nothing to change in rollout/judge/${values.file}.ts.`);
  process.exit(2);
}

/** A mutant that loops for ever is noticed too. */
const PATIENCE_MILLIS = 60_000;
/** Modules that were imported once stay in memory. */
const MUTANTS_OF_A_PROCESS = 150;

const survivors: Mutant[] = [];
const queue = [...chosen];
await Promise.all([work(), work()]);

const killed = chosen.length - survivors.length;
const percent = (100 * killed) / chosen.length;
for (const [path, of] of Map.groupBy(chosen, (one) => one.path)) {
  const left = survivors.filter((one) => one.path === path).length;
  console.log(
    `${path.padEnd(34)} ${String(of.length - left).padStart(4)} of ${String(of.length).padStart(4)}`,
  );
}
if (values.list) for (const one of survivors) console.log(tell(one));
console.log(`${killed} of ${chosen.length} mutants killed (${percent.toFixed(1)}%)`);
process.exitCode = percent >= 90 ? 0 : 1;

async function work(): Promise<void> {
  while (queue.length > 0) {
    const worker = await start();
    for (let i = 0; i < MUTANTS_OF_A_PROCESS; i++) {
      const one = queue.shift();
      if (one === undefined) break;
      const answer = await ask(worker, one);
      if (answer === 'survived') survivors.push(one);
      if (answer === 'stuck') break;
    }
    worker.kill('SIGKILL');
  }
}

async function start(): Promise<ChildProcess> {
  const worker = fork(new URL('./mutants/worker.ts', import.meta.url), { stdio: 'inherit' });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('exit', (code) =>
      reject(new Error(`The tests fail without any mutant (exit code ${code}).`)),
    );
  });
  return worker;
}

function ask(worker: ChildProcess, one: Mutant): Promise<'killed' | 'survived' | 'stuck'> {
  return new Promise((resolve) => {
    const settle = (answer: 'killed' | 'survived' | 'stuck'): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(answer);
    };
    const timer = setTimeout(() => settle('stuck'), PATIENCE_MILLIS);
    worker.once('message', (message: { readonly killer: string | null }) =>
      settle(message.killer === null ? 'survived' : 'killed'),
    );
    worker.once('exit', () => settle('stuck'));
    worker.send(one);
  });
}
