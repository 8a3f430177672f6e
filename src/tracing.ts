// Traces by OpenTelemetry: a span for each request and for each read and write of the database. Loaded only when traces are wanted.
import { setTimeout } from 'node:timers/promises';
import {
  context,
  DiagLogLevel,
  diag,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ConsoleSpanExporter, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from './config.ts';
import { onEnd } from './http/server/endings.ts';
import type { Watcher } from './storage/engine/observed.ts';

const FLUSH_MILLISECONDS = 3_000;

export interface Tracing {
  /** Follows every request but probes. Called before other hooks are added, so that they run within the span. */
  followRequests(app: FastifyInstance): void;
  /** Follows a read or write of the database, within the span of its request. */
  watchWork: Watcher;
  /** Sends what is left, and stops. */
  close(): Promise<void>;
}

/**
 * Starts tracing; `failed` hears of spans that could not be sent. Spans name the operation and the status, never an address, an id, a
 * query, a body or a person, so that a collector may stand anywhere. The SDK reads further OTEL_ variables from the environment.
 */
export function startTracing(
  to: NonNullable<Settings['traces']>,
  version: string,
  failed: (message: string) => void,
): Tracing {
  diag.setLogger(diagnosticsTo(failed), DiagLogLevel.WARN);
  const exporter =
    to.exporter === 'console' ? new ConsoleSpanExporter() : new OTLPTraceExporter({ url: addressOf(to.endpoint) });
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'seibi', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  const tracer = provider.getTracer('seibi', version);

  return {
    followRequests(app) {
      app.addHook('onRequest', (request, reply, done) => {
        const { operationId, isProbe } = request.routeOptions.config;
        if (isProbe) {
          done();
          return;
        }
        const caller = propagation.extract(context.active(), request.headers);
        const span = tracer.startSpan(
          operationId ?? (request.is404 ? 'unknown' : 'docs'),
          {
            kind: SpanKind.SERVER,
            attributes: { 'http.request.method': request.method, ...routeOf(request) },
          },
          caller,
        );
        onEnd(reply, (status) => endWith(span, status));
        // Fastify carries this context on to the handler, also behind a body that arrives later.
        context.with(trace.setSpan(caller, span), done);
      });
    },
    watchWork(verb) {
      const span = tracer.startSpan(`database.${verb}`, { kind: SpanKind.CLIENT });
      const asked = performance.now();
      let attempts = 0;
      return {
        begun() {
          attempts += 1;
          if (attempts === 1) span.setAttribute('seibi.wait_milliseconds', performance.now() - asked);
          span.addEvent('begun');
        },
        ended(error) {
          span.setAttribute('seibi.attempts', attempts);
          // The type alone: a message may quote what was written.
          if (error !== null) {
            span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
    async close() {
      // The last spans are worth less than an end in time: a collector that is gone must not hold it up, nor make it a failure.
      const sent = provider.shutdown().catch((error: unknown) => failed((error as Error).message));
      await Promise.race([sent, setTimeout(FLUSH_MILLISECONDS, undefined, { ref: false })]);
      trace.disable();
      context.disable();
      propagation.disable();
      diag.disable();
    },
  };
}

// Source: OpenTelemetry protocol exporter, “Endpoint URLs for OTLP/HTTP”: the signal's path is added to the endpoint.
function addressOf(endpoint: string): string {
  return `${endpoint.replace(/\/+$/, '')}/v1/traces`;
}

function routeOf(request: FastifyRequest): { 'http.route'?: string } {
  const { url } = request.routeOptions;
  return url === undefined ? {} : { 'http.route': url };
}

function endWith(span: Span, status: number | null): void {
  if (status === null) span.setAttribute('error.type', 'aborted');
  else span.setAttribute('http.response.status_code', status);
  if (status === null || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function diagnosticsTo(failed: (message: string) => void) {
  const quiet = () => undefined;
  const tell = (message: string) => failed(message.slice(0, 500));
  return { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet };
}
