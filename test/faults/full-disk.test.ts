// A disk that is full, or takes no writes at all: clean refusals, no damage, work again as soon as there is room, and plain words at the start.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Chance } from '../../src/cli/demo/stage.ts';
import { diskOf } from './disk.ts';
import { type Ground, SEED, takeGround } from './ground.ts';
import { acknowledged, raising, read, SHARED_ORDER, send, work } from './load.ts';
import { faultsIn, lostOf } from './record.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

/** A disk of so many mebibytes, or why there is none. */
function smallDisk(mebibytes: number): { folder: string; leave(): void } | string {
  if (!isRoot) return 'only root mounts a small disk';
  const folder = mkdtempSync(join(tmpdir(), 'seibi-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `no disk can be mounted here: ${(error as Error).message.split('\n').slice(0, 2).join(' ')}`;
  }
  return {
    folder,
    leave() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Works, fills the disk, is refused, makes room, works again: all without a new start. */
async function fillAndMakeRoom(
  ground: Ground,
  settings: Record<string, string>,
  fill: () => void,
  makeRoom: () => void,
) {
  const service = await ground.start(settings);
  const chance = new Chance(SEED);
  const load = (name: string, enough: (count: number, refused: number) => boolean) =>
    work({
      url: service.url,
      name,
      clients: 4,
      chance,
      isOver: ({ answered }) => enough(answered.length, answered.filter(({ status }) => status === 503).length),
    });
  const before = await load('roomy', (count) => count >= 20);
  fill();
  const during = await load('full', (count, refused) => refused >= 5 || count >= 3000);
  const refused = during.answered.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  for (const { status, body, retryAfter } of during.answered) {
    expect([200, 201, 409, 412, 503], JSON.stringify(body)).toContain(status);
    if (status === 503) expect([body.code, Number(retryAfter) > 0]).toEqual(['service.unavailable', true]);
  }
  expect((await read(service.url, `/v1/work-orders/${SHARED_ORDER}`)).status).toBe(200);
  expect(service.printed()).toContain('SQLITE_FULL');
  makeRoom();
  for (const { request } of refused) expect([200, 201, 409, 412]).toContain((await send(service.url, request)).status);
  const after = await load('again', (count) => count >= 20);
  expect(after.answered.every(({ status }) => status < 500)).toBe(true);
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  const done = [before, during, after].flatMap(acknowledged);
  service.signal('SIGKILL');
  await service.ended;
  const again = await ground.start();
  expect(await lostOf(done, ground.query)).toEqual([]);
  expect(await faultsIn(ground.query)).toEqual([]);
  again.signal('SIGTERM');
  expect(await again.ended).toBe(0);
  expect(ground.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(await ground.faultFound()).toBeNull();
}

describe('a full disk', () => {
  it('a real one: refuses while it is full, and goes on when there is room', async (test) => {
    const disk = smallDisk(32);
    if (typeof disk === 'string') return test.skip(disk);
    const ground = takeGround({ at: join(disk.folder, 'place') });
    try {
      const ballast = join(disk.folder, 'ballast');
      const fill = () => {
        for (let piece = 4 * 2 ** 20; piece >= 4096; piece = Math.floor(piece / 2))
          for (;;)
            try {
              writeFileSync(ballast, Buffer.alloc(piece), { flag: 'a' });
            } catch {
              break;
            }
      };
      await fillAndMakeRoom(ground, {}, fill, () => rmSync(ballast));
    } finally {
      await ground.leave();
      disk.leave();
    }
  });

  it('one that says so: refuses while it is full, and goes on when there is room', async () => {
    const ground = takeGround();
    const disk = diskOf(ground);
    try {
      const fill = () => disk.fail({ operation: 'write', at: 1, error: 'ENOSPC', lasts: true });
      await fillAndMakeRoom(ground, disk.settings, fill, disk.mend);
    } finally {
      await ground.leave();
    }
  });
});

describe('a disk that can only be read', () => {
  it('becomes so while the service runs: refuses writes, reads on, and the next start has everything', async () => {
    const ground = takeGround();
    const disk = diskOf(ground);
    try {
      const service = await ground.start(disk.settings);
      const first = await send(service.url, raising('before'));
      disk.fail({ operation: 'write', at: 1, error: 'EROFS', lasts: true });
      const refused = await send(service.url, raising('during'));
      expect([refused.status, refused.body.code]).toEqual([503, 'service.unavailable']);
      expect((await read(service.url, `/v1/work-orders/${first.body.id}`)).status).toBe(200);
      service.signal('SIGTERM');
      await service.ended;
      const again = await ground.start();
      expect(await lostOf([first], ground.query)).toEqual([]);
      expect((await send(again.url, raising('during'))).status).toBe(201);
    } finally {
      await ground.leave();
    }
  });

  it.each([
    ['with a database', false],
    ['without one', true],
  ])('%s, at the start: one line says what is wrong and what to do, and nothing is touched', async (_, isEmpty) => {
    const ground = takeGround({ isEmpty });
    try {
      const uid = isRoot ? NOBODY : undefined;
      seal(ground.folder);
      const before = listed(ground.folder);
      const failure = await ground.start({}, uid === undefined ? {} : { uid }).then(
        () => 'it started',
        (error: Error) => error.message,
      );
      expect(failure).toMatch(/ended with 1 before/);
      const words = failure.slice(failure.indexOf('seibi: '));
      // Plain words, and no trace of where in the program it was noticed.
      expect(words).not.toMatch(/\n\s+at /);
      expect(words).toContain(ground.folder);
      expect(words).toMatch(/cannot be (used|written|made)/);
      expect(listed(ground.folder)).toEqual(before);
      unseal(ground.folder);
      const again = await ground.start();
      expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
    } finally {
      unseal(ground.folder);
      await ground.leave();
    }
  });
});

const inside = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));

const listed = (folder: string) =>
  inside(folder)
    .map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`)
    .sort();

// Root may write anywhere: then somebody else serves, who may only look.
function seal(folder: string): void {
  for (const path of inside(folder)) {
    if (isRoot) chownSync(path, NOBODY, NOBODY);
    chmodSync(path, statSync(path).isDirectory() ? 0o555 : 0o444);
  }
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o555);
}

function unseal(folder: string): void {
  if (isRoot) chownSync(folder, 0, 0);
  chmodSync(folder, 0o755);
  for (const path of inside(folder)) {
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    if (isRoot) chownSync(path, 0, 0);
  }
}
