import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

export type Files = {
  exists(path: string): boolean;
  /** Throws what the file system says, or that the file is too large to be what was meant. */
  read(path: string): string;
  /** Names in a folder, in order; none if there is no such folder. */
  list(folder: string): readonly string[];
  /** Makes the folders above it. */
  write(path: string, text: string): void;
};

/** The file system of this machine. */
export const files: Files = {
  exists: existsSync,
  read: (path) => readText(path),
  list: (folder) => (existsSync(folder) ? readdirSync(folder).sort() : []),
  write(path, text) {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  },
};

/** Far more than any spec or list of counts. */
const mostBytes = 64 * 1024 * 1024;

/** The text of a file or, for 0, of standard input. What has no size of its own, such as /dev/zero, may have no end either. */
export function readText(file: string | 0, most = mostBytes): string {
  if (file === 0) return readFileSync(0, 'utf8');
  const status = statSync(file);
  if (status.size > most) throw tooLarge(most);
  // Pipes say no size and are read to their end; endless devices are not.
  if (!status.isCharacterDevice()) return readFileSync(file, 'utf8');
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(most + 1);
    let length = 0;
    for (;;) {
      const got = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (got === 0) return buffer.toString('utf8', 0, length);
      length += got;
      if (length > most) throw tooLarge(most);
    }
  } finally {
    closeSync(descriptor);
  }
}

const tooLarge = (most: number) => new Error(`it is larger than ${most / 1024 / 1024} MiB`);

/**
 * One folder after the other: Node's `recursive` goes round for ever where a folder that exists answers ENOENT to a new one in it,
 * as those of /proc do.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}
