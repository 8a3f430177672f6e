// The commands about a database: serve it, migrate it, issue a key in it.

import { boundsOf, readSettings, type Settings } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { id } from '../domain/values.ts';
import { closeOnSignal, createLogger, serve } from '../serve.ts';
import type { Database } from '../storage/database.ts';
import { missingDatabase, openDatabase, shownUrl } from '../storage/engine/open.ts';
import { issueOperatorKey } from '../usecases/operator.ts';
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
export async function migrate({ environment, out, result }: Terminal): Promise<number> {
  const settings = readSettings(environment);
  await withDatabase(settings, {}, async () => {});
  out(`${shownUrl(settings.databaseUrl)} has the tables of this version.\n`);
  result({ database: shownUrl(settings.databaseUrl) });
  return 0;
}

/** Issues a key to a person and prints it; standard output holds nothing but the key. */
export async function issueKey(personId: string, { environment, out, err, result }: Terminal): Promise<number> {
  if (!id.safeParse(personId).success) throw new UsageFault(`${personId} is not the id of a person: an id is a UUID`);
  const settings = readSettings(environment);
  return await withExisting(settings, async (database) => {
    const issued = await issueOperatorKey(createServices(database, settings), personId).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      throw new CommandFailed(
        `nobody in service has the id ${personId} in ${shownUrl(settings.databaseUrl)}. GET /v1/people lists them; DATABASE_URL names the database.`,
      );
    });
    err(`A key for ${issued.name.en}, shown this once:\n`);
    out(`${issued.key}\n`);
    result({ personId, name: issued.name, key: issued.key });
    return 0;
  });
}

/** Work on a database that is there: a mistyped path must not make an empty one, which then verifies. Raises CommandFailed. */
export async function withExisting<T>(settings: Settings, work: (database: Database) => Promise<T>): Promise<T> {
  const missing = await missingDatabase(settings.databaseUrl);
  if (missing !== null)
    throw new CommandFailed(
      `there is no database at ${missing}. DATABASE_URL names the database; \`npx seibi migrate\` makes one.`,
    );
  return await withDatabase(settings, { migrates: false }, work);
}

async function withDatabase<T>(
  settings: Settings,
  opening: { migrates?: boolean },
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(settings.databaseUrl, { ...boundsOf(settings), ...opening });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
