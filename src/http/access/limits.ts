// Who may send how many requests in a minute: people by who they are, strangers by address, wrong keys more strictly.
import { hash } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../domain/problem.ts';
import { Allowances, type Spent, WINDOW_SECONDS } from '../../usecases/access/allowances.ts';
import type { Caller, Services } from '../../usecases/act.ts';
import type { Policy } from '../route.ts';
import type { ServiceMetrics } from '../server/prometheus.ts';

type Kind = 'person' | 'address' | 'failures';

// Keys that were right lately. A client with a wrong key must not lock out its neighbours behind the same address.
const MOST_PROVEN = 10_000;

/**
 * The limits of one server. Requests of a person share one allowance, whichever key, session or token they come with: what is limited is
 * what one holder can ask for, and a new token must not be a new allowance. Requests of nobody share that of their address.
 * Source of the headers: draft-ietf-httpapi-ratelimit-headers.
 */
export class Limits {
  private readonly allowances: Allowances;
  private readonly perMinute: Record<Kind, number>;
  private readonly metrics: ServiceMetrics;
  private readonly proven = new Set<string>();

  /** 0: no limit. */
  constructor(
    services: Pick<Services, 'database' | 'clock'>,
    { rateLimitPerMinute = 0, authFailuresPerMinute = 0 },
    metrics: ServiceMetrics,
  ) {
    this.allowances = new Allowances(services);
    this.perMinute = { person: rateLimitPerMinute, address: rateLimitPerMinute, failures: authFailuresPerMinute };
    this.metrics = metrics;
  }

  /**
   * Who calls, once the request is known to be within its limits. `identify` raises a 401 for a caller it does not know. Raises that,
   * request.rate_limited, and service.unavailable when the database is too busy to count.
   */
  async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    { roles, isProbe = false }: { roles: Policy; isProbe?: boolean | undefined },
    identify: () => Promise<Caller>,
  ): Promise<Caller> {
    if (roles === 'public') {
      if (!isProbe) await this.spend('address', addressOf(request.ip), reply);
      return await identify();
    }
    const caller = await this.identified(request, reply, identify);
    if (!isProbe) await this.spend('person', caller.personId, reply);
    return caller;
  }

  /** Counts one more request of a person who has been let in: one of many that came together. Raises request.rate_limited. */
  async spendAgain(personId: string): Promise<void> {
    const limit = this.perMinute.person;
    if (limit === 0) return;
    const spent = await this.allowances.spend(subjectOf('person', personId), limit);
    if (spent.granted) return;
    this.metrics.rateLimited('person');
    throw new Problem('request.rate_limited', { retryAfterSeconds: spent.resetSeconds });
  }

  /** Counts, against their address, requests for what is not one of the routes: the pages under /docs, and nothing at all. */
  limitTheRest(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config.operationId === undefined)
        await this.spend('address', addressOf(request.ip), reply);
    });
  }

  private async identified(
    request: FastifyRequest,
    reply: FastifyReply,
    identify: () => Promise<Caller>,
  ): Promise<Caller> {
    const { authorization } = request.headers;
    const address = addressOf(request.ip);
    const proof = authorization === undefined ? null : hash('sha256', authorization, 'base64');
    const lockedSeconds = this.allowances.spentFor(subjectOf('failures', address), this.perMinute.failures);
    if (this.perMinute.failures > 0 && proof !== null && lockedSeconds !== null && !this.proven.has(proof))
      throw this.refusal('failures', lockedSeconds, reply);
    try {
      const caller = await identify();
      if (proof !== null) this.remember(proof);
      return caller;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      if (proof === null) await this.spend('address', address, reply);
      else {
        this.proven.delete(proof);
        this.metrics.authenticationFailed();
        await this.spend('failures', address, reply);
      }
      throw error;
    }
  }

  private remember(proof: string): void {
    // The last used stand at the end, so the first is the one to let go of.
    this.proven.delete(proof);
    this.proven.add(proof);
    if (this.proven.size > MOST_PROVEN) this.proven.delete(this.proven.keys().next().value as string);
  }

  private async spend(kind: Kind, who: string, reply: FastifyReply): Promise<void> {
    const limit = this.perMinute[kind];
    if (limit === 0) return;
    const spent = await this.allowances.spend(subjectOf(kind, who), limit);
    if (!spent.granted) throw this.refusal(kind, spent.resetSeconds, reply);
    // How many wrong keys are left is nobody's business.
    if (kind !== 'failures') this.tell(kind, spent, reply);
  }

  private refusal(kind: Kind, resetSeconds: number, reply: FastifyReply): Problem {
    this.metrics.rateLimited(kind);
    this.tell(kind, { remaining: 0, resetSeconds }, reply);
    return new Problem('request.rate_limited', { retryAfterSeconds: resetSeconds });
  }

  private tell(
    kind: Kind,
    { remaining, resetSeconds }: Pick<Spent, 'remaining' | 'resetSeconds'>,
    reply: FastifyReply,
  ) {
    const policy = kind === 'failures' ? 'failures' : 'default';
    reply.header('ratelimit-policy', `"${policy}";q=${this.perMinute[kind]};w=${WINDOW_SECONDS}`);
    reply.header('ratelimit', `"${policy}";r=${remaining};t=${resetSeconds}`);
  }
}

function subjectOf(kind: Kind, who: string): string {
  return `${kind}:${who}`;
}

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 one, because one holder has all of that. What is no address
 * (a caller who has left already, a proxy that says something else) is one together.
 */
export function addressOf(ip: string | undefined): string {
  const [address = ''] = (ip ?? '').split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(address) === 0) return 'unknown';
  if (isIP(address) === 4) return address;
  const [before = '', after] = address.split('::', 2);
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const groups = after === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
