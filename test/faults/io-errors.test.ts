// The disk fails at the k-th sync, write or truncate: no success after a failed commit, no more writes, reads go on, and the next start has everything.
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Chance } from '../../src/cli/demo/stage.ts';
import type { Loose } from '../support/app.ts';
import { type Disk, diskOf, type Failure } from './disk.ts';
import { type Ground, isLong, SEED, takeGround } from './ground.ts';
import { acknowledged, raising, read, SHARED_ORDER, send, work } from './load.ts';
import { faultsIn, lostOf } from './record.ts';

// Which calls fail: the first ones of each kind, of the log that every commit goes to, and of the database that a checkpoint writes.
const places = (operation: Failure['operation'], of: Failure['of'], few: number[], many: number): Failure[] =>
  (isLong ? Array.from({ length: many }, (_, n) => n + 1) : few).map(
    (at) => ({ operation, at, error: 'EIO', of }) as Failure,
  );
const failures: Failure[] = [
  ...places('sync', 'log', [2], 12),
  ...places('write', 'log', [1, 9], 40),
  ...places('write', 'database', [1], 6),
  ...places('sync', 'database', [1], 3),
  ...places('truncate', 'any', [1], 2),
];

const shown = ({ operation, at, of, error }: Failure) => `${error} at ${operation} ${at} of the ${of}`;

/** Refused as the contract says: 503, a problem, and when to come again. */
function expectRefusal(answer: { status: number; body: Loose; retryAfter: string | null }) {
  expect(answer.status, JSON.stringify(answer.body)).toBe(503);
  expect(answer.body.code).toBe('service.unavailable');
  expect(Number(answer.retryAfter)).toBeGreaterThan(0);
}

async function ready(url: string) {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, body: (await answer.json()) as Loose };
}

async function afterFailure(ground: Ground, disk: Disk, failure: Failure, name: string) {
  const service = await ground.start(disk.settings);
  const chance = new Chance(SEED);
  const before = await work({
    url: service.url,
    name: `${name}a`,
    clients: 3,
    chance,
    isOver: ({ answered }) => answered.length >= 6,
  });
  expect(acknowledged(before).length).toBeGreaterThan(0);
  disk.fail(failure);
  // Long enough for a checkpoint, should it be the database that fails.
  const most = failure.of === 'log' ? 200 : 1500;
  const during = await work({
    url: service.url,
    name: `${name}b`,
    clients: failure.of === 'log' ? 4 : 16,
    chance,
    isOver: ({ answered }) => disk.failed() > 0 || answered.length >= most,
  });
  return { service, before, during };
}

describe('a disk that fails', () => {
  for (const failure of failures)
    it(`${shown(failure)}: nothing acknowledged is lost, and nothing more is`, async () => {
      const ground = takeGround();
      const disk = diskOf(ground);
      const { query } = ground;
      try {
        const { service, before, during } = await afterFailure(ground, disk, failure, 'io');
        if (disk.failed() === 0) {
          process.stdout.write(`${shown(failure)}: the load never came there\n`);
          expect(failure.of, 'every commit syncs and writes its log').not.toBe('log');
        }
        for (const answer of during.answered)
          expect([200, 201, 409, 412, 503], JSON.stringify(answer.body)).toContain(answer.status);
        expect(during.unanswered).toEqual([]);
        const done = [...acknowledged(before), ...acknowledged(during)];
        if (disk.failed() > 0) {
          disk.mend();
          // The disk is well again, and nobody can know what of it is true: reads go on, writes do not.
          for (const key of ['after-1', 'after-2']) expectRefusal(await send(service.url, raising(key)));
          expect((await ready(service.url)).status).toBe(503);
          expect((await read(service.url, `/v1/work-orders/${SHARED_ORDER}`)).status).toBe(200);
          expect((await fetch(`${service.url}/livez`)).status).toBe(200);
          expect(service.printed()).toMatch(/SQLITE_/);
        }
        service.signal('SIGTERM');
        await service.ended;
        // What is only in the log stays there, whatever the end of the service would have made of it.
        if (disk.failed() > 0) expect(statSync(`${ground.file}-wal`).size).toBeGreaterThan(0);

        const again = await ground.start();
        expect(await lostOf(done, query)).toEqual([]);
        for (const { request, status, body } of done.slice(-5)) {
          const repeat = await send(again.url, request);
          expect([repeat.status, repeat.replayed, repeat.body]).toEqual([status, true, body]);
        }
        // What was refused is not there, or whole: a repeat says which, and is done once.
        for (const { request, status } of during.answered)
          if (status === 503) expect([200, 201, 409, 412]).toContain((await send(again.url, request)).status);
        expect((await send(again.url, raising('fresh'))).status).toBe(201);
        expect((await ready(again.url)).status).toBe(200);
        expect(await faultsIn(query)).toEqual([]);
        again.signal('SIGKILL');
        await again.ended;
        expect(query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        expect(await ground.faultFound()).toBeNull();
      } finally {
        await ground.leave();
      }
    });
});
