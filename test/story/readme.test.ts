// The story of the README, its shell blocks run as they stand against a server with the people of the demo.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { buildExampleWorld } from '../../src/cli/demo/showcase.ts';
import { createStage } from '../../src/cli/demo/stage.ts';
import { signingKeysOf } from '../../src/keys/signing-keys.ts';
import type { Database } from '../../src/storage/database.ts';
import { createServices } from '../../src/usecases/services.ts';
import { makeTestDatabase, type TestDatabase } from '../support/database.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const story = [...readme.matchAll(/```sh story\n([\s\S]*?)```/g)].map((m) => m[1]).join('\n');

// What the blocks print, in order; the ends of lines that differ from run to run are left out.
const told = [
  'submitted',
  'AS9110C is met by SJAC 9110B certificate',
  'authorized',
  'inducted',
  '受入検査がありません',
  'passed',
  'in_work',
  'awaiting_parts',
  'that stop the work are open',
  'in_work',
  'done',
  'in_inspection',
  'failed',
  'in_work',
  'done',
  'in_inspection',
  'passed',
  'closed',
  'awaiting_acceptance',
  'acceptance inspection',
  'passed',
  'released',
  '-C1',
  'AS9110C ← SJAC 9110B',
  'closed',
  'receiving: ',
  'maintenance: ',
  'supply: ',
  'maintenance: ',
  'inspection: ',
  'maintenance: ',
  'inspection: ',
  'acceptance: ',
  '1 drafted ',
];

const missing = ['bash', 'curl'].filter((tool) => {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
});
if (missing.length > 0) console.warn(`The README's story is not run here: no ${missing.join(' and no ')}.`);

describe.skipIf(missing.length > 0)('the story of the README', () => {
  let place: TestDatabase;
  let database: Database;
  let app: FastifyInstance;
  let url: string;
  beforeAll(async () => {
    place = await makeTestDatabase();
    database = await place.open();
    // A newcomer runs it today, so the world ends today.
    await buildExampleWorld(createStage(database, { now: new Date().toISOString() }));
    const keys = signingKeysOf(Buffer.alloc(32, 'story'), new Date().toISOString());
    const services = createServices(database, { foreignYardRule: false }, { keys });
    app = await buildApp({ services, settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 } });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await database.close();
    await place.drop();
  });

  it('holds as it is printed', async () => {
    const lines = (await run(story, url)).split('\n').filter((line) => line !== '');
    expect(told.map((part, index) => (lines[index]?.includes(part) ? part : lines[index]))).toEqual(told);
    expect(lines.at(-1)).toMatch(/^\d+ closed /);
  }, 120_000);
});

function run(script: string, server: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', script], { env: { ...process.env, SEIBI: server, ORDER: '' } });
    let out = '';
    shell.stdout.on('data', (chunk) => {
      out += chunk;
    });
    shell.stderr.on('data', (chunk) => {
      out += chunk;
    });
    shell.on('error', reject);
    shell.on('close', () => resolve(out));
  });
}
