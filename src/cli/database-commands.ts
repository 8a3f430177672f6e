// The commands about a database: serve it, migrate it, issue a key in it, verify it.

import { openAttachments } from '../attachments/open.ts';
import { readSettings } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { id } from '../domain/values.ts';
import { closeOnSignal, createLogger, serve } from '../serve.ts';
import type { Database } from '../storage/database.ts';
import { missingDatabase, openDatabase, shownUrl } from '../storage/open.ts';
import { issueOperatorKey, verifyEverything } from '../usecases/operator.ts';
import { createServices } from '../usecases/services.ts';
import { CommandFailed, type Terminal, UsageFault } from './terminal.ts';

/** Serves the API until a signal ends it, as `npm start` does. */
export async function serveForever({ environment, out }: Terminal): Promise<number> {
  const settings = readSettings(environment);
  const logger = createLogger(settings.logLevel);
  const running = await serve(settings, logger);
  if (running.firstKey !== null)
    out(`\nThis database was empty. Its first administrator has this key, shown once:\n\n  ${running.firstKey}\n\n`);
  closeOnSignal(running, settings, logger);
  logger.info({ url: running.url }, 'listening');
  return 0;
}

/** Opens the database, which migrates it, and closes it. */
export async function migrate({ environment, out }: Terminal): Promise<number> {
  const { databaseUrl } = readSettings(environment);
  await withDatabase(databaseUrl, async () => {});
  out(`${shownUrl(databaseUrl)} has the tables of this version.\n`);
  return 0;
}

/** Issues a key to a person and prints it; standard output holds nothing but the key. */
export async function issueKey(personId: string, { environment, out, err }: Terminal): Promise<number> {
  if (!id.safeParse(personId).success) throw new UsageFault(`${personId} is not the id of a person: an id is a UUID`);
  const settings = readSettings(environment);
  return await withExisting(settings.databaseUrl, async (database) => {
    const issued = await issueOperatorKey(createServices(database, settings), personId).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      throw new CommandFailed(
        `nobody in service has the id ${personId} in ${shownUrl(settings.databaseUrl)}. GET /v1/people lists them; DATABASE_URL names the database.`,
      );
    });
    err(`A key for ${issued.name.en}, shown this once:\n`);
    out(`${issued.key}\n`);
    return 0;
  });
}

/** Verifies the whole record, and with `withFiles` the files attached too; names the first thing that is wrong. */
export async function verify(withFiles: boolean, { environment, out, err }: Terminal): Promise<number> {
  const settings = readSettings(environment);
  return await withExisting(settings.databaseUrl, async (database) => {
    const store = withFiles ? { attachments: await openAttachments(settings.attachments) } : {};
    const { orders, events, records, files, fault } = await verifyEverything({ database, ...store });
    if (fault) {
      err(`${fault.about}: ${fault.message.en}（${fault.message.ja}）\n`);
      err('The record is not what was written. Keep this file as it is, and restore from a backup that verifies.\n');
      return 1;
    }
    out(
      `${orders} work orders with ${events} events and ${records} register records verify: chains, signatures and rows.\n`,
    );
    if (withFiles) out(`${files} files attached have their hashes.\n`);
    return 0;
  });
}

// A mistyped path must not make an empty database that then verifies.
async function withExisting<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const missing = await missingDatabase(url);
  if (missing !== null)
    throw new CommandFailed(
      `there is no database at ${missing}. DATABASE_URL names the database; \`npx seibi migrate\` makes one.`,
    );
  return await withDatabase(url, work);
}

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(url);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
