// A database of PostgreSQL in any locale orders texts by code point, as SQLite does: pages and digests are the same on both.
import { expect, inject, test } from 'vitest';
import { openPostgres } from '../../src/storage/engine/postgres/postgres.ts';
import { insertRow } from '../../src/storage/engine/rows.ts';
import { onServer } from '../support/database.ts';

test('texts are ordered by code point, whatever the locale', async (context) => {
  const [server = ''] = inject('postgresUrl').split('#');
  const name = `seibi_locale_${process.pid}`;
  const made = await onServer(
    server,
    `create database ${name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'ja-JP' locale 'C'`,
  ).catch((error: Error) => error);
  if (made instanceof Error) return context.skip(`this server has no ICU: ${made.message}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = await openPostgres({ url: url.href, poolSize: 1 });
  const codes = ['a', 'B', 'あ', 'Z', '亜', 'é', '\u{20bb7}', '～'];
  await database.write(async (tx) => {
    for (const [at, code] of codes.entries())
      await insertRow(tx, 'standards', {
        id: `id-${at}`,
        createdAt: '2026-01-01T00:00:00.000Z',
        revision: 1,
        code,
        title: { en: code },
        issuer: 'x',
        subject: 'safety',
      });
  });
  const ordered = await database.read(async ({ db, tables }) =>
    (await db.select().from(tables.standards).orderBy(tables.standards.code)).map((row) => row.code),
  );
  expect(ordered).toEqual([...codes].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  const other = await onServer(
    url.href,
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C' and table_name not like '\\_\\_%'`,
  );
  expect(other).toEqual([]);
  await database.close();
  await onServer(server, `drop database ${name} with (force)`);
});
