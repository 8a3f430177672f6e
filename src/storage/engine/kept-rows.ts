// What a connection keeps of the registers: rows that decisions ask for again and again, good while the revision of the registers stands.
import { sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import type { Tables } from '../tables.ts';

/** The tables of which rows are kept: triggers raise the revision of the registers with every change of theirs, whoever makes it. */
export const KEPT_TABLES: ReadonlySet<keyof Tables> = new Set([
  'equivalences',
  'platforms',
  'facilities',
  'certifications',
  'capabilities',
  'closures',
  'instruments',
  'authorizations',
  'people',
  'qualifications',
  'apiKeys',
  'suppliers',
  'catalogueItems',
  'weightings',
]);

// Records and lists of a thousand people and permits; then it is begun anew.
const MOST_KEPT = 5_000;

/**
 * Rows kept by one connection. The revision is read in the transaction that asks, so what is answered is what the transaction would have
 * read itself; on PostgreSQL that read takes the place of the others' in telling who met whom.
 */
export class KeptRows {
  private readonly rows = new Map<string, unknown>();
  private revision: number | null = null;
  private isRead = false;
  private isTouched = false;

  /** A work begins: the revision has to be read again. */
  begin(): void {
    this.isRead = false;
    this.isTouched = false;
  }

  /** The work changes a register. */
  touch(): void {
    this.isRead = false;
    this.isTouched = true;
  }

  /** The work is undone, and with it what it has changed: the next change will have the same revision. */
  undo(): void {
    if (this.isTouched) this.forget();
  }

  /** What was read may not be there. */
  forget(): void {
    this.rows.clear();
    this.revision = null;
    this.isRead = false;
  }

  /** What `load` reads, of `KEPT_TABLES` alone, under a key that says all it depends on. Not to be changed by who gets it. */
  async get<T>(tx: Tx, key: string, load: () => Promise<T>): Promise<T> {
    if (!this.isRead) {
      const revision = await readRevision(tx);
      if (revision !== this.revision) this.rows.clear();
      this.revision = revision;
      this.isRead = true;
    }
    const kept = this.rows.get(key);
    if (kept !== undefined) return kept as T;
    const loaded = frozen(await load());
    // What is not there is not kept: anyone can ask for very many such things.
    if (loaded === null || !this.isRead) return loaded;
    if (this.rows.size >= MOST_KEPT) this.rows.clear();
    this.rows.set(key, loaded);
    return loaded;
  }
}

async function readRevision(tx: Tx): Promise<number> {
  const read = tx.prepared('register-revision', (db, { registerRevision: t }, key) =>
    db.select({ revision: t.revision }).from(t).where(sql`${t.id} = 1`).prepare(key),
  );
  return (await read.execute())[0]?.revision ?? 0;
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}
