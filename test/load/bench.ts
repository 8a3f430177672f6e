// `npm run bench`: Seibi beside two bare servers on the same machine at the same time, in turns. What counts are the ratios of one run.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drive, Line, type Request, type Slice } from './bench-client.ts';
import { asked, DEPOT_KEY, type Draft, makeWorld, PROGRAM_KEY, WALK, type World } from './bench-world.ts';

const root = new URL('../..', import.meta.url).pathname;
const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    orders: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    /** How the names of the jobs begin that are measured, with commas between them; all unless given. */
    only: { type: 'string' },
    /** How many clients at once, with commas between; 1 and 32 unless given. */
    clients: { type: 'string' },
    profile: { type: 'string' },
    /** What each fsync takes longer than the disk does, in milliseconds: the ratios on a slower one. Needs strace. */
    'slower-fsync': { type: 'string' },
  },
});
const ORDERS = Number(options.orders ?? (options.short ? 5_000 : 100_000));
const ROUNDS = Number(options.rounds ?? (options.short ? 2 : 6));
const SECONDS = Number(options.seconds ?? (options.short ? 0.5 : 2));
const DRAFTS = Math.ceil(ROUNDS * SECONDS * 2 * (options.short ? 500 : 700));
// A run that falls below these has collapsed; a noisy neighbour alone does not bring it there.
const COLLAPSED = { create: 0.15, transition: 0.15, get: 0.1, list: 0.1 };

const CLIENTS = (options.clients ?? '1,32').split(',').map(Number);
const SERVERS = ['seibi', 'same', 'small', 'shared'] as const;
const READ_FROM = ['seibi', 'same', 'small'] as const;
type ServerName = (typeof SERVERS)[number];

interface Server {
  name: ServerName;
  child: ChildProcess;
  port: number;
  /** From its start to its first answer. */
  startMilliseconds: number;
  /** Drafts that nobody has walked yet, and what each client walks. */
  drafts: Draft[];
}

/** What is measured: how a client makes its requests. */
interface Job {
  name: string;
  /** How many clients at once; 1 and 32 unless said. */
  clients?: readonly number[];
  on: readonly ServerName[];
  /** A function that gives each client its next request; null: there is none left, and its time is over. */
  requests(server: Server, world: World): (client: number) => Request | null;
}

const authorization = (key: string) => ({ authorization: `Bearer ${key}` });

const JOBS: Job[] = [
  {
    name: 'create',
    on: SERVERS,
    requests(_, { drafts, facilityIds }) {
      let n = 0;
      return () => {
        n += 1;
        const body = asked(drafts[n % 500]?.equipmentId ?? '', facilityIds[n % facilityIds.length] ?? '');
        return { method: 'POST', path: '/v1/work-orders', headers: authorization(DEPOT_KEY), body };
      };
    },
  },
  {
    name: 'transition',
    on: SERVERS,
    requests(server) {
      // The same share for every slice of time: a server that is through with it sooner is measured for less long.
      const drafts = server.drafts.splice(0, Math.floor(DRAFTS / (CLIENTS.length * (ROUNDS + 1))));
      const walks = new Map<number, { draft: Draft; step: number }>();
      return (client) => {
        let walk = walks.get(client);
        if (!walk || walk.step === WALK.length) {
          const draft = drafts.pop();
          if (!draft) return null;
          walk = { draft, step: 0 };
          walks.set(client, walk);
        }
        const { draft, step } = walk;
        const { action, key, body } = WALK[step] as (typeof WALK)[number];
        walk.step += 1;
        return {
          method: 'POST',
          path: `/v1/work-orders/${draft.id}/transitions`,
          headers: { ...authorization(key), 'if-match': `"${step + 1}"` },
          body: { action, ...body(draft) },
        };
      };
    },
  },
  {
    name: 'get',
    on: READ_FROM,
    requests(_, { orderIds }) {
      let n = 0;
      return () => {
        n += 1;
        const path = `/v1/work-orders/${orderIds[(n * 7) % orderIds.length]}`;
        return { method: 'GET', path, headers: authorization(PROGRAM_KEY) };
      };
    },
  },
  {
    name: 'list',
    on: READ_FROM,
    requests(_, { facilityIds }) {
      let n = 0;
      return () => {
        n += 1;
        const path = `/v1/work-orders?facilityId=${facilityIds[n % facilityIds.length]}&limit=50`;
        return { method: 'GET', path, headers: authorization(PROGRAM_KEY) };
      };
    },
  },
];

async function ask(port: number, path: string, key?: string): Promise<{ status: number; text: string }> {
  const line = await Line.open(port);
  try {
    return await line.send({ method: 'GET', path, headers: key ? authorization(key) : {} });
  } finally {
    line.close();
  }
}

// The tracer as a grandchild: who is started, and told to end, is the server.
function slowedDown(): string[] {
  const milliseconds = Number(options['slower-fsync'] ?? 0);
  if (milliseconds === 0) return [];
  const calls = 'fsync,fdatasync';
  const later = `inject=${calls}:delay_exit=${milliseconds * 1000}`;
  return ['strace', '-D', '-f', '-qq', '--seccomp-bpf', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', later];
}

async function startServer(name: ServerName, world: World): Promise<Server> {
  const file = world.copy(name);
  const profiling = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [];
  const [command = '', ...before] = [...slowedDown(), process.execPath];
  const began = performance.now();
  const child =
    name === 'seibi'
      ? spawn(command, [...before, ...profiling, join(root, 'dist/main.js')], {
          env: {
            ...process.env,
            DATABASE_URL: `sqlite:${file}`,
            SIGNING_KEYS: join(world.folder, 'keys.json'),
            ATTACHMENTS: join(world.folder, 'attachments'),
            HOST: '127.0.0.1',
            PORT: '0',
            RATE_LIMIT_PER_MINUTE: '0',
          },
          stdio: ['ignore', 'pipe', 'inherit'],
        })
      : spawn(
          command,
          [
            ...before,
            `--import=${join(root, 'node_modules/tsx/dist/loader.mjs')}`,
            join(root, 'test/load/bare.ts'),
            name,
            file,
            world.relianceFile,
          ],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
  const port = await new Promise<number>((found, failed) => {
    let output = '';
    const look = (chunk: Buffer) => {
      if (output === 'found') return;
      output += chunk;
      const url = /"url":"(http:[^"]+)"/.exec(output)?.[1];
      if (!url) return;
      output = 'found';
      found(Number(new URL(url).port));
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => failed(new Error(`${name} ended with ${code}: ${output}`)));
  });
  await ask(port, name === 'seibi' ? '/readyz' : '/usage');
  return { name, child, port, startMilliseconds: performance.now() - began, drafts: [...world.drafts] };
}

/** What a process says of itself: bytes of memory it holds, seconds of processor it has used. */
async function usageOf({ name, port }: Server): Promise<{ bytes: number; cpuSeconds: number }> {
  if (name !== 'seibi') return JSON.parse((await ask(port, '/usage')).text) as { bytes: number; cpuSeconds: number };
  const { text } = await ask(port, '/metrics');
  const read = (metric: string) => Number(new RegExp(`^${metric} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { bytes: read('process_resident_memory_bytes'), cpuSeconds: read('process_cpu_seconds_total') };
}

/** The figures of /v1/metrics, as the OpenAPI document lists them, each over the last month. */
async function metricJobs(port: number): Promise<Job[]> {
  const document = JSON.parse((await ask(port, '/openapi.json')).text) as {
    paths: Record<
      string,
      { get?: { parameters?: { name: string; in: string; required?: boolean; example?: unknown }[] } }
    >;
  };
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  return Object.entries(document.paths)
    .filter(([path, { get }]) => get && /^\/v1\/metrics\/[^{}]+$/.test(path))
    .map(([path, { get }]) => {
      const given = (get?.parameters ?? [])
        .filter((one) => one.in === 'query' && (one.required === true || one.name === 'from' || one.name === 'to'))
        .map(({ name, example }): [string, string] => [
          name,
          name === 'from' ? day(31) : name === 'to' ? day(1) : String(example ?? ''),
        ]);
      const asking = { method: 'GET', path: `${path}?${new URLSearchParams(given)}` } as const;
      return {
        name: path.replace('/v1/metrics/', 'metric '),
        // Figures are worked out one after the other: 32 who ask for one wait longer than the short form may take.
        ...(options.short ? { clients: [1] } : {}),
        on: ['seibi'],
        requests: () => () => ({ ...asking, headers: authorization(PROGRAM_KEY) }),
      };
    });
}

/** A slice, and the processor that the server took for it. */
interface Measured extends Slice {
  cpuSeconds: number;
}
type Results = Map<string, Measured[]>;

function keyOf(job: string, clients: number, server: string): string {
  return `${job} ${clients} ${server}`;
}

async function measure(servers: readonly Server[], world: World, jobs: readonly Job[]): Promise<Results> {
  const results: Results = new Map();
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const clients of CLIENTS) {
      for (const job of jobs.filter((one) => (one.clients ?? CLIENTS).includes(clients))) {
        // Who is first changes, so that nobody always comes after the same neighbour.
        const turns = servers.map((_, n) => servers[(n + round + servers.length) % servers.length] as Server);
        for (const server of turns.filter(({ name }) => job.on.includes(name))) {
          // The first round is for the compilers and the caches.
          const seconds = round < 0 ? SECONDS / 2 : SECONDS;
          const before = await usageOf(server);
          const slice = await drive(server.port, clients, seconds, job.requests(server, world));
          if (round < 0) continue;
          const { cpuSeconds } = await usageOf(server);
          const key = keyOf(job.name, clients, server.name);
          results.set(key, [...(results.get(key) ?? []), { ...slice, cpuSeconds: cpuSeconds - before.cpuSeconds }]);
        }
      }
    }
    process.stderr.write(round < 0 ? 'warm\n' : `round ${round + 1} of ${ROUNDS}\n`);
  }
  return results;
}

interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
  /** Processor for one request, in milliseconds. */
  cpu: number;
}

function figuresOf(slices: readonly Measured[] | undefined): Figures | null {
  if (!slices) return null;
  const all = slices.flatMap((slice) => slice.milliseconds).sort((a, b) => a - b);
  const at = (share: number) => all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? 0;
  const seconds = slices.reduce((sum, slice) => sum + slice.seconds, 0);
  const cpu = (slices.reduce((sum, slice) => sum + slice.cpuSeconds, 0) / all.length) * 1000;
  return { perSecond: all.length / seconds, p50: at(0.5), p99: at(0.99), cpu };
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median over the rounds of the ratio within one round: neighbours come and go, and slow down whoever is at it. */
function ratioOf(mine: readonly Measured[] | undefined, others: readonly Measured[] | undefined): number | null {
  if (!mine || !others) return null;
  const rate = (slice: Measured | undefined) => (slice ? slice.milliseconds.length / slice.seconds : Number.NaN);
  return median(mine.map((slice, round) => rate(slice) / rate(others[round])));
}

function report(results: Results, jobs: readonly Job[]): { job: string; clients: number; same: number | null }[] {
  const rows: string[] = [
    `| | clients | ${SERVERS.map((name) => `${name} /s | p50 ms | p99 ms | CPU ms`).join(' | ')} | ÷ same | ÷ small | ÷ shared |`,
    `|---${'|---'.repeat(20)}|`,
  ];
  const ratios: { job: string; clients: number; same: number | null }[] = [];
  const number = (value: number | null | undefined, digits: number) =>
    value === null || value === undefined ? '–' : value.toFixed(digits);
  for (const { name, clients: asked = CLIENTS } of jobs) {
    for (const clients of asked) {
      const of = (server: ServerName) => results.get(keyOf(name, clients, server));
      const toSame = ratioOf(of('seibi'), of('same'));
      ratios.push({ job: name, clients, same: toSame });
      const cells = [
        name,
        String(clients),
        ...SERVERS.map((server) => figuresOf(of(server))).flatMap((figures) => [
          number(figures?.perSecond, 0),
          number(figures?.p50, 2),
          number(figures?.p99, 1),
          number(figures?.cpu, 2),
        ]),
        number(toSame, 2),
        number(ratioOf(of('seibi'), of('small')), 2),
        number(ratioOf(of('seibi'), of('shared')), 2),
      ];
      rows.push(`| ${cells.join(' | ')} |`);
    }
  }
  process.stdout.write(`${rows.join('\n')}\n`);
  return ratios;
}

process.stderr.write(`making ${ORDERS} orders and ${DRAFTS} drafts\n`);
const world = await makeWorld(ORDERS, DRAFTS);
const servers: Server[] = [];
try {
  for (const name of SERVERS) servers.push(await startServer(name, world));
  const [seibi] = servers as [Server];
  const idle = await Promise.all(servers.map(usageOf));
  const jobs = [...JOBS, ...(await metricJobs(seibi.port))].filter(({ name }) =>
    (options.only ?? '').split(',').some((beginning) => name.startsWith(beginning)),
  );
  const results = await measure(servers, world, jobs);
  const loaded = await Promise.all(servers.map(usageOf));
  process.stdout.write(
    `\n${ORDERS} orders, ${ROUNDS} rounds of ${SECONDS} s, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n\n`,
  );
  const ratios = report(results, jobs);
  const megabytes = (bytes: number | undefined) => `${Math.round((bytes ?? 0) / 2 ** 20)} MiB`;
  process.stdout.write('\n');
  for (const [n, { name, startMilliseconds }] of servers.entries())
    process.stdout.write(
      `${name}: first answer after ${Math.round(startMilliseconds)} ms, ${megabytes(idle[n]?.bytes)} idle, ${megabytes(loaded[n]?.bytes)} after the load\n`,
    );
  const collapsed = ratios.filter(
    ({ job, clients, same }) =>
      clients === 32 && same !== null && same < (COLLAPSED[job as keyof typeof COLLAPSED] ?? 0),
  );
  for (const { job, same } of collapsed)
    process.stdout.write(`collapsed: ${job} at 32 clients is ${same?.toFixed(2)} of same\n`);
  process.exitCode = collapsed.length > 0 ? 1 : 0;
} finally {
  await Promise.all(
    servers.map(({ child }) => {
      const ended = new Promise((told) => child.once('exit', told));
      child.kill();
      return ended;
    }),
  );
  world.drop();
}
