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
    maxConnections: 5000,
    rateLimitPerMinute: 600,
    authFailuresPerMinute: 30,
    trustProxy: [],
    queueLimit: 1000,
    maxEventLoopDelayMilliseconds: 1000,
    drainSeconds: 0,
    shutdownSeconds: 15,
    metricsToken: null,
    traces: null,
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

test.each([
  ['none', []],
  ['10.0.0.5', ['10.0.0.5']],
  ['10.0.0.5, 10.1.0.0/16,::1,fd00::/8', ['10.0.0.5', '10.1.0.0/16', '::1', 'fd00::/8']],
])('TRUST_PROXY %s', (given, read) => {
  expect(readSettings({ TRUST_PROXY: given }).trustProxy).toEqual(read);
});

test.each(['0.0.0.0/0', '::/0', '10.0.0.0/33', '::1/129', 'proxy', '10.0.0.1,', '10.0.0.1/8/8', '10.0.0.1/x', 'true'])(
  'TRUST_PROXY %s is refused',
  (given) => {
    expect(() => readSettings({ TRUST_PROXY: given })).toThrow('TRUST_PROXY');
  },
);

test.each(['short', 'with a space in it, long enough', 'seibi_0123456789abcdef0123456789abcdef'])(
  'METRICS_TOKEN %s is refused, and not repeated',
  (given) => {
    expect(() => readSettings({ METRICS_TOKEN: given })).toThrow(
      /^(?=[\s\S]*METRICS_TOKEN)(?![\s\S]*0123456789abcdef)/,
    );
  },
);

test('traces go where the OpenTelemetry variables say', () => {
  const endpoint = 'http://127.0.0.1:4318';
  const tracesOf = (environment: Record<string, string>) => readSettings(environment).traces;
  expect(tracesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toEqual({ exporter: 'otlp', endpoint });
  expect(tracesOf({ OTEL_TRACES_EXPORTER: 'console' })).toEqual({ exporter: 'console' });
  expect(tracesOf({ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toBeNull();
});

test('settings that do not go together are named, with those that are wrong by themselves', () => {
  const read = () => readSettings({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', PORT: 'x' });
  for (const name of ['OTEL_TRACES_EXPORTER: otlp needs', 'OTEL_EXPORTER_OTLP_PROTOCOL', 'PORT'])
    expect(read).toThrow(name);
});
