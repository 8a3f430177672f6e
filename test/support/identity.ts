// The service with an identity provider beside it, and one person who is known to both.
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { OidcSettings } from '../../src/config.ts';
import { openIdentityProvider } from '../../src/identity/provider.ts';
import type { SessionSettings } from '../../src/usecases/act.ts';
import { ADMIN_KEY, type Answer, startTestApp, type TestApp, TestClock } from './app.ts';
import { AUDIENCE, CLIENT, PUBLIC_URL, startProvider, type TestProvider } from './provider.ts';

/** Known to the provider as alice, and to Seibi by this id and key. */
export const alice = { id: '01940000-0000-7000-8000-00000000a11c', key: 'seibi_test_alice' };

// The provider tells the time by the clock of this machine, so Seibi’s begins there.
export const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);

export interface IdentityWorld {
  provider: TestProvider;
  clock: TestClock;
  t: TestApp;
  /** What was reported of the identity provider. */
  reported: unknown[];
  /** Path of the file that maps claims to people. */
  peopleFile: string;
  settings(more?: Partial<OidcSettings>): OidcSettings;
  /** Another service with settings that differ, on a database of its own. */
  start(
    more?: Partial<OidcSettings>,
    how?: { logger?: FastifyBaseLogger; sessions?: SessionSettings },
  ): Promise<TestApp>;
  /** Maps alice, and bob's address, to the person. */
  nameAlice(): void;
  /** Who a bearer token is. */
  who(token: string, app?: TestApp): Promise<Answer>;
  /** Seconds since 1970, so many from now on. */
  seconds(offset: number): number;
  /** The claims of an access token that lets alice in. */
  good(): { iss: string; aud: string; sub: string; iat: number; exp: number };
  /** The person leaves service. */
  leave(): Promise<void>;
  /** Everything but the provider from the beginning. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** What an answer comes to: its status, and the code of a problem. */
export function seen({ status, body }: Answer): string {
  return `${status} ${body?.code ?? ''}`.trim();
}

let worlds = 0;

/** Starts a provider and a service that knows it; `renew` before each test. */
export async function startIdentity(): Promise<IdentityWorld> {
  worlds += 1;
  const peopleFile = join(
    tmpdir(),
    `seibi-people-${process.pid}-${worlds}-${Math.floor(performance.now() * 1000)}.json`,
  );
  const provider = await startProvider();
  const world: IdentityWorld = {
    provider,
    clock: new TestClock(NOW.toISOString()),
    t: undefined as never,
    reported: [],
    peopleFile,
    settings: (more = {}) => ({
      issuer: provider.issuer,
      audience: AUDIENCE,
      client: { ...CLIENT, publicUrl: PUBLIC_URL },
      claim: 'sub',
      peopleFile,
      ...more,
    }),
    async start(more = {}, how = {}) {
      const identity = await openIdentityProvider(world.settings(more), (error) => world.reported.push(error));
      const app = await startTestApp({ clock: world.clock, identity, ...how });
      await app.person(['depot_staff'], { ...alice, name: { en: 'Alice <Depot>', ja: 'アリス' } });
      return app;
    },
    nameAlice: () => writeFileSync(peopleFile, JSON.stringify({ alice: alice.id, 'bob@example.com': alice.id })),
    who: (token, app = world.t) => app.call(token, 'GET', '/v1/session'),
    seconds: (offset) => Math.floor(Date.parse(world.clock.now()) / 1000) + offset,
    good: () => ({
      iss: provider.issuer,
      aud: AUDIENCE,
      sub: 'alice',
      iat: world.seconds(0),
      exp: world.seconds(600),
    }),
    async leave() {
      const path = `/v1/people/${alice.id}`;
      const past = new Date(Date.parse(world.clock.now()) - 2 * 86_400_000).toISOString().slice(0, 10);
      const { headers } = await world.t.call(ADMIN_KEY, 'GET', path);
      const at = { 'if-match': headers.etag ?? '' };
      const answer = await world.t.call(ADMIN_KEY, 'PATCH', path, { endedOn: past }, at);
      if (answer.status !== 200) throw new Error(answer.text);
    },
    async renew() {
      await world.t?.close();
      world.reported.length = 0;
      provider.replace(null);
      provider.asked.clear();
      world.clock.set(NOW.toISOString());
      world.nameAlice();
      world.t = await world.start();
    },
    async close() {
      await world.t?.close();
      await provider.close();
      rmSync(peopleFile, { force: true });
    },
  };
  return world;
}
