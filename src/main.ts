// The service: environment → config → database → app → listen → graceful close. Nothing else.
import { makeRoomForRequests } from './memory.ts';

// Loaded after that: a module is in memory before any line of those that import it has run.
const { readSettings } = await import('./config.ts');
const { closeOnSignal, createLogger, explainFailure, serve } = await import('./serve.ts');

try {
  const settings = readSettings(process.env);
  const logger = createLogger(settings.logLevel);
  const running = await serve(settings, logger);
  if (running.firstKey !== null) {
    process.stdout.write(
      `\nThis database was empty. Its first administrator has this key, shown once:\n\n  ${running.firstKey}\n\n`,
    );
  }
  closeOnSignal(running, settings, logger);
  logger.info({ url: running.url }, 'listening');
  makeRoomForRequests();
} catch (error) {
  process.stderr.write(`seibi: ${explainFailure(error)}\n`);
  process.exitCode = 1;
}
