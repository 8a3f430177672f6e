// A million rows through `npx seibi import`, killed on the way and read on: prints memory and rows a second, and fails when memory grows, a row
// is missing or anything is double. With `bad` every row is refused, and each of its errors has to be kept once.
// npm run build && npx tsx test/load/import.ts [rows] [killAt,killAt…] [bad]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Sqlite from 'better-sqlite3';
import { openDatabase } from '../../src/storage/engine/open.ts';
import { bootstrap } from '../../src/usecases/bootstrap.ts';
import { createServices } from '../../src/usecases/services.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const kills = (process.argv[3] ?? `${Math.floor(rows * 0.06)},${Math.floor(rows * 0.95)}`).split(',').map(Number);
const isBad = process.argv[4] === 'bad';
// Two of them: the country, and an offer of nothing.
const ERRORS_OF_BAD_ROW = 2;
// What memory may be above its peak over the first fifth of the rows: collections come as they come. Fewer rows are over before the heap has its size.
const MOST_GROWTH = 1.2;
const ROWS_TO_JUDGE_MEMORY = 200_000;

const folder = mkdtempSync(join(tmpdir(), 'seibi-import-'));
const file = join(folder, 'seibi.db');
const id = '01890000-0000-7000-8000-0000000000aa';

// Distinct NCAGEs: five characters without I and O, a letter first.
const letters = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
function ncage(n: number): string {
  let [rest, text] = [n, ''];
  for (let at = 0; at < 4; at++) {
    text = letters[rest % letters.length] + text;
    rest = Math.floor(rest / letters.length);
  }
  return `${letters[10 + rest]}${text}`;
}

function line(n: number): string {
  const [country, offer] = isBad
    ? ['Japan', '{""leadTimeDays"":30}']
    : ['JP', `{""partNumber"":""PN-${n}"",""leadTimeDays"":30}`];
  return `${ncage(n)},Supplier ${n},供給者${n},${country},"[${offer}]"\n`;
}

function* pieces(): Generator<string> {
  yield 'ncage,name.en,name.ja,country,offers\n';
  for (let n = 0; n < rows; n += 500) {
    let text = '';
    for (let at = n; at < Math.min(rows, n + 500); at++) text += line(at);
    yield text;
  }
}

const mebibytes = (bytes: number) => Math.round(bytes / 1_048_576);
// Null: it has ended.
function rssOf(pid: number): number | null {
  try {
    const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? null : mebibytes(Number(kibibytes) * 1024);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function rowsRead(): number {
  const client = new Sqlite(file, { readonly: true });
  const read = client.prepare('select rows_read from imports where id = ?').pluck().get(id) as number | undefined;
  client.close();
  return read ?? 0;
}

/** Memory as it was seen once so many rows were in. */
const seen: { rows: number; rss: number }[] = [];

async function run(until: number): Promise<string> {
  const child = spawn(process.execPath, ['dist/cli/seibi.js', 'import', '--kind', 'suppliers', '--id', id, '--json'], {
    env: { ...process.env, DATABASE_URL: `sqlite:${file}` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  const [begun, first, pid] = [Date.now(), rowsRead(), child.pid ?? 0];
  let looks = 0;
  const watch = setInterval(() => {
    const [read, rss] = [rowsRead(), rssOf(pid)];
    const seconds = (Date.now() - begun) / 1000;
    if (rss !== null && read > first) seen.push({ rows: read, rss });
    looks += 1;
    if (looks % 20 === 0)
      console.log(
        `${seconds.toFixed(0)} s: ${read} rows, ${Math.round((read - first) / seconds)} rows/s, RSS ${rss} MiB`,
      );
    if (read >= until) child.kill('SIGKILL');
  }, 500);
  const ended = new Promise((resolve) => child.on('close', resolve));
  // Who was killed reads no more.
  await pipeline(Readable.from(pieces()), child.stdin).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
  });
  await ended;
  clearInterval(watch);
  return out;
}

const database = await openDatabase(`sqlite:${file}`);
await bootstrap(createServices(database, { foreignYardRule: false }));
await database.close();
const begun = Date.now();
for (const killAt of kills) {
  await run(killAt);
  console.log(`killed with ${rowsRead()} rows durable; read on`);
}
const done = JSON.parse(await run(Number.POSITIVE_INFINITY)) as Record<string, unknown>;
const seconds = (Date.now() - begun) / 1000;

const client = new Sqlite(file, { readonly: true });
const count = (sql: string) => client.prepare(sql).pluck().get() as number;
const twice = (table: string, columns: string) =>
  count(`select count(*) from (select 1 from ${table} group by ${columns} having count(*) > 1)`);
const found = {
  state: done.state,
  rowsRead: done.rowsRead,
  created: done.created,
  refused: done.refused,
  suppliers: count('select count(*) from suppliers'),
  versions: count("select count(*) from register_events where noun = 'supplier'"),
  errors: count('select count(*) from import_findings'),
  rowsWithErrors: count('select count(distinct row) from import_findings'),
  doubles:
    twice('suppliers', 'ncage') +
    twice("(select * from register_events where noun = 'supplier')", 'record_id') +
    twice('import_findings', '"row", "column", code'),
};
client.close();

const peak = (from: number, to: number) =>
  Math.max(...seen.filter((s) => s.rows > from * rows && s.rows <= to * rows).map((s) => s.rss));
const at = (share: number) => seen.find((s) => s.rows >= share * rows)?.rss ?? seen.at(-1)?.rss;
const [early, late] = [peak(0, 0.2), peak(0.2, 1)];
console.log({
  ...found,
  killed: `${kills.length} times`,
  rowsPerSecond: Math.round(rows / seconds),
  memory: { at10: `${at(0.1)} MiB`, at50: `${at(0.5)} MiB`, at100: `${at(1)} MiB` },
  peak: { firstFifth: `${early} MiB`, after: `${late} MiB` },
  database: `${mebibytes(statSync(file).size)} MiB`,
});
rmSync(folder, { recursive: true });

const good = isBad ? 0 : rows;
const faults = Object.entries({
  'it did not end': found.state !== 'done' || found.rowsRead !== rows,
  'rows are missing or double': found.suppliers !== good || found.versions !== good || found.doubles > 0,
  'it is counted wrong': found.created !== good || found.refused !== rows - good,
  'errors are missing or double':
    found.rowsWithErrors !== rows - good || found.errors !== (rows - good) * ERRORS_OF_BAD_ROW,
  'memory grows': rows >= ROWS_TO_JUDGE_MEMORY && late > early * MOST_GROWTH,
}).filter(([, isSo]) => isSo);
for (const [fault] of faults) console.error(`FAILED: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
