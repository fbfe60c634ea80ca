import { run } from './fuzz/index.ts';

process.exitCode = await run(process.argv.slice(3));
