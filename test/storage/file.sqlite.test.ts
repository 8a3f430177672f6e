// What is about a file of SQLite: durable in WAL, and never in memory only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';

test('commits durably: synchronous FULL in WAL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seibi-storage-'));
  const file = join(folder, 'a.db');
  const pragmas = vi.spyOn(Sqlite.prototype, 'pragma');
  const database = await openSqlite({ file });
  const reader = new Sqlite(file, { readonly: true });
  expect(reader.pragma('journal_mode', { simple: true })).toBe('wal');
  reader.close();
  expect(pragmas).toHaveBeenCalledWith('synchronous = FULL');
  pragmas.mockRestore();
  await database.close();
  rmSync(folder, { recursive: true });
});

test('is refused in memory, where two connections would see two databases', async () => {
  await expect(openSqlite({ file: ':memory:' })).rejects.toThrow('file');
});
