// What every way to an operation shares, whether it came as a request of its own or as one command of many: its checks, its handler, its refusals.
import { z } from 'zod';
import { Problem } from '../domain/problem.ts';
import type { Role } from '../domain/registers/person.ts';
import type { Fault } from '../domain/values.ts';
import { type Act, hasRole } from '../usecases/act.ts';
import { keepDenial } from '../usecases/evidence/denials.ts';
import { fingerprintOf } from '../usecases/idempotency.ts';
import { shownProblem } from '../usecases/orders/withheld.ts';
import { faultsOf } from './faults.ts';
import { bodyTypes, type Input, type Route } from './route.ts';
import type { Host } from './server/host.ts';
import { readerOf } from './server/queries.ts';

export const nothing = z.strictObject({});

/** What was sent to an operation, read but not judged; `params` have been. */
export interface Sent extends Omit<Input<unknown, unknown, unknown>, 'host'> {
  headers: { ifMatch: number | undefined; idempotencyKey: string | undefined; faults: readonly Fault[] };
  /** Asks the scope before a refusal; null: it has been asked. */
  scope: (() => Promise<unknown>) | null;
}

/** Whether only people with a key may call a route. */
export function isForPeople({ roles }: Pick<Route, 'roles'>): boolean {
  return roles !== 'public' && roles !== 'operator';
}

/** The path as the route reads it, so that `%61` and `a` are one path to an Idempotency-Key. */
export function pathOf(route: Pick<Route, 'path'>, params: unknown): string {
  const named = params as Record<string, unknown>;
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named[name])));
}

/** How a route is performed once its scope was checked, or is left to its handler: 400 with every fault, then 403, then its handler. */
export function performerOf(route: Route, host: Host): (asked: Act, sent: Sent) => Promise<unknown> {
  const querySchema = route.query ?? nothing;
  const readQuery = readerOf(querySchema);
  const bodySchema = bodyTypes(route).length > 0 && !route.stream ? (route.body ?? nothing) : null;

  return async (asked, { headers, scope, ...sent }) => {
    const query = querySchema.safeParse(readQuery(sent.query));
    const body = bodySchema?.safeParse(sent.body === undefined ? {} : sent.body);
    const faults: Fault[] = [...headers.faults, ...faultsOf(query), ...(body ? faultsOf(body) : [])];
    const isDenied = Array.isArray(route.roles) && !hasRole(asked.caller, ...(route.roles as Role[]));
    if (faults.length > 0 || isDenied) await scope?.();
    if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
    if (isDenied) throw new Problem('access.role_denied', { required: route.roles });

    const act: Act = {
      ...asked,
      ifMatch: headers.ifMatch,
      idempotency:
        headers.idempotencyKey === undefined
          ? undefined
          : {
              key: headers.idempotencyKey,
              path: pathOf(route, sent.params),
              fingerprint: fingerprintOf({
                query: query.data,
                body: route.stream ? sent.upload.mediaType : (body?.data ?? null),
              }),
            },
    };
    return await route.handle(act, { ...sent, query: query.data, body: body?.data, host } as never);
  };
}

/** Every refusal of a route comes by here: access denied is kept, and what is said of it is what its caller may read. */
export async function refusing<T>(
  host: Host,
  route: Route,
  act: Act,
  params: unknown,
  warn: (what: Record<string, unknown>, message: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { operationId } = route;
    host.metrics.refused(operationId, error);
    if (!isForPeople(route)) throw error;
    const { personId } = act.caller;
    keepDenial(
      act,
      { personId, operationId, path: pathOf(route, params), requestId: act.requestId, problem: error },
      (cause) => warn({ personId, operationId, cause: (cause as Error).name }, 'a denial was not kept'),
    );
    throw await shownProblem(act, error);
  }
}
