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

/** `none` stands for nothing, so that a default can be shown. */
const orNone = (schema: z.ZodType<string, string>) =>
  z.union([z.literal('none'), schema]).transform((given) => (given === 'none' ? null : given));

const networks = z
  .string()
  .transform((text) => (text === 'none' ? [] : text.split(',').map((part) => part.trim())))
  .refine(
    (list) => list.every(isNetwork),
    'must be none, or addresses and networks with commas between: 10.0.0.5,10.1.0.0/16',
  );

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

/** Every setting by its environment variable. A `secret` is never shown. */
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
    default: 'none',
    why: 'Addresses and networks (CIDR) of proxies whose X-Forwarded-For is believed, with commas between; otherwise all behind a proxy count as one address.',
    schema: networks,
  },
  QUEUE_LIMIT: {
    default: '1000',
    why: 'How many reads and writes may wait for the database; more are answered 503, so that memory stays bounded.',
    schema: whole(1, 1_000_000),
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
    default: 'none',
    why: 'What Prometheus sends as bearer token to read /metrics; none: only callers on this machine read it.',
    secret: true,
    schema: orNone(
      z
        .string()
        .regex(
          /^(?!seibi_)[\x21-\x7e]{16,200}$/,
          'must be 16 to 200 printable ASCII characters without spaces, and not an API key',
        ),
    ),
  },
  OTEL_TRACES_EXPORTER: {
    default: 'otlp',
    why: 'Where traces go: otlp (when OTEL_EXPORTER_OTLP_ENDPOINT is set), console or none.',
    schema: z.enum(['otlp', 'console', 'none']),
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    default: 'none',
    why: 'The OpenTelemetry collector that receives traces, such as http://127.0.0.1:4318; none: no traces. OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and the like are heeded too.',
    schema: orNone(z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })),
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    default: 'http/json',
    why: 'How traces are sent; http/json only.',
    schema: z.literal('http/json', 'must be http/json, the only protocol that is spoken'),
  },
  FOREIGN_YARD_RULE: {
    default: 'off',
    why: 'Whether the guard foreign_yard_rule (10 USC 8680, details unverified) blocks: on or off.',
    schema: z.enum(['on', 'off']),
  },
} as const satisfies Record<string, { default: string; why: string; secret?: boolean; schema: z.ZodType }>;

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
  readonly maxConnections: number;
  readonly rateLimitPerMinute: number;
  readonly authFailuresPerMinute: number;
  readonly trustProxy: readonly string[];
  readonly queueLimit: number;
  readonly maxEventLoopDelayMilliseconds: number;
  readonly drainSeconds: number;
  readonly shutdownSeconds: number;
  readonly metricsToken: string | null;
  /** Where traces go; null: nowhere. */
  readonly traces: { readonly exporter: 'console' } | { readonly exporter: 'otlp'; readonly endpoint: string } | null;
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
    maxConnections: read('MAX_CONNECTIONS'),
    rateLimitPerMinute: read('RATE_LIMIT_PER_MINUTE'),
    authFailuresPerMinute: read('AUTH_FAILURES_PER_MINUTE'),
    trustProxy: read('TRUST_PROXY'),
    queueLimit: read('QUEUE_LIMIT'),
    maxEventLoopDelayMilliseconds: read('MAX_EVENT_LOOP_DELAY_MS'),
    drainSeconds: read('DRAIN_SECONDS'),
    shutdownSeconds: read('SHUTDOWN_SECONDS'),
    metricsToken: read('METRICS_TOKEN'),
    traces: tracesTo(read('OTEL_TRACES_EXPORTER'), read('OTEL_EXPORTER_OTLP_ENDPOINT')),
    foreignYardRule: read('FOREIGN_YARD_RULE') === 'on',
  };
  read('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (environment.OTEL_TRACES_EXPORTER === 'otlp' && !environment.OTEL_EXPORTER_OTLP_ENDPOINT)
    faults.push({ name: 'OTEL_TRACES_EXPORTER', reason: 'otlp needs OTEL_EXPORTER_OTLP_ENDPOINT, which is not set' });
  if (faults.length > 0) throw new SettingsFault(faults);
  return settings;
}

function tracesTo(exporter: 'otlp' | 'console' | 'none', endpoint: string | null): Settings['traces'] {
  if (exporter === 'console') return { exporter };
  return exporter === 'otlp' && endpoint !== null ? { exporter, endpoint } : null;
}

/** The version of this program. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
