import { globSync, readFileSync } from 'node:fs';

// `npm run check:clock`: time and chance come from outside, or nothing could be rehearsed twice the same.
// The list says who may ask the machine they run on.

const allowed: Readonly<Record<string, string>> = {
  'functions/_deps.ts': 'where handlers get their clock',
};

const forbidden = /\b(Date\.now\(|new Date\(\)|setTimeout\(|setInterval\(|Math\.random\(|randomUUID\()/;

const files = globSync('{rollout,providers,functions,deploy,report,rehearsal}/**/*.ts').sort();
const found = files
  .filter((file) => !(file in allowed))
  .flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, i) => (forbidden.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
const unused = Object.keys(allowed).filter((file) => !forbidden.test(readFileSync(file, 'utf8')));

if (files.length === 0) found.push('no files found: this check is blind.');
found.push(...unused.map((file) => `${file} is allowed to ask for the time but does not.`));
if (found.length > 0) {
  console.error(found.join('\n'));
  process.exit(1);
}
console.log(`${files.length} files take time and chance from outside.`);
