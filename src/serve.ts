// The running service: database, first administrator, server; and how it ends.
import { setTimeout } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import type { FastifyBaseLogger } from 'fastify';
import pino, { type DestinationStream, type LoggerOptions } from 'pino';
import { buildApp } from './app.ts';
import { openAttachments } from './attachments/open.ts';
import { boundsOf, isLoopback, type Settings, SettingsFault, VERSION } from './config.ts';
import type { Drain } from './http/server/drain.ts';
import { loggable } from './http/server/logging.ts';
import { ServiceMetrics } from './http/server/prometheus.ts';
import { KeysFault, openSigningKeys } from './keys/signing-keys.ts';
import { observed } from './storage/engine/observed.ts';
import { openDatabase, requirePlace, UnusableFile } from './storage/engine/open.ts';
import type { Tracing } from './tracing.ts';
import type { IdentityProvider } from './usecases/access/identity.ts';
import { holdsDemoKeys } from './usecases/access/sessions.ts';
import { bootstrap } from './usecases/bootstrap.ts';
import { startDeliveries } from './usecases/exchange/deliveries.ts';
import { startReckoner } from './usecases/metrics/reckoner.ts';
import { startSchedule } from './usecases/schedule.ts';
import { createServices } from './usecases/services.ts';
import { fillPartWaits } from './usecases/supply/fill.ts';
import { createSender } from './webhooks/sender.ts';

export interface Running {
  /** Where it answers. */
  url: string;
  /** The key of the first administrator when the database was empty, else null: to be shown once. */
  firstKey: string | null;
  /** Has `/readyz` say that the end is near, and goes on serving for the seconds that the settings give. */
  drain(): Promise<void>;
  /** Takes no more requests, ends those it has, closes the database. */
  close(): Promise<void>;
}

/** A logger of JSON lines, without keys and pins, and without what errors quote. */
export function createLogger(level: Settings['logLevel'], to?: DestinationStream): FastifyBaseLogger {
  const options: LoggerOptions = {
    level,
    hooks: {
      // An error without words of ours would be given its own message, which may quote what it failed on.
      logMethod(given, log) {
        const [first] = given as unknown[];
        if (first instanceof Error) log.apply(this, [{ err: first }, 'failed']);
        else log.apply(this, given);
      },
    },
    serializers: { err: (error: unknown) => (error instanceof Error ? loggable(error) : error) },
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
  };
  return pino(options, to ?? togetherInTurn(pino.destination(1)));
}

// Under load a write for each line would take as long as making it: those of one turn of the event loop go out in one.
function togetherInTurn(to: ReturnType<typeof pino.destination>): DestinationStream {
  let lines = '';
  const flush = () => {
    if (lines === '') return;
    to.write(lines);
    lines = '';
  };
  // What ends the process in the middle of a turn is what most wants to be read about.
  process.once('exit', () => {
    flush();
    to.flushSync();
  });
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
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

/** Why the service or a command could not begin, in words for who runs it. What could not be foreseen is shown whole. */
export function explainFailure(error: unknown): string {
  if (error instanceof NotLoopback || error instanceof KeysFault) return error.message;
  if (error instanceof SettingsFault) return `${error.message}\n\`npx seibi doctor\` says how to mend them.`;
  if (error instanceof UnusableFile)
    return `the database cannot be used: ${error.message} (${error.code}). \`npx seibi doctor\` looks at the file.`;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${message}. Another program listens there: set PORT to another port.`;
  if (code === 'EACCES' || code === 'EPERM') return `${message}. Give this user access, or choose another place.`;
  return stack ?? String(error);
}

/**
 * Opens the database, migrates it, makes the first administrator if it is empty, and listens. Raises NotLoopback for a demo where others
 * could reach it, SettingsFault for a file of people that can't be used.
 */
export async function serve(settings: Settings, logger: FastifyBaseLogger): Promise<Running> {
  const report = (err: unknown) => logger.error({ err }, 'something went wrong beside a request');
  const keys = openSigningKeys(settings.signingKeys, new Date().toISOString());
  const attachments = await openAttachments(settings.attachments);
  const identity = await identityOf(settings, logger);
  const tracing = await startTraces(settings, logger);
  const opened = await openDatabase(settings.databaseUrl, boundsOf(settings), report);
  const reckoner = startReckoner({ place: requirePlace(settings.databaseUrl), ...boundsOf(settings) });
  try {
    const metrics = new ServiceMetrics({ version: VERSION, engine: opened.engine });
    metrics.watchProcess();
    const database = observed(opened, [metrics.watchWork, ...(tracing ? [tracing.watchWork] : [])]);
    const services = createServices(database, settings, { report, identity, keys, attachments, reckoner });
    const first = await bootstrap(services);
    await fillPartWaits(database);
    if (!isLoopback(settings.host) && (await holdsDemoKeys(services))) throw new NotLoopback(settings.host);
    const drain: Drain = { begun: false };
    const app = await buildApp({ services, settings, logger, metrics, tracing, drain });
    const url = await app.listen({ host: settings.host, port: settings.port });
    const schedule = startSchedule(services);
    const sender = createSender({ networks: settings.webhookNetworks, version: VERSION });
    const deliveries = startDeliveries(services, sender);
    return {
      url,
      firstKey: first?.key ?? null,
      async drain() {
        drain.begun = true;
        await setTimeout(settings.drainSeconds * 1000);
      },
      async close() {
        await app.close();
        await deliveries.stop();
        await schedule.stop();
        await reckoner.close();
        await database.close();
        await tracing?.close();
      },
    };
  } catch (error) {
    await opened.close();
    await tracing?.close();
    throw error;
  }
}

// Loaded where it is used: the start of an installation without a provider does not wait for it.
async function identityOf({ oidc }: Settings, logger: FastifyBaseLogger): Promise<IdentityProvider | null> {
  if (!oidc) return null;
  const { openIdentityProvider } = await import('./identity/provider.ts');
  return await openIdentityProvider(oidc, (err) => logger.error({ err }, 'the identity provider cannot be used'));
}

// Loaded only when somebody wants traces: a start without them costs nothing.
async function startTraces({ traces }: Settings, logger: FastifyBaseLogger): Promise<Tracing | null> {
  if (traces === null) return null;
  const { startTracing } = await import('./tracing.ts');
  return startTracing(traces, VERSION, (message) => logger.warn({ message }, 'traces could not be sent'));
}

/** Ends the service on a signal or a crash: drained unless it crashed; what was accepted is finished, within the time that the settings give. */
export function closeOnSignal(running: Running, settings: Settings, logger: FastifyBaseLogger): void {
  const delay = (settings.drainSeconds + settings.shutdownSeconds) * 1000;
  closeWithGrace({ delay, logger }, async ({ signal, err }) => {
    if (err) logger.fatal({ err }, 'crashed');
    else {
      logger.info({ signal, drainSeconds: settings.drainSeconds }, 'draining');
      await running.drain();
      logger.info('closing');
    }
    await running.close();
  });
}
