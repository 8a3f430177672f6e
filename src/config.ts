// Settings: read from the environment, each with its default and why it is there.
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';

const whole = (least: number, most: number) =>
  z
    .string()
    .refine(
      (s) => /^\d{1,10}$/.test(s) && Number(s) >= least && Number(s) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number);

// Empty: not set, which reads as null.
const optional = (fits: (value: string) => boolean, message: string) =>
  z
    .string()
    .refine((value) => value === '' || fits(value), message)
    .transform((value) => (value === '' ? null : value));

const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`);

const networks = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim())))
  .refine((list) => list.every(isNetwork), 'must be addresses and networks with commas between: 10.0.0.5,10.1.0.0/16');

// A network of every address would let each caller choose its own.
function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    length === undefined ||
    (/^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= (version === 4 ? 32 : 128))
  );
}

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a URL is safe to send secrets to: https, or http to this machine itself, without name, password or fragment. */
export function isTrustworthyUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '' || value.includes('#')) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const isOrigin = (value: string) => {
  if (!isTrustworthyUrl(value)) return false;
  const { pathname, search } = new URL(value);
  return pathname === '/' && search === '' && !value.includes('?');
};

// Source: the rules for names of buckets; prefixes are ours to bound.
const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.-]+(?:\/[\w.-]+)*)?)?$/;

export interface Setting {
  default: string;
  why: string;
  schema: z.ZodType;
  /** Whether its value is shown to nobody. */
  secret?: true;
}

/** Every setting by its environment variable. */
export const settingsTable = {
  DATABASE_URL: {
    default: 'sqlite:./seibi.db',
    why: 'Where the records are kept: sqlite:<path of a file>, or postgres://user:password@host/database for several nodes.',
    schema: z
      .string()
      .refine(
        (s) => /^sqlite:.+$/.test(s) || (/^postgres(ql)?:\/\/\S+$/.test(s) && URL.canParse(s)),
        'must be sqlite:<path of a file> or postgres://user:password@host/database',
      ),
  },
  SIGNING_KEYS: {
    default: './seibi-keys.json',
    why: 'The file of the keys that sign certificates and checkpoints, made at the first start; all nodes share it. Back it up apart from the database.',
    schema: z.string().min(1).max(4000),
  },
  ATTACHMENTS: {
    default: './seibi-attachments',
    why: 'Where attachments are kept: the path of a folder, or s3://<bucket>/<prefix>; all nodes share it. Back it up beside the database.',
    schema: z
      .string()
      .min(1)
      .max(4000)
      .refine(
        (s) => !s.includes('://') || BUCKET.test(s),
        'must be the path of a folder, or s3://<bucket>/<prefix> in letters, digits, dots and dashes',
      ),
  },
  ATTACHMENT_LIMIT_BYTES: {
    default: '26214400',
    why: 'The largest attachment. What takes longer than REQUEST_TIMEOUT_SECONDS to arrive is cut off: raise both together.',
    schema: whole(1024, 1_073_741_824),
  },
  IMPORT_LIMIT_BYTES: {
    default: '1073741824',
    why: 'The largest file to import. It may take longer than REQUEST_TIMEOUT_SECONDS to arrive.',
    schema: whole(1024, 1_099_511_627_776),
  },
  S3_ENDPOINT: {
    default: '',
    why: 'With s3://: the store, such as https://s3.ap-northeast-1.amazonaws.com; any that speaks S3.',
    schema: optional(isOrigin, 'must be https://<host>, without a path (http for this machine only)'),
  },
  S3_REGION: {
    default: '',
    why: 'With s3://: the region that requests are signed for.',
    schema: optional(
      (value) => /^[a-z0-9-]{1,50}$/.test(value),
      'must be the name of a region, such as ap-northeast-1',
    ),
  },
  S3_ACCESS_KEY_ID: {
    default: '',
    why: 'With s3://: who asks; it needs to list, read, write and delete below the prefix.',
    schema: optional((value) => /^[\x21-\x7e]{1,200}$/.test(value), 'must be printable ASCII characters, no spaces'),
  },
  S3_SECRET_ACCESS_KEY: {
    default: '',
    why: 'With s3://: the secret that requests are signed with.',
    schema: optional((value) => value.length <= 500, 'must have at most 500 characters'),
    secret: true,
  },
  POOL_SIZE: {
    default: '10',
    why: 'With PostgreSQL: how many connections a node keeps for reading, and as many again for writing.',
    schema: whole(1, 500),
  },
  STATEMENT_TIMEOUT_SECONDS: {
    default: '30',
    why: 'With PostgreSQL: how long one statement may take before it is ended, and the request answered with 503.',
    schema: whole(1, 3600),
  },
  HOST: {
    default: '127.0.0.1',
    why: 'The address to listen on; only this machine unless set, because keys travel in clear text without TLS in front.',
    schema: z.string().min(1).max(255),
  },
  PORT: { default: '8080', why: 'The port to listen on; 0 takes any free one.', schema: whole(0, 65_535) },
  LOG_LEVEL: {
    default: 'info',
    why: 'How much is logged, as JSON lines on standard output.',
    schema: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
  BODY_LIMIT_BYTES: {
    default: '1048576',
    why: 'The largest body of a request; larger ones are refused before they fill the memory.',
    schema: whole(1024, 104_857_600),
  },
  REQUEST_TIMEOUT_SECONDS: {
    default: '30',
    why: 'How long a whole request may take to arrive, so that slow senders do not hold connections.',
    schema: whole(1, 3600),
  },
  MAX_CONNECTIONS: {
    default: '5000',
    why: 'How many connections may be open at once; more are closed, because each takes memory before it has said who it is.',
    schema: whole(1, 1_000_000),
  },
  RATE_LIMIT_PER_MINUTE: {
    default: '600',
    why: 'Requests of a person each minute over all nodes, and of an address without a key; 0: no limit.',
    schema: whole(0, 1_000_000),
  },
  AUTH_FAILURES_PER_MINUTE: {
    default: '30',
    why: 'Wrong keys from an address each minute over all nodes, so that keys are not guessed; 0: no limit.',
    schema: whole(0, 1_000_000),
  },
  TRUST_PROXY: {
    default: '',
    why: 'Addresses and networks (CIDR) of proxies whose X-Forwarded-For is believed, with commas between; otherwise all behind a proxy count as one address.',
    schema: networks,
  },
  WEBHOOK_NETWORKS: {
    default: '',
    why: 'Private addresses and networks (CIDR) that webhooks may be sent to, also without TLS, with commas between; otherwise the public internet by https only.',
    schema: networks,
  },
  QUEUE_LIMIT: {
    default: '1000',
    why: 'How many reads and writes may wait for the database; more are answered 503, so that memory stays bounded.',
    schema: whole(1, 1_000_000),
  },
  WAL_LIMIT_MIB: {
    default: '64',
    why: 'How long the write-ahead log of SQLite gets, in MiB, before a thread brings it into the file.',
    schema: whole(1, 1_024),
  },
  MAX_EVENT_LOOP_DELAY_MS: {
    default: '1000',
    why: 'How late the process may be before requests are answered 503, until it keeps up again; 0: never.',
    schema: whole(0, 60_000),
  },
  DRAIN_SECONDS: {
    default: '0',
    why: 'How long, once told to end, the service goes on while /readyz answers 503, so that a load balancer can turn to other nodes.',
    schema: whole(0, 600),
  },
  SHUTDOWN_SECONDS: {
    default: '15',
    why: 'How long a shutdown then waits for the requests it has accepted.',
    schema: whole(1, 600),
  },
  METRICS_TOKEN: {
    default: '',
    why: 'What Prometheus sends as bearer token to read /metrics; unset: only callers on this machine read it.',
    secret: true,
    schema: optional(
      (value) => /^(?!seibi_)[\x21-\x7e]{16,200}$/.test(value),
      'must be 16 to 200 printable ASCII characters without spaces, and not an API key',
    ),
  },
  OTEL_TRACES_EXPORTER: {
    default: 'otlp',
    why: 'Where traces go: otlp (when OTEL_EXPORTER_OTLP_ENDPOINT is set), console or none.',
    schema: oneOf('otlp', 'console', 'none'),
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    default: '',
    why: 'The OpenTelemetry collector that receives traces, such as http://127.0.0.1:4318; unset: no traces. OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and the like are heeded too.',
    schema: optional((value) => URL.canParse(value) && /^https?:/.test(value), 'must be an http or https URL'),
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    default: 'http/json',
    why: 'How traces are sent; http/json only.',
    schema: z.literal('http/json', 'must be http/json, the only protocol that is spoken'),
  },
  FOREIGN_YARD_RULE: {
    default: 'off',
    why: 'Whether the guard foreign_yard_rule (10 USC 8680, details unverified) blocks: on or off.',
    schema: oneOf('on', 'off'),
  },
  PUBLIC_URL: {
    default: '',
    why: 'Where browsers reach Seibi, without a path: with https its cookies are for TLS alone, and people come back to its /auth/callback from the identity provider.',
    schema: optional(isOrigin, 'must be https://<host>, without a path (http for this machine only)'),
  },
  SESSION_HOURS: {
    default: '12',
    why: 'How long a browser stays signed in.',
    schema: whole(1, 168),
  },
  OIDC_ISSUER: {
    default: '',
    why: 'The OpenID Connect provider that people sign in at, exactly as its discovery document names itself.',
    schema: optional(
      (value) => isTrustworthyUrl(value) && !value.includes('?'),
      'must be an https:// URL without a query (http for this machine only)',
    ),
  },
  OIDC_AUDIENCE: {
    default: '',
    why: 'What the access tokens of API callers must be made out to (`aud`); unset: access tokens are not taken.',
    schema: optional((value) => value.length <= 500, 'must have at most 500 characters'),
  },
  OIDC_CLIENT_ID: {
    default: '',
    why: 'The client that the provider knows Seibi as; unset: browsers cannot sign in.',
    schema: optional((value) => value.length <= 500, 'must have at most 500 characters'),
  },
  OIDC_CLIENT_SECRET: {
    default: '',
    why: 'The secret of that client; unset: a public client, which PKCE alone protects.',
    schema: optional((value) => value.length <= 2000, 'must have at most 2000 characters'),
    secret: true,
  },
  OIDC_CLAIM: {
    default: 'sub',
    why: 'The claim of a token that says who somebody is.',
    schema: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be the name of a claim: printable characters, no spaces'),
  },
  OIDC_PEOPLE: {
    default: '',
    why: 'The path of a JSON file, { "<value of the claim>": "<id of the person>" }, read anew when it changes; unset: the value is the id.',
    schema: optional((value) => value.length <= 4000, 'must have at most 4000 characters'),
  },
} as const satisfies Record<string, Setting>;

type SettingName = keyof typeof settingsTable;

const S3_SETTINGS = ['S3_ENDPOINT', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** What settings say of each other: each rule names a setting that cannot stand as the others are, and why. */
const rules: readonly {
  name: SettingName;
  isBroken(isSet: (name: SettingName) => boolean, isBucket: boolean): boolean;
  reason: string;
}[] = [
  ...(['OIDC_AUDIENCE', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_CLAIM', 'OIDC_PEOPLE'] as const).map((name) => ({
    name,
    isBroken: (isSet: (name: SettingName) => boolean) => isSet(name) && !isSet('OIDC_ISSUER'),
    reason: 'says nothing without OIDC_ISSUER: set that too',
  })),
  ...S3_SETTINGS.map((name) => ({
    name,
    isBroken: (isSet: (name: SettingName) => boolean, isBucket: boolean) => isSet(name) && !isBucket,
    reason: 'says nothing unless ATTACHMENTS is s3://<bucket>/<prefix>',
  })),
  ...S3_SETTINGS.map((name) => ({
    name,
    isBroken: (isSet: (name: SettingName) => boolean, isBucket: boolean) => isBucket && !isSet(name),
    reason: 'is needed, because ATTACHMENTS is a bucket',
  })),
  {
    name: 'OIDC_ISSUER',
    isBroken: (isSet) => isSet('OIDC_ISSUER') && !isSet('OIDC_AUDIENCE') && !isSet('OIDC_CLIENT_ID'),
    reason: 'is of no use alone: set OIDC_AUDIENCE for access tokens, OIDC_CLIENT_ID for browsers, or both',
  },
  {
    name: 'OIDC_CLIENT_SECRET',
    isBroken: (isSet) => isSet('OIDC_ISSUER') && isSet('OIDC_CLIENT_SECRET') && !isSet('OIDC_CLIENT_ID'),
    reason: 'belongs to no client: set OIDC_CLIENT_ID too',
  },
  {
    name: 'PUBLIC_URL',
    isBroken: (isSet) => isSet('OIDC_CLIENT_ID') && !isSet('PUBLIC_URL'),
    reason: 'is needed with OIDC_CLIENT_ID: the provider sends browsers back to it',
  },
];

export interface Settings {
  readonly databaseUrl: string;
  /** The path of the file of signing keys. */
  readonly signingKeys: string;
  readonly attachments: AttachmentsSettings;
  readonly attachmentLimitBytes: number;
  readonly importLimitBytes: number;
  readonly poolSize: number;
  readonly statementTimeoutSeconds: number;
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly bodyLimitBytes: number;
  readonly requestTimeoutSeconds: number;
  readonly maxConnections: number;
  readonly rateLimitPerMinute: number;
  readonly authFailuresPerMinute: number;
  readonly trustProxy: readonly string[];
  readonly webhookNetworks: readonly string[];
  readonly queueLimit: number;
  readonly walLimitBytes: number;
  readonly maxEventLoopDelayMilliseconds: number;
  readonly drainSeconds: number;
  readonly shutdownSeconds: number;
  readonly metricsToken: string | null;
  /** Where traces go; null: nowhere. */
  readonly traces: { readonly exporter: 'console' } | { readonly exporter: 'otlp'; readonly endpoint: string } | null;
  readonly foreignYardRule: boolean;
  readonly sessions: { readonly isSecure: boolean; readonly hours: number };
  /** Null: people have API keys only. */
  readonly oidc: OidcSettings | null;
}

/** A bucket of a store that speaks S3, and who may write to it. */
export interface BucketSettings {
  readonly bucket: string;
  /** What all keys begin with, without a slash at its end; may be empty. */
  readonly prefix: string;
  /** The origin of the store. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where attachments are kept: in a folder, or in a bucket. */
export type AttachmentsSettings = { readonly folder: string } | BucketSettings;

/** The OpenID Connect provider, and what Seibi is to it. */
export interface OidcSettings {
  readonly issuer: string;
  /** Null: access tokens are not taken. */
  readonly audience: string | null;
  /** Null: browsers cannot sign in. */
  readonly client: {
    readonly id: string;
    readonly secret: string | null;
    /** The origin at which browsers reach Seibi, without a slash at its end. */
    readonly publicUrl: string;
  } | null;
  readonly claim: string;
  readonly peopleFile: string | null;
}

/** Settings that can't be used: every one of them, with what is wrong. */
export class SettingsFault extends Error {
  readonly faults: readonly { name: string; reason: string }[];

  constructor(faults: readonly { name: string; reason: string }[]) {
    super(`these settings cannot be used:\n${faults.map((f) => `  ${f.name}: ${f.reason}`).join('\n')}`);
    this.name = 'SettingsFault';
    this.faults = faults;
  }
}

/**
 * The settings in an environment; an empty variable counts as not set. Raises SettingsFault with every fault at once: of each setting, and
 * of settings that do not go together.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const faults: { name: string; reason: string }[] = [];
  const read: Read = (name) => {
    const setting: Setting = settingsTable[name];
    const result = setting.schema.safeParse(environment[name] || setting.default);
    if (result.success) return result.data as never;
    faults.push({ name, reason: result.error.issues.map((issue) => issue.message).join('; ') });
    return undefined as never;
  };
  const publicUrl = read('PUBLIC_URL');
  const settings: Settings = {
    databaseUrl: read('DATABASE_URL'),
    signingKeys: read('SIGNING_KEYS'),
    attachments: readAttachments(read),
    attachmentLimitBytes: read('ATTACHMENT_LIMIT_BYTES'),
    importLimitBytes: read('IMPORT_LIMIT_BYTES'),
    poolSize: read('POOL_SIZE'),
    statementTimeoutSeconds: read('STATEMENT_TIMEOUT_SECONDS'),
    host: read('HOST'),
    port: read('PORT'),
    logLevel: read('LOG_LEVEL'),
    bodyLimitBytes: read('BODY_LIMIT_BYTES'),
    requestTimeoutSeconds: read('REQUEST_TIMEOUT_SECONDS'),
    maxConnections: read('MAX_CONNECTIONS'),
    rateLimitPerMinute: read('RATE_LIMIT_PER_MINUTE'),
    authFailuresPerMinute: read('AUTH_FAILURES_PER_MINUTE'),
    trustProxy: read('TRUST_PROXY'),
    webhookNetworks: read('WEBHOOK_NETWORKS'),
    queueLimit: read('QUEUE_LIMIT'),
    walLimitBytes: read('WAL_LIMIT_MIB') * 2 ** 20,
    maxEventLoopDelayMilliseconds: read('MAX_EVENT_LOOP_DELAY_MS'),
    drainSeconds: read('DRAIN_SECONDS'),
    shutdownSeconds: read('SHUTDOWN_SECONDS'),
    metricsToken: read('METRICS_TOKEN'),
    traces: tracesTo(read('OTEL_TRACES_EXPORTER'), read('OTEL_EXPORTER_OTLP_ENDPOINT')),
    foreignYardRule: read('FOREIGN_YARD_RULE') === 'on',
    sessions: { isSecure: publicUrl?.startsWith('https:') ?? false, hours: read('SESSION_HOURS') },
    oidc: readOidc(read, publicUrl),
  };
  read('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (environment.OTEL_TRACES_EXPORTER === 'otlp' && !environment.OTEL_EXPORTER_OTLP_ENDPOINT)
    faults.push({ name: 'OTEL_TRACES_EXPORTER', reason: 'otlp needs OTEL_EXPORTER_OTLP_ENDPOINT, which is not set' });
  for (const { name, isBroken, reason } of rules)
    if (isBroken((other) => Boolean(environment[other]), BUCKET.test(environment.ATTACHMENTS ?? '')))
      faults.push({ name, reason });
  const { audience, client } = settings.oidc ?? {};
  if (audience && audience === client?.id)
    faults.push({
      name: 'OIDC_AUDIENCE',
      reason: 'must not be OIDC_CLIENT_ID: ID tokens would pass for access tokens',
    });
  if (faults.length > 0) throw new SettingsFault(faults);
  return settings;
}

function tracesTo(exporter: 'otlp' | 'console' | 'none', endpoint: string | null): Settings['traces'] {
  if (exporter === 'console') return { exporter };
  return exporter === 'otlp' && endpoint !== null ? { exporter, endpoint } : null;
}

type Read = <Name extends SettingName>(name: Name) => z.output<(typeof settingsTable)[Name]['schema']>;

function readAttachments(read: Read): AttachmentsSettings {
  const place = read('ATTACHMENTS');
  const [endpoint, region] = [read('S3_ENDPOINT') ?? '', read('S3_REGION') ?? ''];
  const [accessKeyId, secretAccessKey] = [read('S3_ACCESS_KEY_ID') ?? '', read('S3_SECRET_ACCESS_KEY') ?? ''];
  const [, bucket, prefix = ''] = BUCKET.exec(place ?? '') ?? [];
  if (bucket === undefined) return { folder: place };
  return { bucket, prefix, endpoint, region, accessKeyId, secretAccessKey };
}

function readOidc(read: Read, publicUrl: string | null): OidcSettings | null {
  const issuer = read('OIDC_ISSUER');
  const id = read('OIDC_CLIENT_ID');
  const secret = read('OIDC_CLIENT_SECRET');
  const [audience, claim, peopleFile] = [read('OIDC_AUDIENCE'), read('OIDC_CLAIM'), read('OIDC_PEOPLE')];
  if (!issuer) return null;
  const client = id && publicUrl ? { id, secret, publicUrl: new URL(publicUrl).origin } : null;
  return { issuer, audience, client, claim, peopleFile };
}

/** What settings say of a database's bounds. */
export function boundsOf({ queueLimit, walLimitBytes, poolSize, statementTimeoutSeconds }: Settings) {
  return { queueLimit, walLimitBytes, poolSize, statementTimeoutSeconds };
}

/** The version of this program. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
