// The live feed with many readers: how soon each has what happened, how much goes out, and what that costs in memory. Fails when an event is
// missing, double or out of order with any reader, those that lose their line included, or when memory grows with what was told.
// npx tsx test/load/feed.ts [readers] [events]
import { fork } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startTestApp } from '../support/app.ts';
import type { Told } from './feed-readers.ts';

const readers = Number(process.argv[2] ?? 50);
const events = Number(process.argv[3] ?? 20_000);
// A person has a bound of streams.
const EACH = 10;
const WRITERS = 16;
// Of memory above its peak over the first fifth of the events.
const MOST_GROWTH = 1.25;
const EVENTS_TO_JUDGE_MEMORY = 5_000;

process.env.SEIBI_TEST_ENGINE = 'sqlite';
const app = await startTestApp();
const url = await app.app.listen({ host: '127.0.0.1', port: 0 });
const { key: admin } = await app.person(['administrator']);
const make = async (path: string, body: object) => (await app.call(admin, 'POST', path, body)).body;
const { id: platformId } = await make('/v1/platforms', {
  designation: 'MV-22B',
  nomenclature: { en: 'Osprey' },
  kind: 'aircraft',
  service: 'marine_corps',
  export: { regime: 'ITAR', category: 'VIII' },
});
const { id: facilityId } = await make('/v1/facilities', {
  code: 'KSZ',
  name: { ja: '木更津' },
  operator: 'japanese_industry',
  prefecture: '千葉県',
  calendar: 'japan',
  bays: 1,
});
const { id: equipmentId } = await make('/v1/equipment', { platformId, serialNumber: '1', owningUnit: '09456' });
const program = await app.person(['program_office'], { programPlatformIds: [platformId] });
const order = {
  equipmentId,
  facilityId,
  activity: 'repair',
  level: 'depot',
  priority: { forceActivity: 'II', urgency: 'B' },
  discrepancy: { en: 'Chips' },
};

const people = await Promise.all(
  Array.from({ length: Math.ceil(readers / EACH) }, () =>
    app.person(['program_office'], { programPlatformIds: [platformId] }),
  ),
);
const child = fork(fileURLToPath(new URL('./feed-readers.ts', import.meta.url)));
const told = <Is extends Told['is']>(is: Is) =>
  new Promise<Extract<Told, { is: Is }>>((resolve, reject) => {
    child.on('message', (message: Told) => {
      if (message.is === is) resolve(message as Extract<Told, { is: Is }>);
    });
    child.on('exit', (code) => reject(new Error(`the readers ended with ${code}`)));
  });
const [following, done] = [told('following'), told('done')];
child.send({ url, keys: people.map(({ key }) => key), readers, each: EACH, events });
await following;

const mebibytes = (bytes: number) => Math.round(bytes / 1_048_576);
const memory: number[] = [];
const written: number[] = [];
const begun = Date.now();
let taken = 0;
async function writeOn(): Promise<void> {
  while (taken < events) {
    taken += 1;
    await writeOne();
  }
}
async function writeOne(): Promise<void> {
  const { status } = await app.call(program.key, 'POST', '/v1/work-orders', order);
  if (status !== 201) throw new Error(`a draft was answered ${status}`);
  written.push(Date.now());
  memory.push(process.memoryUsage.rss());
  const done = written.length;
  if (done % Math.ceil(events / 10) === 0)
    console.log(
      `${Math.round((Date.now() - begun) / 1000)} s: ${done} events, RSS ${mebibytes(memory.at(-1) ?? 0)} MiB`,
    );
  await turn();
}
await Promise.all(Array.from({ length: WRITERS }, writeOn));
const wrote = Date.now();
const { reachedAll, doubles, outOfOrder, resumed, memory: theirs } = await done;
const seconds = (Date.now() - begun) / 1000;
const late = reachedAll.map((at, n) => Math.max(0, at - (written[n] ?? 0))).sort((a, b) => a - b);
const quantile = (share: number) => `${late[Math.min(late.length - 1, Math.floor(share * late.length))]} ms`;
const fifth = Math.ceil(events / 5);
const [early, after] = [Math.max(...memory.slice(0, fifth)), Math.max(...memory.slice(fifth))];
console.log({
  readers,
  events,
  writtenPerSecond: Math.round(events / ((wrote - begun) / 1000)),
  deliveredPerSecond: Math.round((readers * events) / seconds),
  untilTheLastReaderHasIt: { median: quantile(0.5), p99: quantile(0.99), most: quantile(1) },
  linesLostAndResumed: resumed,
  doubles,
  outOfOrder,
  peakMemory: {
    firstFifth: `${mebibytes(early)} MiB`,
    after: `${mebibytes(after)} MiB`,
    readers: `${mebibytes(theirs)} MiB`,
  },
});
child.removeAllListeners('exit');
child.disconnect();
child.kill();
await app.close();
const faults = Object.entries({
  'an event is double or out of order': doubles + outOfOrder > 0,
  'memory grows': events >= EVENTS_TO_JUDGE_MEMORY && after > early * MOST_GROWTH,
}).filter(([, isSo]) => isSo);
for (const [fault] of faults) console.error(`FAILED: ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);
