// The contents page: the server with its plugins, its error handling and every route, in order, by hand.
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { v7 } from 'uuid';
import { type Settings, VERSION } from './config.ts';
import { authorizationRoutes } from './http/authorizations.ts';
import { baselineRoutes } from './http/baselines.ts';
import { readBodiesAsJson } from './http/bodies.ts';
import { calendarRoutes } from './http/calendars.ts';
import { correctionRoutes } from './http/corrections.ts';
import { denialRoutes } from './http/denials.ts';
import { equipmentRoutes } from './http/equipment.ts';
import { equivalenceRoutes } from './http/equivalences.ts';
import { exposureRoutes } from './http/exposure.ts';
import { facilityRoutes } from './http/facilities.ts';
import { healthRoutes } from './http/health.ts';
import { historyRoutes } from './http/histories.ts';
import { inboxRoutes } from './http/inbox.ts';
import { inspectionRoutes } from './http/inspections.ts';
import { laborRoutes } from './http/labor.ts';
import { metricRoutes } from './http/metrics.ts';
import { nonconformanceRoutes } from './http/nonconformances.ts';
import { openapiDocument, openapiRoutes, serveDocs } from './http/openapi.ts';
import { operationRoutes } from './http/operations.ts';
import { partDemandRoutes } from './http/part-demands.ts';
import { personRoutes } from './http/people.ts';
import { platformRoutes } from './http/platforms.ts';
import { gatherPolicies, requirePolicies } from './http/policies.ts';
import { answerClientError, answerProblems, problemRoutes, sendProblem } from './http/problems.ts';
import { type Route, registerRoutes } from './http/route.ts';
import { sessionRoutes } from './http/sessions.ts';
import { standardRoutes } from './http/standards.ts';
import { supplierRoutes } from './http/suppliers.ts';
import { targetRoutes } from './http/targets.ts';
import { technicalDataRoutes } from './http/technical-data.ts';
import { transitionRoutes } from './http/transitions.ts';
import { translationRoutes } from './http/translations.ts';
import { travelerRoutes } from './http/traveler.ts';
import { workOrderRoutes } from './http/work-orders.ts';
import type { Services } from './usecases/act.ts';

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
  ...baselineRoutes,
  ...calendarRoutes,
  ...workOrderRoutes,
  ...transitionRoutes,
  ...operationRoutes,
  ...laborRoutes,
  ...partDemandRoutes,
  ...inspectionRoutes,
  ...nonconformanceRoutes,
  ...targetRoutes,
  ...translationRoutes,
  ...historyRoutes,
  ...correctionRoutes,
  ...travelerRoutes,
  ...exposureRoutes,
  ...inboxRoutes,
  ...metricRoutes,
  ...denialRoutes,
  ...healthRoutes(VERSION),
  ...problemRoutes,
  ...openapiRoutes(() => openapiDocument(routes, VERSION)),
];

export interface AppOptions {
  services: Services;
  settings: Pick<Settings, 'bodyLimitBytes' | 'requestTimeoutSeconds'>;
  /** A pino logger; none: nothing is logged. */
  logger?: FastifyBaseLogger | undefined;
  /** Other routes than those of the API, for tests of what all routes have in common. */
  routes?: readonly Route[];
}

/** The server, ready to listen or to be injected into. Throws when a route has no policy. */
export async function buildApp({
  services,
  settings,
  logger,
  routes: served = routes,
}: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: settings.bodyLimitBytes,
    requestTimeout: settings.requestTimeoutSeconds * 1000,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: sendProblem,
    clientErrorHandler: answerClientError,
  }) as unknown as FastifyInstance;

  requirePolicies(app, gatherPolicies(served));
  addCommonHeaders(app);
  logRequests(app);
  answerProblems(app);
  readBodiesAsJson(app);
  await serveDocs(app, () => openapiDocument(served, VERSION));
  registerRoutes(app, services, served);
  await app.ready();
  return app;
}

// A caller's own request id is kept when it is plain, so that both sides find it in their logs.
function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : v7();
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
    const { operationId } = request.routeOptions.config as { operationId?: string };
    const line = {
      method: request.method,
      path: request.url.split('?', 1)[0],
      operationId,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    };
    const isProbe = operationId === 'live' || operationId === 'ready';
    request.log[isProbe ? 'debug' : 'info'](line, 'answered');
    done();
  });
}
