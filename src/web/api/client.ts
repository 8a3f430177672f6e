// One request of the API: in the reader's language, with the session's token, and its refusals as problems.
import { language } from '../language/language.ts';
import { createStore } from '../store.ts';
import type { Fault, Finding, Session } from './types.ts';

/** The session of this browser; null: nobody is signed in; undefined: not known yet. */
export const session = createStore<Session | null | undefined>(undefined);

/** The session that has run out under its reader, who may come back to what they were at; null: none. */
export const endedSession = createStore<Session | null>(null);

/** Whether the last request reached the service. */
export const isOnline = createStore(navigator.onLine);

/** What a refusal says (RFC 9457), with what its code adds. */
export interface ProblemBody {
  code: string;
  title: string;
  detail: string;
  status: number;
  errors?: Fault[];
  blockedBy?: Finding[];
  currentRevision?: number;
  retryAfterSeconds?: number;
}

/** A request that the service refused. */
export class ApiProblem extends Error {
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(`${body.code}: ${body.detail}`);
    this.name = 'ApiProblem';
    this.body = body;
  }

  get code(): string {
    return this.body.code;
  }

  get status(): number {
    return this.body.status;
  }
}

/** A request that reached nobody: no network, or no service at the end of it. */
export class Unreached extends Error {
  constructor(cause: unknown) {
    super('the service was not reached', { cause });
    this.name = 'Unreached';
  }
}

export interface CallOptions {
  /** Sent as JSON; a Blob as it is. */
  body?: unknown;
  /** The revision that the reader has seen. */
  ifMatch?: number | undefined;
  /** Names this very act, so that sending it twice does it once. */
  idempotencyKey?: string | undefined;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
}

/** Sends a request. Raises ApiProblem for a refusal and Unreached for no answer. The answer's body is `Answer` by the API's schemas. */
export async function call<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await reach(method, path, options);
  if (response.ok) {
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as Answer;
  }
  const problem = new ApiProblem(await problemIn(response));
  // The session has ended, here or elsewhere: being asked to sign in again follows by itself.
  const ended = session.get();
  if (problem.status === 401 && ended) {
    endedSession.set(ended);
    session.set(null);
  }
  throw problem;
}

async function reach(method: string, path: string, options: CallOptions): Promise<Response> {
  const { body, ifMatch, idempotencyKey, headers, signal } = options;
  const isBlob = body instanceof Blob;
  const csrfToken = session.get()?.csrfToken;
  const sent: Record<string, string> = { 'accept-language': language.get(), accept: 'application/json', ...headers };
  if (method !== 'GET' && csrfToken) sent['x-csrf-token'] = csrfToken;
  if (body !== undefined && !isBlob)
    sent['content-type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  if (ifMatch !== undefined) sent['if-match'] = `"${ifMatch}"`;
  if (idempotencyKey !== undefined) sent['idempotency-key'] = idempotencyKey;
  try {
    const init: RequestInit = { method, headers: sent };
    if (body !== undefined) init.body = isBlob ? body : JSON.stringify(body);
    if (signal) init.signal = signal;
    const response = await fetch(path, init);
    isOnline.set(true);
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    isOnline.set(false);
    throw new Unreached(error);
  }
}

async function problemIn(response: Response): Promise<ProblemBody> {
  const given: unknown = await response.json().catch(() => null);
  if (typeof given === 'object' && given !== null && 'code' in given) return given as ProblemBody;
  // Something between here and the service has answered in its place.
  return { code: 'internal', title: `HTTP ${response.status}`, detail: response.statusText, status: response.status };
}

/** All items of a list, page after page, each handed on as it arrives. `most`: after how many to stop. */
export async function callAll<Item>(
  path: string,
  {
    most = Number.POSITIVE_INFINITY,
    signal,
    onPage,
  }: { most?: number; signal?: AbortSignal; onPage?(items: Item[]): void } = {},
): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | null = null;
  do {
    const at: string =
      cursor === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Item[]; next: string | null } = await call('GET', at, { signal });
    all.push(...page.items);
    onPage?.(all);
    cursor = page.next;
  } while (cursor !== null && all.length < most);
  return all;
}

/** A new name for an act. */
export function newKey(): string {
  return crypto.randomUUID();
}
