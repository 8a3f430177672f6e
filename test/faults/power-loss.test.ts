// The power fails at every moment: the service's writes and syncs are recorded and replayed without what was not synced; no answered write may be lost. Under `synchronous=NORMAL` some must be, or this test sees nothing.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { Chance } from '../../src/cli/demo/stage.ts';
import type { Loose } from '../support/app.ts';
import { diskOf, type Happening } from './disk.ts';
import { type Ground, rounds, SEED, takeGround } from './ground.ts';
import { type Answered, acknowledged, raising, send, work } from './load.ts';
import { PowerlessDisk, type Survival } from './power.ts';
import { faultsIn, lostOf } from './record.ts';

interface Recording {
  before: PowerlessDisk;
  happenings: Happening[];
  /** What the clients were told, by the key of the request. */
  told: Map<string, Answered>;
}

/** Two lives of a service on a ground: one that is killed, and one that ends as it should; with checkpoints of the log in both. */
async function record(ground: Ground, preload: string[]): Promise<Recording> {
  const disk = diskOf(ground, { records: true });
  const before = new PowerlessDisk(ground.file);
  const told = new Map<string, Answered>();
  const chance = new Chance(SEED);
  for (const [life, end] of (['SIGKILL', 'SIGTERM'] as const).entries()) {
    const service = await ground.start(disk.settings, { preload });
    const outcome = await work({
      url: service.url,
      name: `p${life}`,
      clients: 4,
      chance,
      isOver: ({ answered }) => answered.length >= rounds(60, 300),
    });
    for (const answer of acknowledged(outcome)) told.set(answer.request.key, answer);
    // Alone, with nobody beside it whose sync would be its own, too.
    for (let n = 0; n < 10; n += 1) {
      const answer = await send(service.url, raising(`p${life}-alone-${n}`));
      told.set(answer.request.key, answer);
    }
    service.signal(end);
    await service.ended;
  }
  return { before, happenings: disk.recorded(), told };
}

/** The key of the request that an answer on the wire is to, when it says that it is done. */
function keyAnswered({ operation, data }: Happening): string | null {
  if (operation !== 'answer') return null;
  const head = data.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  return /^HTTP\/1\.1 2/.test(head) ? (/\r\nx-request-id: (\S+)/i.exec(head)?.[1] ?? null) : null;
}

interface Moment {
  at: number;
  survival: Survival;
}

// After every answer and before and after every sync, with nothing of the unsynced; and anywhere, with some of it.
function moments(happenings: readonly Happening[], most: number, chance: Chance): Moment[] {
  const hard = happenings.flatMap((one, at): Moment[] => {
    if (one.operation === 'sync') return [at - 1, at].map((moment) => ({ at: moment, survival: 'nothing' }));
    return keyAnswered(one) === null ? [] : [{ at, survival: 'nothing' }];
  });
  const any = Array.from(
    { length: most },
    (): Moment => ({ at: chance.whole(0, happenings.length - 1), survival: 'some' }),
  );
  const chosen = hard.length <= most ? hard : Array.from({ length: most }, () => chance.pick(hard));
  return [...chosen, ...any].sort((a, b) => a.at - b.at);
}

interface Verdict {
  moments: number;
  /** Moments at which something answered was gone. */
  losing: number;
  lost: Set<string>;
  faults: string[];
}

async function replay(ground: Ground, { before, happenings, told }: Recording): Promise<Verdict> {
  const chance = new Chance(SEED);
  const folder = join(ground.folder, 'after');
  mkdirSync(folder);
  const file = join(folder, 'seibi.db');
  copyFileSync(`${ground.file}-keys.json`, `${file}-keys.json`);
  const verdict: Verdict = { moments: 0, losing: 0, lost: new Set(), faults: [] };
  const answered: Answered[] = [];
  const queue = moments(happenings, rounds(60, 600), chance);
  for (const [at, happening] of happenings.entries()) {
    before.happens(happening);
    const answer = told.get(keyAnswered(happening) ?? '');
    if (answer) answered.push(answer);
    for (let next = queue[0]; next?.at === at; next = queue[0]) {
      queue.shift();
      before.put(file, ground.file, next.survival, chance);
      verdict.moments += 1;
      await judge(file, answered, `at ${at} with ${next.survival}`, verdict);
    }
  }
  expect(answered.length, 'every answer was seen on the wire').toBe(told.size);
  return verdict;
}

async function judge(file: string, answered: readonly Answered[], when: string, verdict: Verdict): Promise<void> {
  const client = new Sqlite(file);
  try {
    client.pragma('journal_mode = WAL');
    const query = (statement: string) => client.prepare(statement).all() as Loose[];
    const lost = await lostOf(answered, query);
    if (lost.length > 0) verdict.losing += 1;
    for (const one of lost) verdict.lost.add(one);
    for (const fault of await faultsIn(query)) verdict.faults.push(`${when}: ${fault}`);
    const [{ quick_check: found }] = query('pragma quick_check') as [Loose];
    if (found !== 'ok') verdict.faults.push(`${when}: ${found}`);
  } catch (error) {
    verdict.faults.push(`${when}: ${(error as Error).message}`);
  } finally {
    client.close();
  }
}

async function powerFails(preload: string[] = []): Promise<Verdict & { answered: number; syncs: number }> {
  const ground = takeGround();
  try {
    const recording = await record(ground, preload);
    const verdict = await replay(ground, recording);
    // What is on the disk in the end is a record like any other.
    expect(await ground.faultFound()).toBeNull();
    const syncs = recording.happenings.filter(({ operation }) => operation === 'sync').length;
    return { ...verdict, answered: recording.told.size, syncs };
  } finally {
    await ground.leave();
  }
}

it('loses no answered write, whenever the power fails', async () => {
  const { faults, lost, losing, moments: all, answered, syncs } = await powerFails();
  process.stdout.write(
    `power loss: at ${all} moments of ${answered} answered writes and ${syncs} syncs (seed ${SEED}), ${losing} lost something\n`,
  );
  expect(faults).toEqual([]);
  expect([...lost]).toEqual([]);
});

it('would lose some under synchronous=NORMAL: this is the control', async () => {
  const {
    faults,
    lost,
    losing,
    moments: all,
    answered,
  } = await powerFails([new URL('normal.mjs', import.meta.url).href]);
  process.stdout.write(
    `power loss, control: at ${losing} of ${all} moments, ${lost.size} of ${answered} answered writes were gone\n`,
  );
  expect(lost.size, 'the replay sees no loss where there must be one').toBeGreaterThan(0);
  // Lost, and not torn: what is left fits together.
  expect(faults).toEqual([]);
});
