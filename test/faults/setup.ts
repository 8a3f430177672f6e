// What the tests of faults stand on, made once a run: the example world in a database file, as of now, and the layer between service and disk.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openAttachments } from '../../src/attachments/open.ts';
import { buildExampleWorld } from '../../src/cli/demo/showcase.ts';
import { createStage } from '../../src/cli/demo/stage.ts';
import { openSigningKeys } from '../../src/keys/signing-keys.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { BUILT } from '../process/service.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with `seibi.db`, its keys and attachments, and `disk.so`. */
    faultsHome: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => void> {
  if (process.platform !== 'linux') throw new Error('the layer between service and disk is for Linux');
  if (!existsSync(BUILT[0] ?? '')) throw new Error('the built program is tested: `npm run build` first');
  const home = mkdtempSync(join(tmpdir(), 'seibi-faults-'));
  chmodSync(home, 0o755);
  const source = new URL('disk.c', import.meta.url).pathname;
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', join(home, 'disk.so'), source, '-ldl']);
  const now = new Date().toISOString();
  const database = await openSqlite({ file: join(home, 'seibi.db'), durability: 'off' });
  const keys = openSigningKeys(join(home, 'seibi.db-keys.json'), now);
  const attachments = await openAttachments({ folder: join(home, 'attachments') });
  await buildExampleWorld(createStage(database, { now, keys, attachments }));
  await database.close();
  project.provide('faultsHome', home);
  return () => rmSync(home, { recursive: true, force: true });
}
