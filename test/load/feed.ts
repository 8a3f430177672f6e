// The live feed with many readers: how soon each has what happened, how much goes out, and what that costs in memory.
// npx tsx test/load/feed.ts [readers] [events]
import { setImmediate as turn } from 'node:timers/promises';
import { startTestApp } from '../support/app.ts';
import { openStream } from '../support/event-stream.ts';
import { until } from '../support/until.ts';

const readers = Number(process.argv[2] ?? 100);
const events = Number(process.argv[3] ?? 1_000);
// A person has a bound of streams.
const EACH = 10;

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
const streams = await Promise.all(
  Array.from({ length: readers }, (_, n) =>
    openStream(`${url}/v1/events?cursor=latest`, people[Math.floor(n / EACH)]?.key ?? ''),
  ),
);
const megabytes = () => Math.round(process.memoryUsage().rss / 1_048_576);
const [memory, begun] = [megabytes(), performance.now()];
const written: number[] = [];
for (let n = 0; n < events; n += 1) {
  const { status } = await app.call(program.key, 'POST', '/v1/work-orders', order);
  if (status !== 201) throw new Error(`a draft was answered ${status}`);
  written.push(performance.now());
  await turn();
}
const wrote = performance.now();
await until(() => streams.every((stream) => stream.events.length === events), 120);
const seconds = (performance.now() - begun) / 1000;
const doubled = streams.filter((s) => new Set(s.events.map(({ id }) => id)).size !== events).length;
console.log(
  JSON.stringify({
    readers,
    events,
    writtenPerSecond: Math.round(events / ((wrote - begun) / 1000)),
    deliveredPerSecond: Math.round((readers * events) / seconds),
    lastReaderBehindMilliseconds: Math.round(seconds * 1000 - (wrote - begun)),
    streamsWithDoubles: doubled,
    memoryBefore: `${memory} MiB`,
    memoryAfter: `${megabytes()} MiB, readers included`,
  }),
);
for (const stream of streams) stream.leave();
await app.close();
process.exit(0);
