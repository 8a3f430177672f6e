// Attachments in a folder: `ab/cdef…` by their hash, put in their place whole and through to the disk.
import { createHash, randomUUID } from 'node:crypto';
import { constants, statSync, unlinkSync } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AttachmentStore, StoreFault } from '../usecases/workshop/attachment-store.ts';

const PIECE_BYTES = 65_536;
// What was left half written by a process that ended: no upload takes so long.
const LONGEST_UPLOAD_MILLISECONDS = 86_400_000;

/** A store in a folder, which is made when something is first put. Several nodes may share it. */
export function openFolder(path: string): AttachmentStore {
  const folder = resolve(path);
  const incoming = join(folder, 'incoming');
  const placeOf = (sha256: string) => {
    // Nothing but a hash ever becomes part of a path.
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('not a SHA-256');
    return { folder: join(folder, sha256.slice(0, 2)), file: join(folder, sha256.slice(0, 2), sha256.slice(2)) };
  };

  return {
    async put(content) {
      const beside = join(incoming, randomUUID());
      try {
        await asFault(mkdir(incoming, { recursive: true, mode: 0o700 }));
        const written = await write(beside, content);
        const place = placeOf(written.sha256);
        // Over what is there, which has the same bytes: so it counts as put now, and a damaged one is mended.
        await asFault(mkdir(place.folder, { recursive: true, mode: 0o700 }).then(() => rename(beside, place.file)));
        await asFault(flush(place.folder).then(() => flush(folder)));
        return written;
      } catch (error) {
        await rm(beside, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async open(sha256) {
      const { file } = placeOf(sha256);
      return (await stat(file).catch(orNull)) && read(file);
    },
    async has(sha256) {
      return (await stat(placeOf(sha256).file).catch(orNull)) !== null;
    },
    async remove(sha256, putBefore) {
      const { file } = placeOf(sha256);
      try {
        // Nothing of this process comes between the look and the deed.
        if (statSync(file).mtimeMs >= Date.parse(putBefore)) return false;
        unlinkSync(file);
        return true;
      } catch (error) {
        orNull(error);
        return false;
      }
    },
    async *putBefore(instant) {
      await removeLeftovers(incoming);
      for (const first of await namesIn(folder, /^[0-9a-f]{2}$/))
        for (const rest of await namesIn(join(folder, first), /^[0-9a-f]{62}$/))
          if (await isOlder(join(folder, first, rest), Date.parse(instant))) yield first + rest;
    },
  };
}

/** Why a folder can't take attachments, or null. One that is not there yet is made when it is needed, so its parent counts. */
export async function folderFault(path: string): Promise<string | null> {
  for (let at = resolve(path); ; at = resolve(at, '..')) {
    const found = await stat(at).catch((error: NodeJS.ErrnoException) => error);
    if (found instanceof Error && found.code === 'ENOENT' && at !== resolve(at, '..')) continue;
    if (found instanceof Error) return `${at} cannot be looked at: ${found.code}`;
    if (!found.isDirectory()) return `${at} is not a folder`;
    const denied = await access(at, constants.R_OK | constants.W_OK | constants.X_OK).catch((error: unknown) => error);
    return denied ? `${at} cannot be written to` : null;
  }
}

async function write(path: string, content: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  // Never over a file that is there, and for its owner alone.
  const handle = await asFault(open(path, 'wx', 0o600));
  try {
    for await (const piece of content) {
      hash.update(piece);
      bytes += piece.length;
      await asFault(handle.writeFile(piece));
    }
    await asFault(handle.sync());
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

// Opened when it is first read, so that nothing is left open where nobody reads.
async function* read(file: string): AsyncGenerator<Uint8Array> {
  const handle = await asFault(open(file, 'r'));
  try {
    for (;;) {
      const { bytesRead, buffer } = await asFault(handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await namesIn(incoming, /^[0-9a-f-]{36}$/)) {
    const file = join(incoming, name);
    if (await isOlder(file, Date.now() - LONGEST_UPLOAD_MILLISECONDS)) await rm(file, { force: true });
  }
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  return ((await readdir(folder).catch(orNull)) ?? []).filter((name) => pattern.test(name)).sort();
}

async function isOlder(file: string, milliseconds: number): Promise<boolean> {
  const found = await stat(file).catch(orNull);
  return found !== null && found.mtimeMs < milliseconds;
}

// What is not there is an answer; anything else is a fault of the place.
function orNull(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return null;
  throw faultOf(error);
}

async function asFault<T>(work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    throw faultOf(error);
  });
}

function faultOf(error: unknown): StoreFault {
  return new StoreFault(`the folder of attachments: ${(error as Error).message}`, error);
}
