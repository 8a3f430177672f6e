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
} as const satisfies Record<string, { default: string; why: string; schema: z.ZodType }>;

type SettingName = keyof typeof settingsTable;

export interface Settings {
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly statementTimeoutSeconds: number;
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly bodyLimitBytes: number;
  readonly requestTimeoutSeconds: number;
  readonly shutdownSeconds: number;
  readonly foreignYardRule: boolean;
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

/** The settings in an environment; an empty variable counts as not set. Raises SettingsFault with every fault at once. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const faults: { name: string; reason: string }[] = [];
  const read = <Name extends SettingName>(name: Name): z.output<(typeof settingsTable)[Name]['schema']> => {
    const setting = settingsTable[name];
    const result = setting.schema.safeParse(environment[name] || setting.default);
    if (result.success) return result.data as z.output<(typeof settingsTable)[Name]['schema']>;
    faults.push({ name, reason: result.error.issues.map((issue) => issue.message).join('; ') });
    return undefined as never;
  };
  const settings: Settings = {
    databaseUrl: read('DATABASE_URL'),
    poolSize: read('POOL_SIZE'),
    statementTimeoutSeconds: read('STATEMENT_TIMEOUT_SECONDS'),
    host: read('HOST'),
    port: read('PORT'),
    logLevel: read('LOG_LEVEL'),
    bodyLimitBytes: read('BODY_LIMIT_BYTES'),
    requestTimeoutSeconds: read('REQUEST_TIMEOUT_SECONDS'),
    shutdownSeconds: read('SHUTDOWN_SECONDS'),
    foreignYardRule: read('FOREIGN_YARD_RULE') === 'on',
  };
  if (faults.length > 0) throw new SettingsFault(faults);
  return settings;
}

/** The version of this program. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
