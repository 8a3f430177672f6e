// What this browser keeps for when the network is gone: who is signed in, what was read, and what waits to be sent. Wiped at sign-out.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ProblemBody } from '../api/client.ts';
import type { Session } from '../api/types.ts';
import type { Bilingual } from '../language/bilingual.ts';

export interface QueuedEntry {
  /** Its Idempotency-Key, so that sending it again does it once. */
  key: string;
  /** The person who made it: nobody else's session sends it. */
  ownerId: string;
  method: 'POST' | 'PATCH';
  path: string;
  body: unknown;
  /** The revision that its maker saw, for acts that ask for one. */
  ifMatch: number | null;
  workOrderId: string;
  /** The number of its order, and what it does, as its maker saw it. */
  number: string;
  label: Bilingual<string>;
  madeAt: string;
  state: 'waiting' | 'refused';
  /** Why the service refused it, as it said then. */
  problem: ProblemBody | null;
}

interface Vault extends DBSchema {
  who: { key: 'session'; value: Session };
  read: { key: string; value: { path: string; data: unknown; readAt: string } };
  queue: { key: string; value: QueuedEntry; indexes: { madeAt: string } };
}

let opened: Promise<IDBPDatabase<Vault>> | null = null;

function open(): Promise<IDBPDatabase<Vault>> {
  opened ??= openDB<Vault>('seibi', 1, {
    upgrade(database) {
      database.createObjectStore('who');
      database.createObjectStore('read', { keyPath: 'path' });
      database.createObjectStore('queue', { keyPath: 'key' }).createIndex('madeAt', 'madeAt');
    },
  });
  return opened;
}

/** Who was signed in when the service was last reached; null: nobody, or their session has run out. */
export async function keptSession(now = Date.now()): Promise<Session | null> {
  const kept = await (await open()).get('who', 'session');
  return kept?.expiresAt && Date.parse(kept.expiresAt) > now ? kept : null;
}

export async function keepSession(session: Session): Promise<void> {
  await (await open()).put('who', session, 'session');
}

export async function keepRead(path: string, data: unknown): Promise<void> {
  await (await open()).put('read', { path, data, readAt: new Date().toISOString() });
}

export async function findRead(path: string): Promise<unknown> {
  return (await (await open()).get('read', path))?.data;
}

/** What waits to be sent, the oldest first. */
export async function queuedEntries(): Promise<QueuedEntry[]> {
  return await (await open()).getAllFromIndex('queue', 'madeAt');
}

export async function putEntry(entry: QueuedEntry): Promise<void> {
  await (await open()).put('queue', entry);
}

export async function removeEntry(key: string): Promise<void> {
  await (await open()).delete('queue', key);
}

/** Forgets everything of whoever was signed in. */
export async function wipeVault(): Promise<void> {
  const database = await open();
  await Promise.all([database.clear('who'), database.clear('read'), database.clear('queue')]);
}
