// The demo: fills a database file with its story, serves it on this machine only, and shows a newcomer where to begin.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { isLoopback, type Settings, VERSION } from '../../config.ts';
import { NotLoopback, type Running, serve } from '../../serve.ts';
import type { Database } from '../../storage/database.ts';
import { copyRecords } from '../../storage/engine/copy.ts';
import { flushed } from '../../storage/engine/files.ts';
import { openDatabase, type Place, placeOf, shownUrl } from '../../storage/engine/open.ts';
import { openSqlite } from '../../storage/engine/sqlite/sqlite.ts';
import { hasPeople } from '../../storage/registers/people.ts';
import { demoKeys, type KeyHolder } from '../../usecases/access/demo-people.ts';
import { authenticate } from '../../usecases/access/sessions.ts';
import type { SigningKeys } from '../../usecases/act.ts';
import { askTransitions, type Offers } from '../../usecases/orders/transitions.ts';
import { showWorkOrder } from '../../usecases/orders/work-orders.ts';
import { createServices } from '../../usecases/services.ts';
import type { AttachmentStore } from '../../usecases/workshop/attachment-store.ts';
import { happenings } from './happenings.ts';
import { addHistory } from './history.ts';
import { Schedule } from './schedule.ts';
import { BLOCKED_ORDER_ID, endStory, showcaseLives } from './showcase.ts';
import { createStage } from './stage.ts';
import { buildWorld } from './world.ts';

/** Something that keeps the demo from starting, said so that it can be mended. */
export class DemoRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DemoRefused';
  }
}

/** How far the filling is: a share from 0 to 1, and the day the story has reached. */
type OnProgress = (share: number, day: string) => void;

/** Where the demo keeps its records, as people read it. */
export function demoPlace(databaseUrl: string): string {
  const place = requirePlace(databaseUrl);
  return place.engine === 'sqlite' ? place.file : shownUrl(databaseUrl);
}

function requirePlace(databaseUrl: string): Place {
  const place = placeOf(databaseUrl);
  if (!place)
    throw new DemoRefused('Set DATABASE_URL to sqlite:<path of a file> or postgres://user:password@host/database.');
  return place;
}

interface Filling {
  now: string;
  /** What certificates are signed with. */
  keys?: SigningKeys | undefined;
  /** Where files are attached to; nowhere that lasts unless given. */
  attachments?: AttachmentStore | undefined;
  /** How much of its everyday work is told; all of it unless given. The orders on show are there in any case. */
  share?: number | undefined;
  onProgress?: OnProgress | undefined;
}

/**
 * Makes the demo in the database of a URL, unless it is there already; answers whether it was made. It is told in a file without waiting for
 * the disk and put in its place whole, so that there is never half a demo; of several nodes one makes it and the others wait.
 * Raises DemoRefused when the database holds something else.
 */
export async function fillDemo(databaseUrl: string, filling: Filling): Promise<boolean> {
  const place = requirePlace(databaseUrl);
  if (place.engine === 'postgres') return await fillDatabase(place.url, filling);
  const { file } = place;
  if (existsSync(file)) {
    await requireDemo(databaseUrl);
    return false;
  }
  await fillFile(`${file}.filling`, filling);
  await flushed(`${file}.filling`, () => renameSync(`${file}.filling`, file));
  return true;
}

async function fillFile(file: string, filling: Filling): Promise<void> {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  const database = await openSqlite({ file, durability: 'off' });
  try {
    await tell(database, filling);
  } finally {
    await database.close();
  }
}

const LOOK_AGAIN_MILLISECONDS = 1_000;

async function fillDatabase(url: string, filling: Filling): Promise<boolean> {
  const database = await openDatabase(url);
  try {
    let isMade = false;
    const make = async (signal: AbortSignal) => {
      if (await database.read(hasPeople)) return;
      const folder = mkdtempSync(join(tmpdir(), 'seibi-demo-'));
      try {
        const file = join(folder, 'demo.db');
        await fillFile(file, filling);
        signal.throwIfAborted();
        const told = await openSqlite({ file });
        await copyRecords(told, database).finally(() => told.close());
        isMade = true;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    };
    while (!(await database.exclusively('demo', make))) await pause(LOOK_AGAIN_MILLISECONDS);
    if (!isMade) await requireDemo(url);
    return isMade;
  } finally {
    await database.close();
  }
}

async function requireDemo(databaseUrl: string): Promise<void> {
  const refusal = `${demoPlace(databaseUrl)} is there and is not the demo of this version. Set DATABASE_URL to another place, or move this one away.`;
  // What it holds is somebody else's until it is known: it is not brought to this version.
  const database = await openDatabase(databaseUrl, { migrates: false }).catch(() => {
    throw new DemoRefused(refusal);
  });
  try {
    const services = createServices(database, { foreignYardRule: false });
    if (!(await authenticate(services, demoKeys.admin.key))) throw new DemoRefused(refusal);
  } finally {
    await database.close();
  }
}

async function tell(database: Database, { now, keys, attachments, share, onProgress }: Filling): Promise<void> {
  const stage = createStage(database, { now, ...(keys ? { keys } : {}), ...(attachments ? { attachments } : {}) });
  const world = await buildWorld(stage);
  const schedule = new Schedule(stage.clock);
  for (const { from, life } of [...happenings(world), ...showcaseLives(world)]) schedule.add(from, life);
  addHistory(world, schedule, share);
  const [begin, end] = [Date.parse(world.begin), Date.parse(now)];
  await schedule.play(now, (at) => onProgress?.((Date.parse(at) - begin) / (end - begin), at.slice(0, 10)));
  await endStory(world);
}

/** Serves a filled demo. Raises NotLoopback for a host that others could reach, DemoRefused for a port that is taken. */
export async function startDemo(
  settings: Settings,
  logger: FastifyBaseLogger,
): Promise<Running & { firstScreen: string }> {
  requireLoopback(settings.host);
  const running = await serve(settings, logger).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new DemoRefused(`Port ${settings.port} is taken by another program. Choose another: PORT=8081 npm run demo`);
  });
  const screen = await firstScreen(settings, running.url).catch(async (error: unknown) => {
    await running.close();
    throw error;
  });
  return { ...running, firstScreen: screen };
}

/** Raises NotLoopback for a host that others could reach: everyone knows the demo's keys. */
export function requireLoopback(host: string): void {
  if (!isLoopback(host)) throw new NotLoopback(host);
}

const roles: Record<KeyHolder, string> = {
  depot: 'depot staff at KSZ (Kisarazu)',
  inspector: 'QA inspector at KSZ',
  acceptor: 'inspector of the government (GQAR, DCMA)',
  program: 'program office of every platform',
  host: 'host office (reads, and signs for Japan)',
  admin: 'administrator',
};

// What a newcomer sees: a question, how to ask it, and what will be answered, read from the very database that is served.
async function firstScreen(settings: Settings, url: string): Promise<string> {
  const { number, counts, release } = await askDemo(settings.databaseUrl);
  const keys = (Object.keys(demoKeys) as KeyHolder[]).map(
    (holder) => `  ${demoKeys[holder].key.padEnd(21)}  ${(demoKeys[holder].pin ?? '–').padEnd(6)}  ${roles[holder]}`,
  );
  return [
    '',
    `Seibi ${VERSION}, the demo: ${counts.orders} work orders of 18 months at ${counts.facilities} facilities, on ${url}`,
    'Places and types of equipment are public facts. Every order, serial, person, certificate number, price and time is invented.',
    '',
    ...(release ? questionOf(url, number, release) : []),
    'Keys, and pins to sign with:',
    '',
    ...keys,
    '',
    'Where to look:',
    '',
    `  ${url}`,
    '    the pages, in English and Japanese: choose one of these six people and look around',
    `  ${url}/docs`,
    '    every operation, with an example about the records of this demo',
    `  ${url}/v1/work-orders?status=awaiting_parts`,
    '    what waits for parts; with a key, as above',
    '',
    `Stop it with Ctrl+C. Its records are in ${demoPlace(settings.databaseUrl)}: delete that ${placeOf(settings.databaseUrl)?.engine === 'postgres' ? 'database' : 'file'} to begin anew.`,
    '',
  ].join('\n');
}

// While the order is where the demo left it, and not where somebody has brought it since.
function questionOf(url: string, number: string, { blockedBy, satisfied }: ReleaseOffer): string[] {
  const question = `curl -s -H 'Authorization: Bearer ${demoKeys.acceptor.key}' \\\n    ${url}/v1/work-orders/${BLOCKED_ORDER_ID}/transitions`;
  const onlyReasons = `| node -p "JSON.parse(fs.readFileSync(0)).transitions.find(t => t.action == 'release').blockedBy.map(b => b.message.en).join('\\n')"`;
  const reasons = blockedBy.flatMap(({ guard, message }) => [`  ${guard}`, `    ${message.en}`, `    ${message.ja}`]);
  const holds = satisfied.find((finding) => finding.guard === 'facility_qualified');
  return [
    `Why can order ${number} not be released? Ask, as the inspector of the government:`,
    '',
    `  ${question}`,
    '',
    'Among the answer, under the action "release", stands everything that blocks it:',
    '',
    ...reasons,
    '',
    ...(holds ? ['and what does not, with its evidence:', '', `  ${holds.guard}`, `    ${holds.message.en}`, ''] : []),
    'To read the reasons alone, end the command with',
    '',
    `  ${onlyReasons}`,
    '',
  ];
}

type ReleaseOffer = Offers['transitions'][number];

interface Asked {
  number: string;
  counts: { orders: number; facilities: number };
  /** Null: the order stands elsewhere by now, or nothing blocks it. */
  release: ReleaseOffer | null;
}

async function askDemo(databaseUrl: string): Promise<Asked> {
  const database = await openDatabase(databaseUrl);
  try {
    const services = createServices(database, { foreignYardRule: false });
    const caller = await authenticate(services, demoKeys.acceptor.key);
    if (!caller) throw new Error('the demo has lost its acceptor');
    const act = { ...services, caller, language: 'en', requestId: 'demo', ifMatch: null } as const;
    const { number } = await showWorkOrder(act, BLOCKED_ORDER_ID);
    const { transitions } = await askTransitions(act, BLOCKED_ORDER_ID, {});
    const release = transitions.find((offer) => offer.action === 'release' && offer.blockedBy.length > 0) ?? null;
    const counts = await database.read(async ({ db, tables }) => ({
      orders: await db.$count(tables.workOrders),
      facilities: await db.$count(tables.facilities),
    }));
    return { number, counts, release };
  } finally {
    await database.close();
  }
}
