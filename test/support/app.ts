// The whole service for a test: a temporary database file, a clock that is moved by hand, ids that repeat.
import { createHash } from 'node:crypto';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.ts';
import { openMemory } from '../../src/attachments/memory.ts';
import { shippedForeignYardRule } from '../../src/data/index.ts';
import type { Person, Role } from '../../src/domain/registers/person.ts';
import type { Instant } from '../../src/domain/values.ts';
import type { Route } from '../../src/http/route.ts';
import type { Drain } from '../../src/http/server/drain.ts';
import type { HostSettings } from '../../src/http/server/host.ts';
import type { LoopDelay } from '../../src/http/server/overload.ts';
import type { ServiceMetrics } from '../../src/http/server/prometheus.ts';
import { signingKeysOf } from '../../src/keys/signing-keys.ts';
import type { Bounds, Database } from '../../src/storage/database.ts';
import { type Place, placeOf } from '../../src/storage/engine/open.ts';
import { insertRecord } from '../../src/storage/registers/registers.ts';
import type { IdentityProvider } from '../../src/usecases/access/identity.ts';
import { hashKey, keyPrefix } from '../../src/usecases/access/sessions.ts';
import type { Act, Caller, Services, SessionSettings } from '../../src/usecases/act.ts';
import { bootstrap } from '../../src/usecases/bootstrap.ts';
import type { Followers } from '../../src/usecases/exchange/followers.ts';
import { startReckoner } from '../../src/usecases/metrics/reckoner.ts';
import { scryptPins } from '../../src/usecases/services.ts';
import type { AttachmentStore } from '../../src/usecases/workshop/attachment-store.ts';
import { type Engine, makeTestDatabase, type TestDatabase } from './database.ts';

/** The key of the administrator that every test app begins with. */
export const ADMIN_KEY = 'seibi_test_admin';

/** 10:00 in Tokyo on a Monday. */
export const START: Instant = '2026-11-23T01:00:00.000Z';

/** A clock that stands still until it is moved. */
export class TestClock {
  private at: number;

  constructor(start: Instant = START) {
    this.at = Date.parse(start);
  }

  now = (): Instant => new Date(this.at).toISOString();

  /** Sets the time, forwards or back. */
  set(instant: string): void {
    this.at = Date.parse(instant);
  }

  /** Moves the time on. */
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): void {
    const { days = 0, hours = 0, minutes = 0, seconds = 0 } = by;
    this.at += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }
}

/** Ids in the form of UUIDv7, the same in every run and in ascending order; no two nodes give the same. */
export function countingIds(node = 0): () => string {
  let n = 0;
  return () => {
    n += 1;
    const hex = n.toString(16).padStart(12, '0');
    return `01940000-0000-7000-8${node.toString(16).padStart(3, '0')}-${hex}`;
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads the body by the fields it expects, and fails when they are not there
export type Loose = any;

/** What a call answers: the status, the headers and the body read as JSON (as text when it is not JSON). */
export interface Answer<Body = Loose> {
  status: number;
  headers: Record<string, string>;
  body: Body;
  text: string;
}

export interface TestApp {
  app: FastifyInstance;
  services: Services;
  database: Database;
  clock: TestClock;
  /** Where the records are, for a look past the program. */
  place: TestDatabase;
  adminId: string;
  /** What was reported as a fault of the program. */
  reported: unknown[];
  /** One request. `key` null: no Authorization. An object is sent as JSON; a string or bytes as they are, with the content type of `headers`. */
  call<Body = Loose>(
    key: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  /** Makes a person with a key, past the API; answers their id and key. */
  person(
    roles: Role[],
    fields?: Partial<Omit<Person, 'id' | 'roles' | 'createdAt' | 'revision'>> & { id?: string; key?: string },
  ): Promise<{ id: string; key: string }>;
  /** An act as this person, for tests that call use cases. */
  act(personId: string, more?: Partial<Act>): Promise<Act>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  clock?: TestClock;
  ids?: () => string;
  logger?: FastifyBaseLogger;
  /** Other routes than those of the API. */
  routes?: readonly Route[];
  /** Limits and the like are off unless given. */
  settings?: Partial<HostSettings> & { foreignYardRule?: boolean; webhookNetworks?: readonly string[] };
  drain?: Drain;
  loopDelay?: LoopDelay;
  metrics?: ServiceMetrics;
  /** Makes those who follow the feed, whose `tick` the test then calls. */
  followers?: (services: Services) => Followers;
  /** That of the run unless given. */
  engine?: Engine;
  bounds?: Bounds;
  /** A database that is there already, for one more node on it; `close` leaves it. */
  place?: TestDatabase;
  identity?: IdentityProvider;
  /** The folder of built pages; the sources' own, if they were built, unless given. */
  pages?: string;
  /** Twelve hours, without TLS, unless given. */
  sessions?: SessionSettings;
  /** In memory unless given. */
  attachments?: AttachmentStore;
  /** Whether figures are worked out in a thread of their own, as in production: it takes seconds to begin. */
  reckoner?: boolean;
}

/** Starts a test app on a fresh database; `close` it to take that away. It holds the shipped data and one administrator. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const place = options.place ?? (await makeTestDatabase(options.engine));
  const { drain, loopDelay, metrics } = options;
  const reported: unknown[] = [];
  const report = (error: unknown) => reported.push(error);
  const database = await place.open({ ...options.bounds, report });
  const clock = options.clock ?? new TestClock();
  const ids = options.ids ?? countingIds();
  let secretsTaken = 0;
  const services: Services = {
    database,
    clock: clock.now,
    newId: ids,
    secrets: (bytes) => {
      secretsTaken += 1;
      const digest = createHash('sha512').update(`test secret ${secretsTaken}`).digest();
      return Uint8Array.from({ length: bytes }, (_, index) => digest[index % digest.length] ?? 0);
    },
    // As cheap as scrypt allows: tests are about rules, not about time.
    pins: scryptPins(2),
    identity: options.identity ?? null,
    sessions: options.sessions ?? { isSecure: false, hours: 12 },
    keys: signingKeysOf(Buffer.alloc(32, 'test'), START),
    attachments: options.attachments ?? openMemory(clock.now),
    reckoner: options.reckoner ? startReckoner({ place: placeOf(place.url) as Place }) : null,
    report,
    settings: {
      foreignYardRule: options.settings?.foreignYardRule ? shippedForeignYardRule() : null,
      webhookNetworks: options.settings?.webhookNetworks ?? [],
    },
  };
  const first = await bootstrap(services, { key: ADMIN_KEY });
  const app = await buildApp({
    services,
    settings: {
      bodyLimitBytes: 1_048_576,
      attachmentLimitBytes: 1_048_576,
      requestTimeoutSeconds: 30,
      ...options.settings,
    },
    logger: options.logger,
    drain,
    loopDelay,
    metrics,
    followers: options.followers?.(services),
    ...(options.routes ? { routes: options.routes } : {}),
    ...(options.pages ? { pages: options.pages } : {}),
  });

  return {
    app,
    services,
    database,
    clock,
    place,
    adminId: first?.personId ?? '',
    reported,
    async call(key, method, path, body, headers = {}) {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array;
      const isPatch = method === 'PATCH';
      const response = await app.inject({
        method: method as 'GET',
        url: path,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined || isRaw
            ? {}
            : { 'content-type': isPatch ? 'application/merge-patch+json' : 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: isRaw ? Buffer.from(body) : JSON.stringify(body) }),
      });
      const type = String(response.headers['content-type'] ?? '');
      const isJson = /^application\/([\w.-]+\+)?json/.test(type) && response.body !== '';
      return {
        status: response.statusCode,
        headers: response.headers as Record<string, string>,
        body: isJson ? JSON.parse(response.body) : response.body,
        text: response.body,
      };
    },
    async person(roles, { id, key, ...fields } = {}) {
      const personId = id ?? services.newId();
      const secret = key ?? `seibi_test_${personId.slice(-12)}`;
      const recording = { recordedAt: clock.now(), actorId: null };
      await database.write(async (tx) => {
        await insertRecord(
          tx,
          'person',
          {
            name: { en: roles.join(' ') },
            organization: { kind: 'facility', name: 'Test works' },
            endedOn: null,
            facilityIds: [],
            programPlatformIds: [],
            accessBasis: 'test',
            pinSetAt: null,
            ...fields,
            id: personId,
            roles,
          },
          recording,
        );
        const hashes = { prefix: keyPrefix(secret), secretSha256: hashKey(secret) };
        await insertRecord(
          tx,
          'key',
          { id: services.newId(), personId, ...hashes, issuedBy: null, endedAt: null },
          recording,
        );
      });
      return { id: personId, key: secret };
    },
    async act(personId, more = {}) {
      const person = await database.read(async (tx) =>
        (await tx.db.select().from(tx.tables.people)).find((p) => p.id === personId),
      );
      if (!person) throw new Error(`no person ${personId}`);
      const { roles, facilityIds, programPlatformIds } = person;
      const caller: Caller = { personId, roles, facilityIds, programPlatformIds, person };
      return { ...services, caller, language: 'en', requestId: 'test', ifMatch: null, ...more };
    },
    async close() {
      await app.close();
      await services.reckoner?.close();
      await database.close();
      if (!options.place) await place.drop();
    },
  };
}
