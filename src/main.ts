// The service: environment → config → database → app → listen → graceful close. Nothing else.
import { readSettings } from './config.ts';
import { closeOnSignal, createLogger, explainFailure, serve } from './serve.ts';

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
} catch (error) {
  process.stderr.write(`seibi: ${explainFailure(error)}\n`);
  process.exitCode = 1;
}
