// The layer between the service and its disk, as a test sees it: what it recorded, and what it is to fail.
import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Ground } from './ground.ts';

// The same numbers as in disk.c.
const OPERATIONS = ['create', 'write', 'sync', 'truncate', 'unlink', 'answer'] as const;
export type DiskOperation = (typeof OPERATIONS)[number];
const numberOf = (operation: DiskOperation) => OPERATIONS.indexOf(operation) + 1;

/** One thing that happened between the service and the world, in the order in which it did. */
export interface Happening {
  operation: DiskOperation;
  /** The file, or the folder; none of an answer. */
  path: string;
  inode: bigint;
  /** Where it was written, or the length that it was cut to. */
  offset: number;
  data: Buffer;
}

/** What is to fail. */
export interface Failure {
  operation: 'write' | 'sync' | 'truncate';
  /** Which call from now on: 1 is the next. */
  at: number;
  error: 'EIO' | 'ENOSPC' | 'EROFS';
  /** Whether those after it fail too, until it is mended. */
  lasts?: boolean;
  of?: 'any' | 'database' | 'log';
}

export interface Disk {
  /** Environment variables of a service that is to have this disk. */
  settings: Record<string, string>;
  fail(failure: Failure): void;
  mend(): void;
  /** How many calls failed so far. */
  failed(): number;
  recorded(): Happening[];
}

/** A disk for the service on a ground. It records when it `records`. */
export function diskOf(ground: Ground, { records = false } = {}): Disk {
  const control = join(ground.folder, 'disk-control');
  const log = join(ground.folder, 'disk-log');
  writeFileSync(control, Buffer.alloc(4096));
  const put = (fields: readonly number[]) => {
    const bytes = Buffer.alloc(fields.length * 4);
    for (const [index, field] of fields.entries()) bytes.writeInt32LE(field, index * 4);
    const descriptor = openSync(control, 'r+');
    // The first field arms: it is written last.
    writeSync(descriptor, bytes, 4, bytes.length - 4, 4);
    writeSync(descriptor, bytes, 0, 4, 0);
    closeSync(descriptor);
  };
  return {
    settings: {
      // So that a checkpoint is never far.
      WAL_LIMIT_MIB: '1',
      LD_PRELOAD: join(inject('faultsHome'), 'disk.so'),
      DISK_FILE: ground.file,
      DISK_CONTROL: control,
      ...(records ? { DISK_LOG: log } : {}),
    },
    fail: ({ operation, at, error, lasts = false, of = 'any' }) =>
      put([numberOf(operation), at, constants.errno[error], lasts ? 1 : 0, ['any', 'database', 'log'].indexOf(of), 0]),
    mend: () => put([0]),
    failed() {
      const bytes = Buffer.alloc(24);
      const descriptor = openSync(control, 'r');
      readSync(descriptor, bytes, 0, 24, 0);
      closeSync(descriptor);
      return bytes.readInt32LE(20);
    },
    recorded: () => parsed(readFileSync(log)),
  };
}

const HEADER_BYTES = 32;

function parsed(log: Buffer): Happening[] {
  const happenings: Happening[] = [];
  for (let at = 0; at < log.length; ) {
    const operation = OPERATIONS[log.readUInt32LE(at) - 1];
    if (operation === undefined) throw new Error(`the record of the disk cannot be read at ${at}`);
    const pathLength = log.readUInt32LE(at + 4);
    const dataLength = log.readUInt32LE(at + 8);
    const inode = log.readBigUInt64LE(at + 16);
    const offset = Number(log.readBigUInt64LE(at + 24));
    const begin = at + HEADER_BYTES;
    const path = log.toString('utf8', begin, begin + pathLength);
    at = begin + pathLength + dataLength;
    happenings.push({ operation, path, inode, offset, data: log.subarray(begin + pathLength, at) });
  }
  return happenings;
}
