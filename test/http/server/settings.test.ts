// Settings: defaults, what each reads, and every fault at once.
import { describe, expect, test } from 'vitest';
import { readSettings, SettingsFault, settingsTable } from '../../../src/config.ts';

test('nothing set: the defaults', () => {
  expect(readSettings({ PORT: '' })).toEqual({
    databaseUrl: 'sqlite:./seibi.db',
    poolSize: 10,
    signingKeys: './seibi-keys.json',
    attachments: { folder: './seibi-attachments' },
    attachmentLimitBytes: 26_214_400,
    importLimitBytes: 1_073_741_824,
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
    webhookNetworks: [],
    queueLimit: 1000,
    walLimitBytes: 64 * 1024 * 1024,
    maxEventLoopDelayMilliseconds: 1000,
    drainSeconds: 0,
    shutdownSeconds: 15,
    metricsToken: null,
    traces: null,
    foreignYardRule: false,
    sessions: { isSecure: false, hours: 12 },
    oidc: null,
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

const faultsIn = (environment: Record<string, string>) => {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults.map(({ name }) => name);
    throw error;
  }
  return [];
};

test('an identity provider, with what Seibi is to it', () => {
  const issuer = 'https://login.example/realms/plant';
  const tokens = { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'https://seibi.example/api' };
  expect(readSettings(tokens).oidc).toEqual({
    issuer,
    audience: 'https://seibi.example/api',
    client: null,
    claim: 'sub',
    peopleFile: null,
  });
  const both = { ...tokens, OIDC_CLIENT_ID: 'seibi', PUBLIC_URL: 'https://Seibi.example/', SESSION_HOURS: '8' };
  expect(readSettings({ ...both, OIDC_CLAIM: 'email', OIDC_PEOPLE: '/etc/people.json' }).oidc).toEqual({
    issuer,
    audience: 'https://seibi.example/api',
    client: { id: 'seibi', secret: null, publicUrl: 'https://seibi.example' },
    claim: 'email',
    peopleFile: '/etc/people.json',
  });
});

test('sessions of browsers, as long as is said, with cookies for TLS alone where browsers come by https', () => {
  expect(readSettings({}).sessions).toEqual({ isSecure: false, hours: 12 });
  const given = { PUBLIC_URL: 'https://seibi.example', SESSION_HOURS: '8' };
  expect(readSettings(given).sessions).toEqual({ isSecure: true, hours: 8 });
});

test.each([
  ['http://login.example'],
  ['ftp://login.example'],
  ['login.example'],
  ['https://me:secret@login.example'],
  ['https://login.example/#x'],
  ['https://login.example/?x=1'],
  ['http://127.0.0.1.evil.example'],
])('%s is no issuer', (issuer) => {
  expect(faultsIn({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a' })).toEqual(['OIDC_ISSUER']);
});

test.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000', 'https://login.example/a/b/'])(
  '%s is an issuer',
  (issuer) => expect(faultsIn({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a' })).toEqual([]),
);

test.each(['https://seibi.example/app', 'https://seibi.example?', 'http://seibi.example', 'seibi.example'])(
  'browsers do not reach Seibi at %s',
  (url) => expect(faultsIn({ PUBLIC_URL: url })).toEqual(['PUBLIC_URL']),
);

test('settings that do not go together are all named, beside those that are wrong alone', () => {
  const alone = { OIDC_AUDIENCE: 'a', OIDC_CLIENT_SECRET: 's', OIDC_CLAIM: 'email', OIDC_PEOPLE: 'p.json', PORT: 'x' };
  expect(faultsIn(alone)).toEqual(['PORT', 'OIDC_AUDIENCE', 'OIDC_CLIENT_SECRET', 'OIDC_CLAIM', 'OIDC_PEOPLE']);
  const issuer = { OIDC_ISSUER: 'https://login.example' };
  expect(faultsIn(issuer)).toEqual(['OIDC_ISSUER']);
  expect(faultsIn({ ...issuer, OIDC_CLIENT_ID: 'seibi' })).toEqual(['PUBLIC_URL']);
  expect(faultsIn({ ...issuer, OIDC_AUDIENCE: 'a', OIDC_CLIENT_SECRET: 's' })).toEqual(['OIDC_CLIENT_SECRET']);
  const web = { ...issuer, PUBLIC_URL: 'https://seibi.example', OIDC_CLIENT_ID: 'seibi' };
  expect(faultsIn({ ...web, OIDC_AUDIENCE: 'seibi' })).toEqual(['OIDC_AUDIENCE']);
  expect(faultsIn(web)).toEqual([]);
});

test('each setting says why it is there', () => {
  for (const { why } of Object.values(settingsTable)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
});

test.each([
  ['', []],
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

describe('a place for attachments', () => {
  const s3 = {
    ATTACHMENTS: 's3://records-ksz/seibi/files',
    S3_ENDPOINT: 'https://s3.ap-northeast-1.amazonaws.com',
    S3_REGION: 'ap-northeast-1',
    S3_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    S3_SECRET_ACCESS_KEY: 'secret/with+signs',
  };

  test('is a folder, or a bucket with all that it needs', () => {
    expect(readSettings({ ATTACHMENTS: '/srv/files' }).attachments).toEqual({ folder: '/srv/files' });
    expect(readSettings(s3).attachments).toEqual({
      bucket: 'records-ksz',
      prefix: 'seibi/files',
      endpoint: s3.S3_ENDPOINT,
      region: 'ap-northeast-1',
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret/with+signs',
    });
    expect(readSettings({ ...s3, ATTACHMENTS: 's3://records-ksz' }).attachments).toMatchObject({ prefix: '' });
  });

  test('is refused when it is half of one, or another thing', () => {
    for (const { S3_REGION, ...rest } of [s3]) expect(faultsIn(rest)).toEqual(['S3_REGION']);
    for (const { ATTACHMENTS, ...rest } of [s3])
      expect(faultsIn(rest)).toEqual(['S3_ENDPOINT', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']);
    for (const ATTACHMENTS of ['gs://x/y', 's3://', 's3://A', 's3://records/../x?', 's3://records-ksz/a b'])
      expect(faultsIn({ ...s3, ATTACHMENTS })).toContain('ATTACHMENTS');
    expect(faultsIn({ ...s3, S3_ENDPOINT: 'http://s3.example' })).toEqual(['S3_ENDPOINT']);
    expect(settingsTable.S3_SECRET_ACCESS_KEY.secret).toBe(true);
    expect(faultsIn({ ATTACHMENT_LIMIT_BYTES: '10' })).toEqual(['ATTACHMENT_LIMIT_BYTES']);
  });
});
