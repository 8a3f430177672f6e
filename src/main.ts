// The service: environment → config → database → app → listen → graceful close. Nothing else.
import { readSettings, SettingsFault } from './config.ts';
import { closeOnSignal, createLogger, NotLoopback, serve } from './serve.ts';

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
  process.stderr.write(
    `seibi: ${error instanceof SettingsFault || error instanceof NotLoopback ? error.message : (error as Error).stack}\n`,
  );
  process.exitCode = 1;
}
