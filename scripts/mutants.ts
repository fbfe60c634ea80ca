import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Mutant, mutants, tell } from './mutants/mutant.ts';

const usage = `Changes the judge in one small way at a time, and says which changes no test notices.

  npm run --silent mutants                          all of them, in some minutes
  npm run --silent mutants -- --file caps           those of one file
  npm run --silent mutants -- --sample 5            every fifth
      --list      the survivors, one a line
      --own       with --file: play only the tests that are named after the file, which is quick
`;

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    sample: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
    own: { type: 'boolean', default: false },
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

/** A mutant that loops for ever is noticed too: it takes many times as long as all tests, and the machine may get busy. */
const PATIENCE = { millis: 5_000, times: 5 };
/** Modules that were imported once stay in memory. */
const MUTANTS_OF_A_PROCESS = 150;

type Worker = { readonly child: ChildProcess; readonly patience: number };

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
    worker.child.kill('SIGKILL');
  }
}

async function start(): Promise<Worker> {
  const alone = values.own && values.file !== undefined ? [values.file] : [];
  const child = fork(new URL('./mutants/worker.ts', import.meta.url), alone, {
    stdio: 'inherit',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', ({ millis }: { readonly millis: number }) =>
      resolve({ child, patience: PATIENCE.millis + PATIENCE.times * millis }),
    );
    child.once('exit', (code) => reject(new Error(`The tests fail without any mutant (exit code ${code}).`)));
  });
}

function ask({ child, patience }: Worker, one: Mutant): Promise<'killed' | 'survived' | 'stuck'> {
  return new Promise((resolve) => {
    const settle = (answer: 'killed' | 'survived' | 'stuck'): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(answer);
    };
    const timer = setTimeout(() => settle('stuck'), patience);
    child.once('message', (message: { readonly killer: string | null }) =>
      settle(message.killer === null ? 'survived' : 'killed'),
    );
    child.once('exit', () => settle('stuck'));
    child.send(one);
  });
}
