// The contents page: the server with its plugins, its error handling and every route, in order, by hand.
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { VERSION } from './config.ts';
import { Limits } from './http/access/limits.ts';
import { sessionRoutes } from './http/access/sessions.ts';
import { amendmentRoutes } from './http/evidence/amendments.ts';
import { auditRoutes } from './http/evidence/audit.ts';
import { certificateRoutes } from './http/evidence/certificates.ts';
import { denialRoutes } from './http/evidence/denials.ts';
import { verifyPageRoutes } from './http/evidence/verify-page.ts';
import { commandRoutes } from './http/exchange/commands.ts';
import { eventRoutes } from './http/exchange/events.ts';
import { exportRoutes } from './http/exchange/exports.ts';
import { importRoutes } from './http/exchange/imports.ts';
import { webhookRoutes } from './http/exchange/webhooks.ts';
import { exposureRoutes } from './http/metrics/exposure.ts';
import { metricRoutes } from './http/metrics/metrics.ts';
import { openapiDocument } from './http/openapi.ts';
import { boardRoutes } from './http/orders/board.ts';
import { historyRoutes } from './http/orders/histories.ts';
import { inboxRoutes } from './http/orders/inbox.ts';
import { transitionRoutes } from './http/orders/transitions.ts';
import { workOrderRoutes } from './http/orders/work-orders.ts';
import { gatherPolicies, requirePolicies } from './http/policies.ts';
import { answerClientError, answerProblems, problemRoutes, sendProblem } from './http/problems.ts';
import { authorizationRoutes } from './http/registers/authorizations.ts';
import { baselineRoutes } from './http/registers/baselines.ts';
import { calendarRoutes } from './http/registers/calendars.ts';
import { equipmentRoutes } from './http/registers/equipment.ts';
import { equivalenceRoutes } from './http/registers/equivalences.ts';
import { facilityRoutes } from './http/registers/facilities.ts';
import { personRoutes } from './http/registers/people.ts';
import { platformRoutes } from './http/registers/platforms.ts';
import { standardRoutes } from './http/registers/standards.ts';
import { technicalDataRoutes } from './http/registers/technical-data.ts';
import { type Route, registerRoutes } from './http/route.ts';
import { readBodiesAsJson } from './http/server/bodies.ts';
import { openapiRoutes, serveDocs } from './http/server/docs.ts';
import { type Drain, followDrain } from './http/server/drain.ts';
import { healthRoutes } from './http/server/health.ts';
import type { Host, HostSettings } from './http/server/host.ts';
import { isPlainRequestId, loggedPath } from './http/server/logging.ts';
import { type LoopDelay, shedLoad, watchEventLoop } from './http/server/overload.ts';
import { servePages } from './http/server/pages.ts';
import { prometheusRoutes, ServiceMetrics } from './http/server/prometheus.ts';
import { catalogueRoutes } from './http/supply/catalogue.ts';
import { partDemandRoutes } from './http/supply/part-demands.ts';
import { supplierRoutes } from './http/supply/suppliers.ts';
import { supplyRiskRoutes } from './http/supply/supply-risk.ts';
import { supportListRoutes } from './http/supply/support-lists.ts';
import { supportPriorityRoutes } from './http/supply/support-priorities.ts';
import { weightingRoutes } from './http/supply/weightings.ts';
import { attachmentRoutes } from './http/workshop/attachments.ts';
import { correctionRoutes } from './http/workshop/corrections.ts';
import { inspectionRoutes } from './http/workshop/inspections.ts';
import { laborRoutes } from './http/workshop/labor.ts';
import { nonconformanceRoutes } from './http/workshop/nonconformances.ts';
import { operationRoutes } from './http/workshop/operations.ts';
import { targetRoutes } from './http/workshop/targets.ts';
import { translationRoutes } from './http/workshop/translations.ts';
import { travelerRoutes } from './http/workshop/traveler.ts';
import type { Services } from './usecases/act.ts';
import { Followers } from './usecases/exchange/followers.ts';
import { stopImports } from './usecases/exchange/import-run.ts';

/** Every route of the API, in the order of the document. */
export const routes: readonly Route[] = [
  ...standardRoutes,
  ...equivalenceRoutes,
  ...platformRoutes,
  ...equipmentRoutes,
  ...facilityRoutes,
  ...authorizationRoutes,
  ...personRoutes,
  ...sessionRoutes,
  ...technicalDataRoutes,
  ...supplierRoutes,
  ...catalogueRoutes,
  ...weightingRoutes,
  ...baselineRoutes,
  ...calendarRoutes,
  ...workOrderRoutes,
  ...boardRoutes,
  ...transitionRoutes,
  ...operationRoutes,
  ...laborRoutes,
  ...partDemandRoutes,
  ...inspectionRoutes,
  ...nonconformanceRoutes,
  ...targetRoutes,
  ...translationRoutes,
  ...attachmentRoutes,
  ...historyRoutes,
  ...correctionRoutes,
  ...commandRoutes,
  ...travelerRoutes,
  ...certificateRoutes,
  ...amendmentRoutes,
  ...eventRoutes,
  ...webhookRoutes,
  ...exposureRoutes,
  ...inboxRoutes,
  ...metricRoutes,
  ...supportPriorityRoutes,
  ...supportListRoutes,
  ...supplyRiskRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...auditRoutes,
  ...denialRoutes,
  ...healthRoutes(VERSION),
  ...prometheusRoutes,
  ...problemRoutes,
  ...verifyPageRoutes,
  ...openapiRoutes(() => openapiDocument(routes, VERSION)),
];

export interface AppOptions {
  services: Services;
  settings: HostSettings;
  /** A pino logger; none: nothing is logged. */
  logger?: FastifyBaseLogger | undefined;
  /** Those of the process; new ones unless given. */
  metrics?: ServiceMetrics | undefined;
  /** Follows every request in a trace. */
  tracing?: { followRequests(app: FastifyInstance): void } | null | undefined;
  /** Told when the service is about to end. */
  drain?: Drain | undefined;
  /** How late the event loop is; measured unless given. */
  loopDelay?: LoopDelay | undefined;
  /** Those who follow the feed; given by whoever then calls their `tick` each second. */
  followers?: Followers | undefined;
  /** Other routes than those of the API, for tests of what all routes have in common. */
  routes?: readonly Route[] | undefined;
  /** The folder of the built pages, for tests that build their own; null: none. */
  pages?: string | null | undefined;
}

/** The server, ready to listen or to be injected into. Throws when a route has no policy. */
export async function buildApp({
  services,
  settings,
  logger,
  metrics = new ServiceMetrics({ version: VERSION, engine: services.database.engine }),
  tracing,
  drain = { begun: false },
  loopDelay = watchEventLoop(),
  followers,
  routes: served = routes,
  pages,
}: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: settings.bodyLimitBytes,
    requestTimeout: settings.requestTimeoutSeconds * 1000,
    trustProxy: settings.trustProxy?.length ? [...settings.trustProxy] : false,
    // What was accepted is answered, on a connection that then closes.
    return503OnClosing: false,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    routerOptions: { maxParamLength: 200 },
    // Bodies are judged and answers written by schemas of our own: the compilers that Fastify would load have nothing to do.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerClientError,
    // Refused with a problem of ours, and not before.
    http: { requireHostHeader: false },
  }) as unknown as FastifyInstance;
  if (settings.maxConnections) app.server.maxConnections = settings.maxConnections;
  // Who expects what nobody knows is answered like everybody. Source: RFC 9110, 10.1.1.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));

  const { maxEventLoopDelayMilliseconds = 0 } = settings;
  const host: Host = {
    metrics,
    limits: new Limits(services, settings, metrics),
    followers: followers ?? new Followers(services),
    metricsToken: settings.metricsToken ?? null,
    bodyLimitBytes: settings.bodyLimitBytes,
    attachmentLimitBytes: settings.attachmentLimitBytes ?? 26_214_400,
    importLimitBytes: settings.importLimitBytes ?? 1_073_741_824,
    isDraining: () => drain.begun,
    isOverloaded: () => maxEventLoopDelayMilliseconds > 0 && loopDelay.milliseconds() > maxEventLoopDelayMilliseconds,
  };
  metrics.watchDatabase(services.database);
  if (!followers) tickEachSecond(app, host.followers, drain);
  app.addHook('preClose', (done) => {
    host.followers.close();
    done();
  });
  app.addHook('onClose', async () => loopDelay.stop());
  // Fastify waits for its requests before it closes: an import among them stops behind its batch.
  app.addHook('preClose', () => stopImports(services.database));

  requirePolicies(app, gatherPolicies(served));
  metrics.watchRequests(app);
  tracing?.followRequests(app);
  addCommonHeaders(app);
  logRequests(app);
  followDrain(app, drain);
  shedLoad(app, host.isOverloaded);
  host.limits.limitTheRest(app);
  answerProblems(app);
  readBodiesAsJson(app);
  servePages(app, pages);
  await serveDocs(app, () => openapiDocument(served, VERSION));
  registerRoutes(app, services, served, host);
  await app.ready();
  return app;
}

function noCompiler(): never {
  throw new Error('a route has a schema for Fastify');
}

// Streams don't end by themselves: they are ended with the drain, so that their readers turn to other nodes.
function tickEachSecond(app: FastifyInstance, followers: Followers, drain: Drain): void {
  const timer = setInterval(() => {
    followers.tick();
    if (drain.begun) followers.close();
  }, 1_000);
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

// A caller's own request id is kept when it is plain, so that both sides find it in their logs.
function requestIdOf(given: string | string[] | undefined): string {
  return isPlainRequestId(given) ? given : randomUUID();
}

function addCommonHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('x-frame-options', 'DENY');
    reply.header('referrer-policy', 'no-referrer');
    // The address as it is served: `%61uth` is `auth`.
    if (/^\/(v1|auth)\//.test(request.routeOptions.url ?? request.url)) reply.header('cache-control', 'no-store');
    done();
  });
}

// One line an answer. Neither query, headers nor bodies: they hold narratives, keys and pins.
function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { operationId, isProbe } = request.routeOptions.config;
    const line = {
      method: request.method,
      path: loggedPath(request),
      operationId,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    };
    request.log[isProbe ? 'debug' : 'info'](line, 'answered');
    done();
  });
}
