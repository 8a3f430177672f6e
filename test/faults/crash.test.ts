// kill -9 at random moments, again and again: what was answered is there when the service is back, nothing is half written, and a repeat is answered, not done twice.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Chance } from '../../src/cli/demo/stage.ts';
import { run } from '../../src/cli/run.ts';
import { terminalOf } from '../cli/terminal.ts';
import type { Service } from '../process/service.ts';
import type { Loose } from '../support/app.ts';
import { onServer } from '../support/database.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { type Ground, rounds, SEED, takeGround } from './ground.ts';
import { type Answered, acknowledged, SHARED_ORDER, send, work } from './load.ts';
import { faultsIn, lostOf, type Query } from './record.ts';

const CLIENTS = 6;

interface Tally {
  rounds: number;
  acknowledged: Answered[];
  inTheAir: number;
  doneAfterAll: number;
  lost: string[];
}

/** One round: work, death, a new start, and the look at what is there. */
async function round(
  ground: Ground,
  query: Query,
  chance: Chance,
  tally: Tally,
  die: (service: Service) => Promise<void>,
) {
  const service = await ground.start();
  tally.rounds += 1;
  const name = `r${tally.rounds}`;
  // Some deaths come at a moment, some right upon an answer.
  const after = chance.happens(0.5) ? chance.whole(1, 60) : Number.POSITIVE_INFINITY;
  let death: Promise<void> | null = null;
  const kill = () => {
    death ??= die(service);
    return death;
  };
  const timed = after === Number.POSITIVE_INFINITY ? pause(chance.whole(50, 600)).then(kill) : null;
  const outcome = await work({
    url: service.url,
    name,
    clients: CLIENTS,
    chance,
    isOver: ({ answered }) => {
      if (answered.length >= after) void kill();
      return answered.length >= after;
    },
  });
  await timed;
  await kill();
  service.signal('SIGKILL');
  await service.ended;

  expect(outcome.answered.filter(({ status }) => ![200, 201, 412, 409, 503].includes(status)).map(shown)).toEqual([]);
  const again = await ground.start();
  const done = acknowledged(outcome);
  tally.acknowledged.push(...done);
  tally.lost.push(...(await lostOf(done, query)));
  // Repeats get the first answer; what was cut off is done now, unless it was done before.
  for (const { request, status, body } of done) {
    const repeat = await send(again.url, request);
    expect([repeat.status, repeat.replayed], shown(repeat)).toEqual([status, true]);
    expect(repeat.body).toEqual(body);
  }
  // 503 leaves it open too: the database may have gone after it had committed, and before it could say so.
  const busy = outcome.answered.filter(({ status }) => status === 503).map(({ request }) => request);
  for (const request of [...outcome.unanswered, ...busy]) {
    const answer = await send(again.url, request);
    tally.inTheAir += 1;
    if (answer.replayed) tally.doneAfterAll += 1;
    expect([200, 201, 412, 409], shown(answer)).toContain(answer.status);
    if (answer.status < 300) tally.acknowledged.push(answer);
  }
  expect(await faultsIn(query)).toEqual([]);
  again.signal('SIGKILL');
  await again.ended;
  expect(await ground.faultFound()).toBeNull();
  if (tally.rounds % 10 === 0)
    process.stdout.write(`${tally.rounds} kills, ${tally.acknowledged.length} acknowledged writes\n`);
}

const shown = ({ request, status, body }: Answered) =>
  `${request.path} ${request.key}: ${status} ${JSON.stringify(body)}`;

/** All rounds together: nothing lost, and nothing there twice. */
async function settle(query: Query, tally: Tally, laborBefore: number, what: string) {
  expect(await lostOf(tally.acknowledged, query)).toEqual([]);
  expect(tally.lost).toEqual([]);
  const isLabor = ({ request }: Answered) => request.path.endsWith('/labor');
  expect(await laborIn(query)).toBe(laborBefore + tally.acknowledged.filter(isLabor).length);
  const raised = await query('select discrepancy from work_orders');
  const marks = raised.map(({ discrepancy }) => textOf(discrepancy)).filter((text) => /^r\d+-\d+$/.test(text));
  expect(new Set(marks).size).toBe(marks.length);
  expect(marks.length).toBe(tally.acknowledged.filter(({ request }) => request.path === '/v1/work-orders').length);
  process.stdout.write(
    `${what}: ${tally.rounds} kills (seed ${SEED}), ${tally.acknowledged.length} acknowledged writes, ${tally.lost.length} lost; ` +
      `${tally.inTheAir} cut off, of which ${tally.doneAfterAll} were done\n`,
  );
}

const textOf = (value: unknown) => String((typeof value === 'string' ? JSON.parse(value) : (value as Loose)).en ?? '');
const laborIn = async (query: Query) =>
  Number((await query(`select count(*) as n from labor_entries where work_order_id = '${SHARED_ORDER}'`))[0]?.n);
const newTally = (): Tally => ({ rounds: 0, acknowledged: [], inTheAir: 0, doneAfterAll: 0, lost: [] });
const killed = async (service: Service) => service.signal('SIGKILL');

it('SQLite: kill -9 loses no acknowledged write', async () => {
  const ground = takeGround();
  try {
    const { query } = ground;
    const chance = new Chance(SEED);
    const tally = newTally();
    const laborBefore = await laborIn(query);
    for (let n = 0; n < rounds(10, 100); n += 1) await round(ground, query, chance, tally, killed);
    expect(query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(query('pragma foreign_key_check')).toEqual([]);
    await settle(query, tally, laborBefore, 'SQLite');
  } finally {
    await ground.leave();
  }
});

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ durable: true });
});
afterAll(() => server.stop());

it('PostgreSQL: the end of a node, and of the server under it, loses no acknowledged write', async () => {
  const ground = takeGround();
  await onServer(server.url, 'create database seibi_crash');
  const url = server.url.replace(/\/postgres$/, '/seibi_crash');
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on('error', () => undefined);
  try {
    const terminal = terminalOf(ground.environment);
    expect(await run(['copy', '--from', `sqlite:${ground.file}`, '--to', url], terminal), terminal.errors).toBe(0);
    ground.environment.DATABASE_URL = url;
    const query: Query = async (statement) => (await pool.query(statement)).rows;
    const chance = new Chance(SEED);
    const tally = newTally();
    const laborBefore = await laborIn(query);
    for (let n = 0; n < rounds(2, 20); n += 1)
      await round(ground, query, chance, tally, async (service) => {
        if (n % 2 === 0) return service.signal('SIGKILL');
        await server.kill();
        service.signal('SIGKILL');
        await server.start();
      });
    await settle(query, tally, laborBefore, 'PostgreSQL');
  } finally {
    await pool.end();
    await ground.leave();
  }
});
