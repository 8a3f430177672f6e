// The one table of who may call what: each operation by its id. A route that is not in it fails the start.
import type { FastifyInstance } from 'fastify';
import type { Policy, Route } from './route.ts';
import { PAGE_PATHS } from './server/pages.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    operationId?: string;
    isProbe?: boolean;
    /** Whether people come here with a browser. */
    pages?: boolean;
  }
}

/** Addresses that no operation serves, public: the files of the API's pages, and those of people. */
const servedByPlugins = ['/docs', ...PAGE_PATHS.filter((path) => path !== '/')];

/** operationId → who may call it. Throws for an operation named twice or with no policy. */
export function gatherPolicies(routes: readonly Route[]): ReadonlyMap<string, Policy> {
  const policies = new Map<string, Policy>();
  for (const { operationId, roles } of routes) {
    if (policies.has(operationId)) throw new Error(`two routes are called ${operationId}`);
    const isDeclared =
      roles === 'public' || roles === 'operator' || roles === 'anyone' || (Array.isArray(roles) && roles.length > 0);
    if (!isDeclared) throw new Error(`${operationId} declares no policy`);
    policies.set(operationId, roles);
  }
  return policies;
}

/** Makes the server refuse, at start, a route whose operation has no policy. Called before any route is added. */
export function requirePolicies(app: FastifyInstance, policies: ReadonlyMap<string, Policy>): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (url === '/' || servedByPlugins.some((prefix) => url === prefix || url.startsWith(`${prefix}/`))) return;
    if (!config?.operationId || !policies.has(config.operationId))
      throw new Error(`${String(method)} ${url} has no policy`);
  });
}
