// The service at half of what it can do, for minutes, its memory watched: prints the slope, and fails when it grows beyond the bound.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildExampleWorld } from '../../src/cli/demo/showcase.ts';
import { Chance, createStage } from '../../src/cli/demo/stage.ts';
import { openSigningKeys } from '../../src/keys/signing-keys.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { type Outcome, read, SHARED_ORDER, work } from '../faults/load.ts';
import { BUILT, type Service, startService } from '../process/service.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '8' },
    /** Mebibytes an hour of the middle of the run, beyond which memory is said to grow. */
    bound: { type: 'string', default: '60' },
  },
});
const MINUTES = Number(options.minutes);
const CLIENTS = Number(options.clients);
const BOUND = Number(options.bound);
// How long the most it can do is measured, and how long it then gets to fill its caches.
const FULL_SECONDS = 10;
const WARM_SHARE = 0.3;
const SAMPLE_SECONDS = 1;

interface Sample {
  seconds: number;
  mebibytes: number;
}

const folder = mkdtempSync(join(tmpdir(), 'seibi-soak-'));
const file = join(folder, 'seibi.db');
const attachments = join(folder, 'attachments');
let service: Service | null = null;
try {
  const now = new Date().toISOString();
  const database = await openSqlite({ file, durability: 'off' });
  await buildExampleWorld(createStage(database, { now, keys: openSigningKeys(`${file}-keys.json`, now) }));
  await database.close();
  service = await startService(
    file,
    { ATTACHMENTS: attachments, LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '0' },
    { program: BUILT },
  );
  await soak(service);
} finally {
  service?.signal('SIGTERM');
  await service?.ended;
  rmSync(folder, { recursive: true, force: true });
}

async function soak(running: Service): Promise<void> {
  const { url } = running;
  const chance = new Chance(1);
  const full = await load(url, 'full', chance, FULL_SECONDS, 0);
  const most = full.answers / FULL_SECONDS;
  const half = most / 2;
  console.log(
    `${CLIENTS} clients reach ${most.toFixed(0)} requests a second; soaking ${MINUTES} min at ${half.toFixed(0)}`,
  );
  const samples: Sample[] = [];
  const began = performance.now();
  const sampling = { isOver: false };
  const sampled = sample(running.pid, began, samples, sampling);
  const soaked = await load(url, 'soak', chance, MINUTES * 60, (CLIENTS / half) * 1000);
  sampling.isOver = true;
  await sampled;
  const settled = samples.filter(({ seconds }) => seconds > MINUTES * 60 * WARM_SHARE);
  const slope = slopeOf(settled) * 3600;
  const least = Math.min(...settled.map(({ mebibytes }) => mebibytes));
  const greatest = Math.max(...settled.map(({ mebibytes }) => mebibytes));
  console.log(
    `${soaked.answers} requests, ${soaked.writes} writes, ${soaked.failed} failed; memory ${least.toFixed(0)} to ${greatest.toFixed(0)} MiB, ` +
      `slope ${slope.toFixed(1)} MiB an hour (bound ${BOUND}), over ${settled.length} samples`,
  );
  if (soaked.failed > 0) throw new Error(`${soaked.failed} requests failed`);
  if (slope > BOUND) throw new Error('memory grows beyond the bound');
}

interface Load {
  answers: number;
  writes: number;
  failed: number;
}

/** Writes, and as many reads; `pace` is how many milliseconds a client takes for one of each kind, at least. */
async function load(url: string, name: string, chance: Chance, seconds: number, pace: number): Promise<Load> {
  const until = performance.now() + seconds * 1000;
  const total: Load = { answers: 0, writes: 0, failed: 0 };
  const client = async (number: number) => {
    for (let n = 0; performance.now() < until; n += 1) {
      const begun = performance.now();
      const isDone = ({ answered, unanswered }: Outcome) => answered.length + unanswered.length >= 4;
      const { answered, unanswered } = await work({
        url,
        name: `${name}${number}-${n}`,
        clients: 1,
        chance,
        isOver: isDone,
      });
      const paths = [
        '/v1/work-orders?limit=20',
        `/v1/work-orders/${SHARED_ORDER}`,
        '/v1/inbox',
        '/v1/metrics/turnaround?from=2026-01-01&to=2026-12-31',
      ];
      for (const path of paths) {
        const { status } = await read(url, path);
        if (status !== 200) total.failed += 1;
      }
      total.writes += answered.length;
      total.answers += answered.length + paths.length;
      total.failed += unanswered.length + answered.filter(({ status }) => status >= 500).length;
      await pause(Math.max(0, begun + 8 * pace - performance.now()));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  return total;
}

async function sample(pid: number, began: number, samples: Sample[], state: { isOver: boolean }): Promise<void> {
  while (!state.isOver) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
    samples.push({ seconds: (performance.now() - began) / 1000, mebibytes: kibibytes / 1024 });
    await pause(SAMPLE_SECONDS * 1000);
  }
}

/** The slope of the line that fits best, in mebibytes a second. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const seconds = mean(samples.map((one) => one.seconds));
  const mebibytes = mean(samples.map((one) => one.mebibytes));
  const above = samples.reduce((sum, one) => sum + (one.seconds - seconds) * (one.mebibytes - mebibytes), 0);
  const below = samples.reduce((sum, one) => sum + (one.seconds - seconds) ** 2, 0);
  return above / below;
}
