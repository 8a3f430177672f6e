// Where a test of faults takes place: a copy of the example world, the built service on it, people who work, and the verifier.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { inject } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { terminalOf } from '../cli/terminal.ts';
import { BUILT, type Service, startService } from '../process/service.ts';
import type { Loose } from '../support/app.ts';

/** How many rounds a test has: few wherever it runs, many in the long form. */
export const isLong = process.env.SEIBI_FAULTS === 'long';
export const rounds = (short: number, long: number) =>
  Number(process.env.SEIBI_FAULTS_ROUNDS ?? (isLong ? long : short));

/** What chance follows; printed, so that a run can be had again. */
export const SEED = Number(process.env.SEIBI_FAULTS_SEED ?? 20_261_127);

/** A folder with a database of its own. */
export interface Ground {
  folder: string;
  file: string;
  environment: Record<string, string>;
  start(settings?: Record<string, string>, how?: { preload?: string[]; uid?: number }): Promise<Service>;
  /** Reads the database past the service. */
  query(statement: string): Loose[];
  /** What `seibi verify` says of the database; null: everything verifies. */
  faultFound(): Promise<string | null>;
  /** Ends every process started here that still runs, and takes the folder away. */
  leave(): Promise<void>;
}

/** A ground with a copy of the example world, or one that is empty; in a folder that is there already, such as a small disk, when one is given. */
export function takeGround({ isEmpty = false, at }: { isEmpty?: boolean; at?: string } = {}): Ground {
  const home = inject('faultsHome');
  const folder = at ?? mkdtempSync(join(tmpdir(), 'seibi-fault-'));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'seibi.db');
  if (!isEmpty) {
    copyFileSync(join(home, 'seibi.db'), file);
    copyFileSync(join(home, 'seibi.db-keys.json'), `${file}-keys.json`);
    if (existsSync(join(home, 'attachments')))
      cpSync(join(home, 'attachments'), join(folder, 'attachments'), { recursive: true });
    else mkdirSync(join(folder, 'attachments'), { recursive: true });
  }
  const environment = {
    DATABASE_URL: `sqlite:${file}`,
    SIGNING_KEYS: `${file}-keys.json`,
    ATTACHMENTS: join(folder, 'attachments'),
    RATE_LIMIT_PER_MINUTE: '0',
    LOG_LEVEL: 'warn',
  };
  const started: Service[] = [];
  return {
    folder,
    file,
    environment,
    async start(settings = {}, { preload = [], uid } = {}) {
      const program = [...preload.map((module) => `--import=${module}`), ...BUILT];
      const service = await startService(
        file,
        { ...environment, LOG_LEVEL: 'info', ...settings },
        { program, ...(uid === undefined ? {} : { uid }) },
      );
      started.push(service);
      return service;
    },
    query(statement) {
      const client = new Sqlite(file, { readonly: true });
      try {
        return client.prepare(statement).all() as Loose[];
      } finally {
        client.close();
      }
    },
    async faultFound() {
      const terminal = terminalOf(environment);
      const code = await run(['verify'], terminal);
      return code === 0 ? null : terminal.errors || terminal.output || `exit code ${code}`;
    },
    async leave() {
      for (const service of started) service.signal('SIGKILL');
      await Promise.all(started.map((service) => service.ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
