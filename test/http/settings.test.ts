// Settings: defaults, what each reads, and every fault at once.
import { expect, test } from 'vitest';
import { readSettings, SettingsFault, settingsTable } from '../../src/config.ts';

test('nothing set: the defaults', () => {
  expect(readSettings({ PORT: '' })).toEqual({
    databaseUrl: 'sqlite:./seibi.db',
    poolSize: 10,
    statementTimeoutSeconds: 30,
    host: '127.0.0.1',
    port: 8080,
    logLevel: 'info',
    bodyLimitBytes: 1_048_576,
    requestTimeoutSeconds: 30,
    shutdownSeconds: 15,
    foreignYardRule: false,
  });
});

test('what is set is read', () => {
  const settings = readSettings({ DATABASE_URL: 'sqlite:/tmp/x.db', PORT: '0', FOREIGN_YARD_RULE: 'on' });
  expect(settings).toMatchObject({ databaseUrl: 'sqlite:/tmp/x.db', port: 0, foreignYardRule: true });
});

test('every fault is named at once', () => {
  const read = () =>
    readSettings({ PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql:x', SHUTDOWN_SECONDS: '-1' });
  expect(read).toThrow(SettingsFault);
  for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'SHUTDOWN_SECONDS']) expect(read).toThrow(name);
});

test('each setting says why it is there', () => {
  for (const { why } of Object.values(settingsTable)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
});
