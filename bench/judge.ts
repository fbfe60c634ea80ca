import { run } from './judge/index.ts';

await run(process.argv.slice(3));
