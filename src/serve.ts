// The running service: database, first administrator, server; and how it ends.
import closeWithGrace from 'close-with-grace';
import type { FastifyBaseLogger } from 'fastify';
import pino from 'pino';
import { buildApp } from './app.ts';
import { isLoopback, type Settings } from './config.ts';
import { openDatabase } from './storage/open.ts';
import { bootstrap } from './usecases/bootstrap.ts';
import type { IdentityProvider } from './usecases/identity.ts';
import { createServices } from './usecases/services.ts';
import { holdsDemoKeys } from './usecases/sessions.ts';

export interface Running {
  /** Where it answers. */
  url: string;
  /** The key of the first administrator when the database was empty, else null: to be shown once. */
  firstKey: string | null;
  /** Takes no more requests, ends those it has, closes the database. */
  close(): Promise<void>;
}

/** A logger of JSON lines, without keys and pins. */
export function createLogger(level: Settings['logLevel']): FastifyBaseLogger {
  return pino({
    level,
    redact: {
      paths: [
        'authorization',
        'pin',
        'key',
        '*.authorization',
        '*.pin',
        '*.key',
        'req.headers.authorization',
        'req.headers.cookie',
      ],
      censor: '[redacted]',
    },
  });
}

/** Why the service does not start where others could reach it. */
export class NotLoopback extends Error {
  constructor(host: string) {
    super(
      `The demo is served on this machine only, because everyone knows its keys: HOST is ${host}. Unset HOST, or set it to 127.0.0.1.`,
    );
    this.name = 'NotLoopback';
  }
}

/**
 * Opens the database, migrates it, makes the first administrator if it is empty, and listens. Raises NotLoopback for a demo where others
 * could reach it, SettingsFault for a file of people that can't be used.
 */
export async function serve(settings: Settings, logger: FastifyBaseLogger): Promise<Running> {
  const identity = await identityOf(settings, logger);
  const database = await openDatabase(settings.databaseUrl);
  try {
    const report = (err: unknown) => logger.error({ err }, 'a guard could not be judged');
    const services = createServices(database, settings, report, identity);
    const first = await bootstrap(services);
    if (!isLoopback(settings.host) && (await holdsDemoKeys(services))) throw new NotLoopback(settings.host);
    const app = await buildApp({ services, settings, logger });
    const url = await app.listen({ host: settings.host, port: settings.port });
    return {
      url,
      firstKey: first?.key ?? null,
      async close() {
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

// Loaded where it is used: the start of an installation without a provider does not wait for it.
async function identityOf({ oidc }: Settings, logger: FastifyBaseLogger): Promise<IdentityProvider | null> {
  if (!oidc) return null;
  const { openIdentityProvider } = await import('./identity/provider.ts');
  return await openIdentityProvider(oidc, (err) => logger.error({ err }, 'the identity provider can not be used'));
}

/** Ends the service on a signal or a crash: what was accepted is finished, within the time that the settings give. */
export function closeOnSignal(running: Running, { shutdownSeconds }: Settings, logger: FastifyBaseLogger): void {
  closeWithGrace({ delay: shutdownSeconds * 1000, logger }, async ({ signal, err }) => {
    if (err)
      logger.fatal(
        { err: { type: err.name, message: err.message.split('\nparams:', 1)[0], stack: err.stack } },
        'crashed',
      );
    else logger.info({ signal }, 'closing');
    await running.close();
  });
}
