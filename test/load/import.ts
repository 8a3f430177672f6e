// A million rows through `npx seibi import`, killed on the way and read on: prints memory over time, rows a second, and whether anything is double.
// npm run build && npx tsx test/load/import.ts [rows] [killAt]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Sqlite from 'better-sqlite3';
import { openDatabase } from '../../src/storage/open.ts';
import { bootstrap } from '../../src/usecases/bootstrap.ts';
import { createServices } from '../../src/usecases/services.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const killAt = Number(process.argv[3] ?? Math.floor(rows * 0.4));
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

function* lines(): Generator<string> {
  yield 'ncage,name.en,name.ja,country,offers\n';
  for (let n = 0; n < rows; n += 500) {
    let text = '';
    for (let at = n; at < Math.min(rows, n + 500); at++)
      text += `${ncage(at)},Supplier ${at},供給者${at},JP,"[{""partNumber"":""PN-${at}"",""leadTimeDays"":30}]"\n`;
    yield text;
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1_048_576);
function rssOf(pid: number): number {
  return megabytes(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024);
}

function rowsRead(): number {
  const client = new Sqlite(file, { readonly: true });
  const read = client.prepare('select rows_read from imports where id = ?').pluck().get(id) as number | undefined;
  client.close();
  return read ?? 0;
}

async function run(until: number): Promise<string> {
  const child = spawn(process.execPath, ['dist/cli/seibi.js', 'import', '--kind', 'suppliers', '--id', id, '--json'], {
    env: { ...process.env, DATABASE_URL: `sqlite:${file}` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  const begun = Date.now();
  const [first, pid] = [rowsRead(), child.pid ?? 0];
  const watch = setInterval(() => {
    const read = rowsRead();
    const seconds = (Date.now() - begun) / 1000;
    console.log(
      `${seconds.toFixed(0)} s: ${read} rows, ${Math.round((read - first) / seconds)} rows/s, RSS ${rssOf(pid)} MiB`,
    );
    if (read >= until) child.kill('SIGKILL');
  }, 10_000);
  const ended = new Promise((resolve) => child.on('close', resolve));
  // Who was killed reads no more.
  await pipeline(Readable.from(lines()), child.stdin).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
  });
  await ended;
  clearInterval(watch);
  return out;
}

const database = await openDatabase(`sqlite:${file}`);
await bootstrap(createServices(database, { foreignYardRule: false }));
await database.close();
await run(killAt);
console.log(`killed with ${rowsRead()} rows durable; read on`);
const done = JSON.parse(await run(Number.POSITIVE_INFINITY)) as Record<string, unknown>;
const client = new Sqlite(file, { readonly: true });
const count = (sql: string) => client.prepare(sql).pluck().get() as number;
console.log({
  state: done.state,
  rowsRead: done.rowsRead,
  created: done.created,
  refused: done.refused,
  suppliers: count('select count(*) from suppliers'),
  versions: count("select count(*) from register_events where noun = 'supplier'"),
  database: `${megabytes(statSync(file).size)} MiB`,
});
client.close();
rmSync(folder, { recursive: true });
