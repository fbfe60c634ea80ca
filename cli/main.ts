#!/usr/bin/env node
import { realDeps } from './deps.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), realDeps());
