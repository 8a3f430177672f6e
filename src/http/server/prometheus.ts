// Prometheus metrics of one process: the one table of them, where they are counted, and /metrics.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isDenial } from '../../domain/evidence/denial.ts';
import { Problem } from '../../domain/problem.ts';
import type { Database } from '../../storage/database.ts';
import { Document, defineRoute } from '../route.ts';
import { onEnd } from './endings.ts';
import { Overloaded } from './overload.ts';

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DATABASE_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

const COMMIT_WORKS = [1, 2, 4, 8, 16, 32, 64];

/** Every metric of Seibi by its name. Labels have few values each: never an id, a path, an address or a person. */
export const metricsTable = {
  seibi_build_info: {
    type: 'gauge',
    labels: ['version', 'engine'],
    why: 'Always 1: which version runs on which engine.',
  },
  seibi_http_request_duration_seconds: {
    type: 'histogram',
    labels: ['operation', 'method', 'status'],
    why: 'Time from a request to the end of its answer, by operationId and class of status (2xx); aborted: the caller left.',
  },
  seibi_http_requests_in_flight: { type: 'gauge', labels: [], why: 'Requests that are being answered.' },
  seibi_guard_refusals_total: {
    type: 'counter',
    labels: ['act', 'guard'],
    why: 'Guards that blocked an action (by its name) or an act (by operationId).',
  },
  seibi_idempotent_replays_total: {
    type: 'counter',
    labels: ['operation'],
    why: 'Requests answered with the first answer to their Idempotency-Key.',
  },
  seibi_denials_total: { type: 'counter', labels: ['code'], why: 'Refused access, by problem code.' },
  seibi_signature_failures_total: {
    type: 'counter',
    labels: ['reason'],
    why: 'Signatures whose pin was wrong (wrong_pin) or no longer heard (throttled).',
  },
  seibi_authentication_failures_total: { type: 'counter', labels: [], why: 'Requests with a wrong key or token.' },
  seibi_rate_limit_refusals_total: {
    type: 'counter',
    labels: ['allowance'],
    why: 'Requests answered 429, by whose allowance was used up: person, address or failures.',
  },
  seibi_unavailable_total: {
    type: 'counter',
    labels: ['reason'],
    why: 'Requests answered 503, because of the event_loop (too slow) or the database (busy or out of reach).',
  },
  seibi_connections_dropped_total: { type: 'counter', labels: [], why: 'Connections beyond MAX_CONNECTIONS, closed.' },
  seibi_database_waiting: { type: 'gauge', labels: [], why: 'Works that wait for the database.' },
  seibi_database_connections: { type: 'gauge', labels: [], why: 'Open connections to the database.' },
  seibi_database_idle_connections: { type: 'gauge', labels: [], why: 'Connections to the database that do nothing.' },
  seibi_database_wait_seconds: {
    type: 'histogram',
    labels: ['verb'],
    why: 'How long a read or write waited for its turn.',
  },
  seibi_database_work_seconds: {
    type: 'histogram',
    labels: ['verb', 'outcome'],
    why: 'How long it then took, commit included: done or failed.',
  },
  seibi_database_commit_works: {
    type: 'histogram',
    labels: [],
    why: 'Writes that shared one commit, and so one wait for the disk.',
  },
  seibi_database_commit_seconds: { type: 'histogram', labels: [], why: 'How long a commit took, the disk included.' },
} as const satisfies Record<
  string,
  { type: 'gauge' | 'counter' | 'histogram'; labels: readonly string[]; why: string }
>;

type MetricName = keyof typeof metricsTable;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);

/** The metrics of one process, in a registry of their own. */
export class ServiceMetrics {
  readonly registry = new Registry();
  private readonly requests = this.histogram('seibi_http_request_duration_seconds', REQUEST_SECONDS);
  private readonly inFlight = this.gauge('seibi_http_requests_in_flight');
  private readonly guardRefusals = this.counter('seibi_guard_refusals_total');
  private readonly replays = this.counter('seibi_idempotent_replays_total');
  private readonly denials = this.counter('seibi_denials_total');
  private readonly signatureFailures = this.counter('seibi_signature_failures_total');
  private readonly authenticationFailures = this.counter('seibi_authentication_failures_total');
  private readonly rateLimitRefusals = this.counter('seibi_rate_limit_refusals_total');
  private readonly unavailable = this.counter('seibi_unavailable_total');
  private readonly connectionsDropped = this.counter('seibi_connections_dropped_total');
  private readonly waits = this.histogram('seibi_database_wait_seconds', DATABASE_SECONDS);
  private readonly works = this.histogram('seibi_database_work_seconds', DATABASE_SECONDS);
  private readonly commitWorks = this.histogram('seibi_database_commit_works', COMMIT_WORKS);
  private readonly commitSeconds = this.histogram('seibi_database_commit_seconds', DATABASE_SECONDS);

  constructor(build: { version: string; engine: string }) {
    this.gauge('seibi_build_info').set(build, 1);
  }

  /** Adds what is known of any Node process: CPU, memory, event loop, garbage. Once a process: it watches from then on. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds how busy a database is, asked when the metrics are read, and what its commits are like. */
  watchDatabase({ load, watchCommits }: Pick<Database, 'load' | 'watchCommits'>): void {
    this.gauge('seibi_database_waiting', (gauge) => gauge.set(load().waiting));
    this.gauge('seibi_database_connections', (gauge) => gauge.set(load().connections));
    this.gauge('seibi_database_idle_connections', (gauge) => gauge.set(load().idle));
    watchCommits(({ works, seconds }) => {
      this.commitWorks.observe(works);
      this.commitSeconds.observe(seconds);
    });
  }

  /** Times a read or write of the database: the Watcher of these metrics. */
  readonly watchWork = (verb: 'read' | 'write') => {
    const asked = performance.now();
    let begun: number | null = null;
    return {
      begun: () => {
        if (begun !== null) return;
        begun = performance.now();
        this.waits.observe({ verb }, (begun - asked) / 1000);
      },
      ended: (error: unknown) => {
        if (begun === null) return;
        const outcome = error === null ? 'done' : 'failed';
        this.works.observe({ verb, outcome }, (performance.now() - begun) / 1000);
      },
    };
  };

  /** Counts and times every request of a server, whether it is answered or its caller leaves. */
  watchRequests(app: FastifyInstance): void {
    app.addHook('onRequest', (request, reply, done) => {
      const began = performance.now();
      this.inFlight.inc();
      onEnd(reply, (code) => {
        this.inFlight.dec();
        const status = code === null ? 'aborted' : `${Math.floor(code / 100)}xx`;
        this.requests.observe({ ...labelsOf(request), status }, (performance.now() - began) / 1000);
      });
      done();
    });
    app.addHook('onError', (_request: FastifyRequest, _reply: FastifyReply, error: unknown, done) => {
      if (error instanceof Problem && error.code === 'service.unavailable')
        this.unavailable.inc({ reason: error instanceof Overloaded ? 'event_loop' : 'database' });
      done();
    });
    app.server.on('drop', () => this.connectionsDropped.inc());
  }

  /** Counts what a problem that is answered says. */
  refused(operationId: string, problem: Problem): void {
    const { code, extra } = problem;
    if (code === 'transition.blocked' || code === 'act.blocked') {
      const act = typeof extra.action === 'string' ? extra.action : operationId;
      for (const { guard } of extra.blockedBy as readonly { guard: string }[]) this.guardRefusals.inc({ act, guard });
    }
    if (code === 'signature.not_authenticated') this.signatureFailures.inc({ reason: 'wrong_pin' });
    if (code === 'signature.throttled') this.signatureFailures.inc({ reason: 'throttled' });
    if (isDenial(problem)) this.denials.inc({ code });
  }

  replayed(operation: string): void {
    this.replays.inc({ operation });
  }

  authenticationFailed(): void {
    this.authenticationFailures.inc();
  }

  rateLimited(allowance: 'person' | 'address' | 'failures'): void {
    this.rateLimitRefusals.inc({ allowance });
  }

  private counter(name: MetricName): Counter {
    return new Counter(this.configuration(name));
  }

  private gauge(name: MetricName, collect?: (gauge: Gauge) => void): Gauge {
    return new Gauge({
      ...this.configuration(name),
      ...(collect
        ? {
            collect() {
              collect(this);
            },
          }
        : {}),
    });
  }

  private histogram(name: MetricName, buckets: number[]): Histogram {
    return new Histogram({ ...this.configuration(name), buckets });
  }

  private configuration(name: MetricName) {
    const { why, labels } = metricsTable[name];
    return { name, help: why, labelNames: [...labels] as string[], registers: [this.registry] };
  }
}

// What no operation answers is one of three, so that addresses made up by callers make no labels.
function labelsOf(request: FastifyRequest): { operation: string; method: string } {
  const { operationId } = request.routeOptions.config;
  const operation = operationId ?? (request.is404 ? 'unknown' : 'docs');
  return { operation, method: METHODS.has(request.method) ? request.method : 'other' };
}

/** The route of /metrics. */
export const prometheusRoutes = [
  defineRoute({
    operationId: 'scrape',
    method: 'GET',
    path: '/metrics',
    tag: 'Service',
    summary: 'Metrics of this process for Prometheus',
    description:
      'Requests, guards, the database and the process, in the text format of Prometheus 0.0.4. Each node answers for itself. ' +
      'These are figures of the program; those of the work stand under `/v1/metrics`.',
    roles: 'operator',
    isProbe: true,
    answer: { status: 200, types: ['text/plain'] },
    example: {},
    handle: async (_act, { host: { metrics } }) =>
      new Document(metrics.registry.contentType, await metrics.registry.metrics()),
  }),
];
