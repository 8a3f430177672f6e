// The commands that carry records from one place to another: copy, backup, restore. What arrives is verified before anybody is told so.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { boundsOf, readSettings } from '../config.ts';
import type { Bounds, Database } from '../storage/database.ts';
import { backUp, FileThere, openBackup } from '../storage/engine/backup.ts';
import { copyRecords, type Digests, digestsOf, NotEmpty, type OnRows } from '../storage/engine/copy.ts';
import { missingDatabase, openDatabase, placeOf, shownUrl } from '../storage/engine/open.ts';
import { verifyEverything } from '../usecases/operator.ts';
import { CommandFailed, progressLine, type Terminal, UsageFault } from './terminal.ts';

type Say = Pick<Terminal, 'out' | 'err' | 'result' | 'isInteractive'>;
type Line = ReturnType<typeof progressLine>;

/** Copies a database into an empty one of either engine. Answers 1 when what arrived is not what was sent. */
export async function copy(fromUrl: unknown, toUrl: unknown, terminal: Terminal): Promise<number> {
  const from = requireUrl('--from', fromUrl);
  const to = requireUrl('--to', toUrl);
  await requireThere(from);
  const bounds = boundsOf(readSettings(terminal.environment));
  return await carry(() => openDatabase(from, { ...bounds, migrates: false }), to, bounds, terminal);
}

/** Writes a backup of DATABASE_URL to a file, while others write, and verifies it. */
export async function backup(to: unknown, terminal: Terminal): Promise<number> {
  const settings = readSettings(terminal.environment);
  const { databaseUrl } = settings;
  if (typeof to !== 'string' || to === '') throw new UsageFault('--to is missing: the file to write the backup to');
  const file = resolve(to);
  await requireThere(databaseUrl);
  const line = progressLine(terminal);
  let verified: string | null = null;
  const passes = await backUp(
    databaseUrl,
    file,
    async (written) => {
      verified = await verify(written, terminal, line);
      return verified !== null;
    },
    ({ share, table, rows }) => line.show(table === undefined ? 'copying' : `copying ${table}: ${rows} rows`, share),
    boundsOf(settings),
  ).catch((error: unknown) => {
    if (!(error instanceof FileThere)) throw error;
    throw new CommandFailed(`${file} is there already and is not written over. Name another file.`);
  });
  if (!passes) return 1;
  terminal.result({ file });
  terminal.out(`${file} holds ${verified}. It verifies.\n`);
  return 0;
}

/** Puts a backup into DATABASE_URL, which must be empty, and verifies it. */
export async function restore(from: unknown, terminal: Terminal): Promise<number> {
  const settings = readSettings(terminal.environment);
  if (typeof from !== 'string' || from === '') throw new UsageFault('--from is missing: the file of the backup');
  const file = resolve(from);
  if (!existsSync(file)) throw new CommandFailed(`there is no file ${file}.`);
  return await carry(() => openBackup(file), settings.databaseUrl, boundsOf(settings), terminal);
}

async function carry(
  openSource: () => Promise<Database>,
  to: string,
  bounds: Bounds,
  terminal: Terminal,
): Promise<number> {
  const line = progressLine(terminal);
  return await using(openSource, (source) =>
    using(
      () => openDatabase(to, bounds),
      async (target) => {
        const shown =
          (doing: string): OnRows =>
          (table, rows, share) =>
            line.show(`${doing} ${table}: ${rows} rows`, share);
        const sent = await copyRecords(source, target, shown('copying')).catch((error: unknown) => {
          if (!(error instanceof NotEmpty)) throw error;
          throw new CommandFailed(
            `${shownUrl(to)} holds records already, and nothing was changed. Name an empty database.`,
          );
        });
        const other = firstDifference(sent, await digestsOf(target, shown('comparing')));
        if (other !== null) {
          line.end();
          terminal.err(`${other}: what arrived is not what was sent. Do not use ${shownUrl(to)}.\n`);
          return 1;
        }
        const verified = await verify(target, terminal, line);
        if (verified === null) return 1;
        const rows = Object.values(sent).reduce((sum, one) => sum + one.rows, 0);
        terminal.result({ database: shownUrl(to), rows });
        terminal.out(`${shownUrl(to)} holds ${verified}, in ${rows} rows. Every table is equal, and it verifies.\n`);
        return 0;
      },
    ),
  );
}

function firstDifference(sent: Digests, arrived: Digests): string | null {
  const names = Object.keys(sent) as (keyof Digests)[];
  return names.find((name) => sent[name].sha256 !== arrived[name].sha256) ?? null;
}

// How much it holds, as people read it; null: something is wrong with it, and was said.
async function verify(database: Database, { err, result }: Say, line: Line): Promise<string | null> {
  const { orders, events, records, fault } = await verifyEverything({
    database,
    onProgress: (found, share) =>
      line.show(`verifying: ${found.orders} work orders, ${found.records} register records`, share),
  });
  line.end();
  result({ orders, events, records, ...(fault ? { fault } : {}) });
  if (!fault) return `${orders} work orders with ${events} events and ${records} register records`;
  err(
    `${fault.about}: ${fault.message.en}（${fault.message.ja}）\nIt was so where it came from: \`npx seibi verify\` there.\n`,
  );
  return null;
}

function requireUrl(name: string, given: unknown): string {
  const example = 'sqlite:<path of a file> or postgres://user:password@host/database';
  if (typeof given !== 'string' || given === '') throw new UsageFault(`${name} is missing: ${example}`);
  if (placeOf(given) === null) throw new UsageFault(`${name} names no database: ${example}`);
  return given;
}

// A mistyped place must not make an empty database that is then copied.
async function requireThere(url: string): Promise<void> {
  const missing = await missingDatabase(url);
  if (missing !== null) throw new CommandFailed(`there is no database of Seibi at ${missing}.`);
}

async function using<T>(open: () => Promise<Database>, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await open();
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
