import { prettifyError, type ZodError } from 'zod';
import { readText } from '../cli/files.ts';
import { type CountsInput, countsSchema, judgeCounts } from '../rollout/judge/index.ts';

// `npm run --silent judge -- FILE` (`-` is standard input): the judge on your own counts, JSON in, JSON out.

const [file, ...more] = process.argv.slice(2);
if (file === undefined || more.length > 0) refuse('give one file of counts, or - for standard input');
console.log(JSON.stringify(judgeCounts(countsOf(file)), null, 2));

function countsOf(path: string): CountsInput {
  const text = attempt(
    () => readText(path === '-' ? 0 : path),
    (reason) => `cannot read ${path}: ${reason}`,
  );
  const json: unknown = attempt(
    () => JSON.parse(text),
    (reason) => `${nameOf(path)} is not JSON: ${reason}`,
  );
  const parsed = countsSchema.safeParse(json);
  return parsed.success ? parsed.data : refuse(`${nameOf(path)}: ${firstOf(parsed.error)}`);
}

function attempt<T>(action: () => T, explain: (reason: string) => string): T {
  try {
    return action();
  } catch (error) {
    return refuse(explain(error instanceof Error ? error.message : String(error)));
  }
}

function firstOf(error: ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return prettifyError(error);
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function refuse(message: string): never {
  console.error(`judge: ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
  process.exit(2);
}
