// The story of the README, and how its record is checked: the shell blocks run as they stand against a server with the people of the demo.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import openapiTypes from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { buildExampleWorld } from '../../src/cli/demo/showcase.ts';
import { createStage } from '../../src/cli/demo/stage.ts';
import { openSigningKeys } from '../../src/keys/signing-keys.ts';
import type { Database } from '../../src/storage/database.ts';
import { createServices } from '../../src/usecases/services.ts';
import { engine, makeTestDatabase, type TestDatabase } from '../support/database.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const blocksOf = (name: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`sh ${name}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((m) => m[1]).join('\n');

// What `npx seibi` runs once it is built.
const root = fileURLToPath(new URL('../..', import.meta.url));
const asBuilt = `npx() { shift; node --import=${root}node_modules/tsx/dist/loader.mjs ${root}src/cli/seibi.ts "$@"; }\n`;

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
  const folder = mkdtempSync(join(tmpdir(), 'seibi-story-'));
  const keysFile = join(folder, 'signing-keys.json');
  beforeAll(async () => {
    place = await makeTestDatabase();
    database = await place.open();
    // A newcomer runs it today, so the world ends today.
    const now = new Date().toISOString();
    const keys = openSigningKeys(keysFile, now);
    await buildExampleWorld(createStage(database, { now, keys }));
    const services = createServices(database, { foreignYardRule: false }, { keys });
    app = await buildApp({ services, settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 } });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
    await place.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds as it is printed, and its record is checked as it is printed', async () => {
    const script = [blocksOf('story'), 'echo CHECKED', asBuilt, blocksOf('checking')].join('\n');
    const [here, temporary] = [join(folder, 'here'), join(folder, 'temporary')];
    for (const one of [here, temporary]) mkdirSync(one);
    const environment = {
      SEIBI: url,
      ORDER: '',
      DATABASE_URL: place.url,
      SIGNING_KEYS: keysFile,
      TMPDIR: temporary,
    };
    const [holds = '', checked = ''] = (await run(script, environment, here)).split('CHECKED\n');
    const lines = holds.split('\n').filter((line) => line !== '');
    expect(told.map((part, index) => (lines[index]?.includes(part) ? part : lines[index]))).toEqual(told);
    expect(lines.at(-1)).toMatch(/^\d+ closed /);
    expect(checked).toMatch(
      new RegExp(
        [
          /^\d+\n/,
          /\S+history\.json verifies: \d+ events of work_order [\w-]+, closed[\s\S]*Head: \w{64}[\s\S]*/,
          /\w{64}\n[\s\S]*/,
          /checkpoints holds 2 checkpoints, 2 of them new[\s\S]*/,
          /2 checkpoints, and checkpoint 1 as it was kept\.\n[\s\S]*/,
          /[\w-]{43} signs from now on[\s\S]*/,
          /\d+ work orders with \d+ events and \d+ register records verify[\s\S]*2 checkpoints\.\n$/,
        ]
          .map(({ source }) => source)
          .join(''),
      ),
    );
    // Nothing stays behind; what tsx keeps for itself is not the README's.
    expect(readdirSync(here)).toEqual([]);
    expect(readdirSync(temporary).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
  });

  // Where it is compiled the packages it imports are found as from here.
  const workshop = join(root, 'node_modules', '.cache', `second-client-${engine}`);
  it('is told by a client that a public generator makes of openapi.json', async () => {
    rmSync(workshop, { recursive: true, force: true });
    mkdirSync(workshop, { recursive: true });
    const document = JSON.parse(readFileSync(join(root, 'openapi', 'openapi.json'), 'utf8'));
    writeFileSync(join(workshop, 'openapi.d.ts'), await openapiTypes(document));
    copyFileSync(join(root, 'test', 'story', 'second-client', 'story.ts'), join(workshop, 'story.ts'));
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      module: 'nodenext',
      types: [],
      strict: true,
      outDir: 'out',
    };
    writeFileSync(join(workshop, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['story.ts'] }));
    writeFileSync(join(workshop, 'package.json'), '{"type":"module"}');
    const compiled = await run(`node ${join(root, 'node_modules', 'typescript', 'bin', 'tsc')} -p .`, {}, workshop);
    expect(compiled).toBe('');
    const { tellStory } = await import(pathToFileURL(join(workshop, 'out', 'story.js')).href);
    expect(await tellStory(url)).toEqual([
      'submitted',
      'authorized',
      'inducted',
      'transition.blocked',
      'receiving passed',
      'in_work',
      'awaiting_parts',
      'transition.blocked',
      'in_work',
      'in_inspection',
      'final failed',
      'in_work',
      'in_inspection',
      'final passed',
      'awaiting_acceptance',
      'acceptance passed',
      'released',
      'closed',
      'ends with closed',
    ]);
    rmSync(workshop, { recursive: true });
  });
});

function run(script: string, environment: Record<string, string>, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', script], { cwd, env: { ...process.env, ...environment } });
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
