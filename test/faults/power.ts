// What a disk holds when the power fails: what was synced, and of the rest nothing, or any part of it.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Chance } from '../../src/cli/demo/stage.ts';
import type { Happening } from './disk.ts';

// What a disk writes whole.
const SECTOR_BYTES = 512;

/** The bytes of a file, growing. */
class Bytes {
  private held: Buffer;
  private length: number;

  constructor(content: Buffer) {
    this.held = Buffer.from(content);
    this.length = content.length;
  }

  write(data: Buffer, offset: number): void {
    this.reach(Math.max(this.length, offset + data.length));
    data.copy(this.held, offset);
  }

  cut(length: number): void {
    this.reach(length);
    this.length = length;
  }

  content(): Buffer {
    return this.held.subarray(0, this.length);
  }

  private reach(length: number): void {
    if (length > this.held.length) {
      const more = Buffer.alloc(length * 2);
      this.held.copy(more, 0, 0, this.length);
      this.held = more;
    }
    if (length > this.length) this.held.fill(0, this.length, length);
    this.length = Math.max(this.length, length);
  }
}

interface Inode {
  synced: Bytes;
  /** Writes and truncates since the last sync. */
  unsynced: Happening[];
}

/** How much of what was not synced is there all the same. */
export type Survival = 'nothing' | 'some';

/** A disk that is told what happens, and can be looked at as if the power had failed at that moment. */
export class PowerlessDisk {
  private readonly inodes = new Map<bigint, Inode>();
  private readonly entries = new Map<string, bigint>();
  private unsyncedEntries: Happening[] = [];
  private readonly folder: string;

  /** Begins with the file as it stands, all of it synced. */
  constructor(file: string) {
    this.folder = dirname(file);
    const inode = statSync(file, { bigint: true }).ino;
    this.entries.set(file, inode);
    this.inodes.set(inode, { synced: new Bytes(readFileSync(file)), unsynced: [] });
  }

  happens(happening: Happening): void {
    const { operation, path, inode } = happening;
    if (operation === 'create') this.inodes.set(inode, { synced: new Bytes(Buffer.alloc(0)), unsynced: [] });
    if (operation === 'create' || operation === 'unlink') this.unsyncedEntries.push(happening);
    else if (operation === 'sync' && path === this.folder) {
      for (const entry of this.unsyncedEntries) enter(this.entries, entry);
      this.unsyncedEntries = [];
    } else if (operation === 'sync') {
      const file = this.file(happening);
      for (const one of file.unsynced) apply(file.synced, one, one.data);
      file.unsynced = [];
    } else if (operation === 'write' || operation === 'truncate') this.file(happening).unsynced.push(happening);
  }

  /** Puts the files of the database where `database` is, as the disk would have them; those that are not on it are taken away. */
  put(database: string, file: string, survival: Survival, chance: Chance): void {
    const entries = new Map(this.entries);
    // Entries reach the disk in their order.
    const kept = survival === 'nothing' ? 0 : chance.whole(0, this.unsyncedEntries.length);
    for (const entry of this.unsyncedEntries.slice(0, kept)) enter(entries, entry);
    for (const suffix of ['', '-wal', '-journal', '-shm']) {
      const inode = entries.get(`${file}${suffix}`);
      const found = inode === undefined ? undefined : this.inodes.get(inode);
      if (found === undefined) rmSync(`${database}${suffix}`, { force: true });
      else writeFileSync(`${database}${suffix}`, contentOf(found, survival, chance));
    }
  }

  private file({ inode, path }: Happening): Inode {
    const found = this.inodes.get(inode);
    if (!found) throw new Error(`${path} was written, and nobody saw it made`);
    return found;
  }
}

function enter(entries: Map<string, bigint>, { operation, path, inode }: Happening): void {
  if (operation === 'create') entries.set(path, inode);
  else entries.delete(path);
}

function apply(bytes: Bytes, { operation, offset }: Happening, data: Buffer): void {
  if (operation === 'write') bytes.write(data, offset);
  else bytes.cut(offset);
}

function contentOf({ synced, unsynced }: Inode, survival: Survival, chance: Chance): Buffer {
  if (survival === 'nothing' || unsynced.length === 0) return synced.content();
  const bytes = new Bytes(synced.content());
  for (const one of unsynced) {
    if (chance.happens(0.5)) continue;
    // A write that was under way is there up to some sector.
    const sectors = Math.ceil(one.data.length / SECTOR_BYTES);
    const isTorn = one.operation === 'write' && sectors > 1 && chance.happens(0.2);
    apply(bytes, one, isTorn ? one.data.subarray(0, chance.whole(1, sectors - 1) * SECTOR_BYTES) : one.data);
  }
  return bytes.content();
}
