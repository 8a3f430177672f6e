// Files that are put in their place whole: through to the disk before, and their folder after.
import { close, fsync, open } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Brings a file to the disk, has it put in its place, and brings that to the disk too. */
export async function flushed(file: string, put: () => void): Promise<void> {
  await flush(file);
  put();
  await flush(dirname(file));
}

// Through to the disk: a file's content, or a directory's entries.
async function flush(path: string): Promise<void> {
  const descriptor = await promisify(open)(path, 'r');
  try {
    await promisify(fsync)(descriptor);
  } finally {
    await promisify(close)(descriptor);
  }
}
