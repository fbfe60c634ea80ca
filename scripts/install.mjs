// Makes `npm test` and `npm start` work on a fresh clone: installs what package-lock.json says, unless that is done.
// Runs on any Node >= 20 with nothing installed, so it uses only Node's own modules.
//   node scripts/install.mjs            install if needed
//   node scripts/install.mjs --stamp    say that node_modules is as package-lock.json says (npm does so after an install)
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.haldane-installed');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (process.argv.includes('--stamp')) {
  if (existsSync(modules)) writeFileSync(stamp, lock);
} else if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  install();
}

function install() {
  process.stderr.write('Installing the dependencies (once, about a minute)...\n');
  const { status, error } = spawnSync(
    'npm',
    // Not `npm ci`: that refuses a lock file without the binaries of every other platform, which some registries do not
    // have. This takes the locked versions too, and changes neither package.json nor the lock file.
    // The project's .npmrc silences npm; here its errors must show.
    ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      env: { ...process.env, ...systemPath() },
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (error !== undefined) throw error;
  if (status !== 0) {
    process.stderr.write(
      'npm install failed. Its message is above; once that is solved, run the same command again.\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

/** The installation may replace the Node that npm scripts find first, so it runs on the system's. */
function systemPath() {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (process.env[name] ?? '').split(delimiter);
  return { [name]: folders.filter((folder) => !folder.startsWith(modules)).join(delimiter) };
}
