// How the client asks: one request with its retries, and problems as errors with a type.
import type { Language } from '../domain/evidence/signature.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { Fault } from '../domain/values.ts';

export interface ClientOptions {
  /** Where Seibi answers, without a path: `https://seibi.example`. */
  url: string;
  /** An API key, or an access token; a function is asked anew for each request. */
  key: string | (() => string | Promise<string>);
  /** The language of problems; English unless given. */
  language?: Language;
  /** How often a request is tried again before its failure is the caller's; 5 unless given. */
  retries?: number;
  /** Waits; by a timer unless given. Rejects when the signal is aborted. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** A new Idempotency-Key; a random UUID unless given. */
  newKey?: () => string;
  /** From 0 to 1, to spread retries. */
  chance?: () => number;
  fetch?: typeof fetch;
}

/** What may be said with a request that changes something. */
export interface ChangeOptions {
  /** One's own Idempotency-Key, so that the change can be repeated after a crash; made anew unless given. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** A refusal (RFC 9457): `code` says which, `body` holds what the code adds. */
export class SeibiProblem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  /** Every fault of `request.invalid`. */
  readonly errors: readonly Fault[];
  readonly body: Readonly<Record<string, unknown>>;

  constructor(body: Readonly<Record<string, unknown>> & { status: number; code: ProblemCode }) {
    super(`${body.code}: ${String(body.title)}. ${String(body.detail)}`);
    this.name = 'SeibiProblem';
    this.status = body.status;
    this.code = body.code;
    this.errors = (body.errors as readonly Fault[] | undefined) ?? [];
    this.body = body;
  }
}

/** Seibi could not be reached, or something else answered in its place. */
export class SeibiUnreachable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SeibiUnreachable';
  }
}

export type Query = Readonly<Record<string, unknown>>;

export interface Asked {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query | undefined;
  body?: unknown;
  /** A body that is not JSON. */
  raw?: { type: string; text: string };
  accept?: string;
  /** The revision that was seen. */
  revision?: number | undefined;
  headers?: Readonly<Record<string, string>>;
  options?: ChangeOptions | undefined;
}

// Answers that say the request was not looked at: it changes nothing to ask again.
const NOT_NOW = [429, 503];
const LONGEST_WAIT_MILLISECONDS = 60_000;

export class Transport {
  private readonly origin: string;
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
    this.origin = options.url.replace(/\/+$/, '');
  }

  /** The body of an answer. Raises SeibiProblem, SeibiUnreachable. */
  async json<T>(asked: Asked): Promise<T> {
    const answer = await this.send(asked);
    return (answer.status === 204 ? null : await answer.json()) as T;
  }

  /**
   * An answer that went well, its body unread. Asks again, later and later, while Seibi is busy (429, 503: as its Retry-After says) or out of
   * reach; what may have been done already is repeated only under an Idempotency-Key. Raises SeibiProblem, SeibiUnreachable.
   */
  async send(asked: Asked): Promise<Response> {
    const { retries = 5, newKey = () => crypto.randomUUID() } = this.options;
    const key = asked.method === 'POST' ? (asked.options?.idempotencyKey ?? newKey()) : undefined;
    const isRepeatable = asked.method !== 'PATCH';
    for (let tried = 0; ; tried += 1) {
      const answer = await this.once(asked, key).catch((error: unknown) => {
        if (asked.options?.signal?.aborted) throw error;
        if (tried >= retries || !isRepeatable) throw new SeibiUnreachable(`${this.origin} cannot be reached`, error);
        return null;
      });
      if (answer?.ok) return answer;
      if (answer && (tried >= retries || !NOT_NOW.includes(answer.status))) throw await problemOf(answer);
      await answer?.body?.cancel();
      await this.wait(tried, answer?.headers.get('retry-after') ?? null, asked.options?.signal);
    }
  }

  /** Waits before the next attempt: as long as was said, or 0.2 s doubled each time, half of it by chance. */
  async wait(tried: number, retryAfter: string | null, signal?: AbortSignal): Promise<void> {
    const { chance = Math.random, sleep = sleepFor } = this.options;
    const said = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : 0;
    const own = 200 * 2 ** Math.min(tried, 8) * (0.5 + chance() / 2);
    await sleep(Math.min(Math.max(said, own), LONGEST_WAIT_MILLISECONDS), signal);
  }

  private async once(asked: Asked, idempotencyKey: string | undefined): Promise<Response> {
    const { key, language = 'en', fetch: ask = fetch } = this.options;
    const headers: Record<string, string> = {
      authorization: `Bearer ${typeof key === 'function' ? await key() : key}`,
      'accept-language': language,
      accept: asked.accept ?? 'application/json',
      ...asked.headers,
    };
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    if (asked.revision !== undefined) headers['if-match'] = `"${asked.revision}"`;
    if (asked.raw) headers['content-type'] = asked.raw.type;
    else if (asked.body !== undefined)
      headers['content-type'] = asked.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const body = asked.raw?.text ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
    return await ask(`${this.origin}${asked.path}${queryOf(asked.query)}`, {
      method: asked.method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(asked.options?.signal ? { signal: asked.options.signal } : {}),
    });
  }
}

function queryOf(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) search.append(name, String(one));
  }
  return search.size > 0 ? `?${search}` : '';
}

async function problemOf(answer: Response): Promise<Error> {
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('application/problem+json')) return new SeibiProblem(JSON.parse(text));
  return new SeibiUnreachable(`not Seibi, but something in between answered ${answer.status}`);
}

function sleepFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
