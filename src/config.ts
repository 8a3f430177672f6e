// Settings: read from the environment, each with its default and why it is there.
import { readFileSync } from 'node:fs';
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
    why: 'Where the records are kept: sqlite:<path of a file>.',
    schema: z.string().regex(/^sqlite:.+$/, 'must be sqlite:<path of a file>'),
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
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
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
  SHUTDOWN_SECONDS: {
    default: '15',
    why: 'How long a shutdown waits for the requests it has accepted.',
    schema: whole(1, 600),
  },
  FOREIGN_YARD_RULE: {
    default: 'off',
    why: 'Whether the guard foreign_yard_rule (10 USC 8680, details unverified) blocks: on or off.',
    schema: z.enum(['on', 'off']),
  },
  PUBLIC_URL: {
    default: '',
    why: 'Where browsers reach Seibi, without a path; people come back to its /auth/callback from the identity provider.',
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
    why: 'The client that the provider knows Seibi as; unset: browsers can not sign in.',
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

export type SettingName = keyof typeof settingsTable;

/** What settings say of each other: each rule names a setting that can not stand as the others are, and why. */
const rules: readonly {
  name: SettingName;
  isBroken(isSet: (name: SettingName) => boolean): boolean;
  reason: string;
}[] = [
  ...(['OIDC_AUDIENCE', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_CLAIM', 'OIDC_PEOPLE'] as const).map((name) => ({
    name,
    isBroken: (isSet: (name: SettingName) => boolean) => isSet(name) && !isSet('OIDC_ISSUER'),
    reason: 'says nothing without OIDC_ISSUER: set that too',
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
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly bodyLimitBytes: number;
  readonly requestTimeoutSeconds: number;
  readonly shutdownSeconds: number;
  readonly foreignYardRule: boolean;
  /** Null: people have API keys only. */
  readonly oidc: OidcSettings | null;
}

/** The OpenID Connect provider, and what Seibi is to it. */
export interface OidcSettings {
  readonly issuer: string;
  /** Null: access tokens are not taken. */
  readonly audience: string | null;
  /** Null: browsers can not sign in. */
  readonly client: {
    readonly id: string;
    readonly secret: string | null;
    /** The origin at which browsers reach Seibi, without a slash at its end. */
    readonly publicUrl: string;
    readonly sessionHours: number;
  } | null;
  readonly claim: string;
  readonly peopleFile: string | null;
}

/** Settings that can't be used: every one of them, with what is wrong. */
export class SettingsFault extends Error {
  readonly faults: readonly { name: string; reason: string }[];

  constructor(faults: readonly { name: string; reason: string }[]) {
    super(`these settings can not be used:\n${faults.map((f) => `  ${f.name}: ${f.reason}`).join('\n')}`);
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
  const settings: Settings = {
    databaseUrl: read('DATABASE_URL'),
    host: read('HOST'),
    port: read('PORT'),
    logLevel: read('LOG_LEVEL'),
    bodyLimitBytes: read('BODY_LIMIT_BYTES'),
    requestTimeoutSeconds: read('REQUEST_TIMEOUT_SECONDS'),
    shutdownSeconds: read('SHUTDOWN_SECONDS'),
    foreignYardRule: read('FOREIGN_YARD_RULE') === 'on',
    oidc: readOidc(read),
  };
  for (const { name, isBroken, reason } of rules)
    if (isBroken((other) => Boolean(environment[other]))) faults.push({ name, reason });
  const { audience, client } = settings.oidc ?? {};
  if (audience && audience === client?.id)
    faults.push({
      name: 'OIDC_AUDIENCE',
      reason: 'must not be OIDC_CLIENT_ID: ID tokens would pass for access tokens',
    });
  if (faults.length > 0) throw new SettingsFault(faults);
  return settings;
}

type Read = <Name extends SettingName>(name: Name) => z.output<(typeof settingsTable)[Name]['schema']>;

function readOidc(read: Read): OidcSettings | null {
  const issuer = read('OIDC_ISSUER');
  const id = read('OIDC_CLIENT_ID');
  const publicUrl = read('PUBLIC_URL');
  const [secret, sessionHours] = [read('OIDC_CLIENT_SECRET'), read('SESSION_HOURS')];
  const [audience, claim, peopleFile] = [read('OIDC_AUDIENCE'), read('OIDC_CLAIM'), read('OIDC_PEOPLE')];
  if (!issuer) return null;
  const client = id && publicUrl ? { id, secret, publicUrl: new URL(publicUrl).origin, sessionHours } : null;
  return { issuer, audience, client, claim, peopleFile };
}

/** The version of this program. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
