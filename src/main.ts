// The service: environment → config → database → app → listen → graceful close. Nothing else.
import closeWithGrace from 'close-with-grace';
import { readSettings, SettingsFault } from './config.ts';
import { createLogger, serve } from './serve.ts';

try {
  const settings = readSettings(process.env);
  const logger = createLogger(settings.logLevel);
  const running = await serve(settings, logger);
  if (running.firstKey !== null) {
    process.stdout.write(
      `\nThis database was empty. Its first administrator has this key, shown once:\n\n  ${running.firstKey}\n\n`,
    );
  }
  closeWithGrace({ delay: settings.shutdownSeconds * 1000, logger }, async ({ signal, err }) => {
    if (err)
      logger.fatal(
        { err: { type: err.name, message: err.message.split('\nparams:', 1)[0], stack: err.stack } },
        'crashed',
      );
    else logger.info({ signal }, 'closing');
    await running.close();
  });
  logger.info({ url: running.url }, 'listening');
} catch (error) {
  process.stderr.write(`seibi: ${error instanceof SettingsFault ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
