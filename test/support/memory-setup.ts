// Before the tests: their temporary files lie in memory where there is room. To make a database on a disk took five times as long.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
// More than a whole run takes at its widest.
const ROOM_BYTES = 4 * 2 ** 30;

/** Makes the folder that the run, and all that it starts, has as TMPDIR; takes it away at the end. A TMPDIR that is given stays. */
export default function setUp(): (() => void) | undefined {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return undefined;
  const folder = mkdtempSync(join(MEMORY, 'seibi-tests-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (!runsPrograms(folder)) {
    remove();
    return undefined;
  }
  // PostgreSQL goes through it as another user.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => {
    delete process.env.TMPDIR;
    remove();
  };
}

// Elsewhere than on Linux there is no such place; in a container it is often a small one.
function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ROOM_BYTES;
}

// A place in memory is often closed to programs, and PostgreSQL may have to be copied beside its data.
function runsPrograms(folder: string): boolean {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  return spawnSync(program).status === 0;
}
