// The command line: what each command does, prints and answers as its exit code.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '../../src/attachments/folder.ts';
import { buildExampleWorld, EXAMPLE_NOW } from '../../src/cli/demo/showcase.ts';
import { createStage } from '../../src/cli/demo/stage.ts';
import { progressOn } from '../../src/cli/demo-command.ts';
import { openapi } from '../../src/cli/openapi.ts';
import { COMMAND_NAMES, commandsTable, run } from '../../src/cli/run.ts';
import { settingsTable, VERSION } from '../../src/config.ts';
import { exampleId } from '../../src/http/examples.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { authenticate } from '../../src/usecases/access/sessions.ts';
import { createServices } from '../../src/usecases/services.ts';
import { startProvider } from '../support/provider.ts';
import { terminalOf } from './terminal.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'seibi-cli-'));
const world = join(folder, 'world.db');
const files = join(folder, 'files');

beforeAll(async () => {
  const database = await openSqlite({ file: world, durability: 'off' });
  await buildExampleWorld(createStage(database, { now: EXAMPLE_NOW, attachments: openFolder(files) }));
  await database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the example world, changed behind the service’s back. */
function tampered(name: string, statements: string): string {
  const file = join(folder, `${name}.db`);
  copyFileSync(world, file);
  const client = new Sqlite(file);
  const triggers = client.prepare("select name from sqlite_master where type = 'trigger'").all() as { name: string }[];
  for (const trigger of triggers) client.exec(`drop trigger ${trigger.name}`);
  client.exec(statements);
  client.close();
  return file;
}

describe('--json', () => {
  const asked = async (args: string[], environment: Record<string, string> = {}) => {
    const terminal = terminalOf(environment);
    const exitCode = await run([...args, '--json'], terminal);
    expect([terminal.errors, terminal.output.split('\n').length]).toEqual(['', 2]);
    return { exitCode, answer: JSON.parse(terminal.output) as Record<string, unknown> };
  };

  it('ends with one line: what was found, the exit code, and the error', async () => {
    const keys = { SIGNING_KEYS: join(folder, 'no-keys.json') };
    const good = await asked(['verify'], { DATABASE_URL: `sqlite:${world}`, ...keys });
    expect(good).toMatchObject({
      exitCode: 0,
      answer: { command: 'verify', exitCode: 0, orders: expect.any(Number), areSignaturesVerified: false },
    });
    const file = tampered('json', "update work_orders set status = 'closed' where status = 'released'");
    const bad = await asked(['verify'], { DATABASE_URL: `sqlite:${file}`, ...keys });
    expect(bad).toMatchObject({
      exitCode: 1,
      answer: {
        exitCode: 1,
        fault: { message: { en: expect.any(String), ja: expect.any(String) } },
        error: expect.stringContaining('restore'),
      },
    });
    const unread = await asked(['verify', '--nonsense']);
    expect(unread).toMatchObject({
      exitCode: 2,
      answer: { exitCode: 2, error: expect.stringMatching(/^seibi: Unknown option '--nonsense'\n/) },
    });
    const gone = await asked(['migrate'], { DATABASE_URL: 'oracle:db' });
    expect(gone).toMatchObject({ exitCode: 1, answer: { error: expect.stringContaining('npx seibi doctor') } });
  });

  it('has a key, the diagnosis and where a backup is', async () => {
    const copy = join(folder, 'json-copy.db');
    copyFileSync(world, copy);
    const environment = { DATABASE_URL: `sqlite:${copy}` };
    const { answer } = await asked(['key', 'issue', '--person', exampleId('person.depot')], environment);
    expect(answer).toMatchObject({ personId: exampleId('person.depot'), key: expect.stringMatching(/^seibi_/) });
    const to = join(folder, 'json-backup.db');
    expect((await asked(['backup', '--to', to], environment)).answer).toMatchObject({
      file: to,
      orders: expect.any(Number),
    });
    const { settings } = (await asked(['doctor'], { ...environment, PORT: '0' })).answer as {
      settings: { name: string }[];
    };
    expect(settings.map(({ name }) => name)).toEqual(Object.keys(settingsTable));
  });
});

describe('seibi help', () => {
  it('lists every command and no other', async () => {
    const terminal = terminalOf();
    expect(await run(['help'], terminal)).toBe(0);
    const listed = [...terminal.output.matchAll(/^ {2}([\w-]+)/gm)].map((m) => m[1]);
    expect(listed).toEqual(COMMAND_NAMES);
  });

  it('is what no command and --help show', async () => {
    for (const args of [[], ['--help'], ['-h']]) {
      const terminal = terminalOf();
      expect(await run(args, terminal)).toBe(0);
      expect(terminal.output).toContain('npx seibi <command>');
    }
  });

  it('of one command is what that command and --help show', async () => {
    for (const [args, usage] of [
      [['serve', '--help'], 'npx seibi serve\n'],
      [['key', 'issue', '--help'], 'npx seibi key issue --person ID\n'],
      [['key', '-h'], 'npx seibi key issue --person ID\n'],
      [['openapi', '--check', '--help'], 'npx seibi openapi [--check]\n'],
    ] as const) {
      const terminal = terminalOf({ DATABASE_URL: 'oracle:db' });
      expect(await run(args, terminal), args.join(' ')).toBe(0);
      expect(terminal.output.startsWith(usage)).toBe(true);
      expect(terminal.errors).toBe('');
    }
  });

  it('help COMMAND shows every option with what it says', async () => {
    for (const name of COMMAND_NAMES) {
      const terminal = terminalOf();
      expect(await run(['help', name], terminal)).toBe(0);
      const { output } = terminal;
      const [usage = ''] = output.split('\n');
      for (const [option] of usage.matchAll(/--[a-z-]+/g))
        expect(output).toMatch(new RegExp(`^  ${option}( …)? +\\S`, 'm'));
    }
    const terminal = terminalOf();
    expect(await run(['help', 'nonsense'], terminal)).toBe(2);
  });

  it('is what the README shows', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(/<!-- commands:[^\n]*-->\n([\s\S]*?)<!-- \/commands -->/.exec(readme)?.[1]).toBe(commandsTable());
  });

  it('is beside the version', async () => {
    const terminal = terminalOf();
    expect(await run(['--version'], terminal)).toBe(0);
    expect(terminal.output).toBe(`${VERSION}\n`);
  });

  it('answers 2 to what it cannot read, and says how it is done', async () => {
    for (const args of [
      ['fly'],
      ['toString'],
      ['verify', 'all'],
      ['verify', '--fast'],
      ['key'],
      ['key', 'issue'],
      ['key', 'burn', '--person', 'x'],
      ['key', 'issue', '--person', 'me'],
    ]) {
      const terminal = terminalOf({ DATABASE_URL: `sqlite:${world}` });
      expect(await run(args, terminal), args.join(' ')).toBe(2);
      expect(terminal.errors).toMatch(/^seibi: /);
      expect(terminal.errors).toContain('npx seibi');
      expect(terminal.output).toBe('');
    }
  });
});

describe('seibi migrate', () => {
  it('makes the tables and answers 0, again and again', async () => {
    const terminal = terminalOf({ DATABASE_URL: `sqlite:${join(folder, 'new.db')}` });
    expect(await run(['migrate'], terminal)).toBe(0);
    expect(await run(['migrate'], terminal)).toBe(0);
    expect(terminal.output).toContain('tables of this version');
  });

  it('says what is wrong with a setting and where to ask', async () => {
    const terminal = terminalOf({ DATABASE_URL: 'oracle:db', PORT: 'ten' });
    expect(await run(['migrate'], terminal)).toBe(1);
    expect(terminal.errors).toContain('DATABASE_URL');
    expect(terminal.errors).toContain('PORT');
    expect(terminal.errors).toContain('seibi doctor');
  });

  it('says that a file is no database', async () => {
    const file = join(folder, 'letter.txt');
    writeFileSync(file, 'Dear reader, this is a letter and not a database. '.repeat(50));
    const terminal = terminalOf({ DATABASE_URL: `sqlite:${file}` });
    expect(await run(['migrate'], terminal)).toBe(1);
    expect(terminal.errors).toContain('SQLITE_NOTADB');
  });
});

describe('seibi key issue', () => {
  it('prints a key that works, alone on standard output', async () => {
    const file = tampered('keys', '');
    const terminal = terminalOf({ DATABASE_URL: `sqlite:${file}` });
    expect(await run(['key', 'issue', '--person', exampleId('person.newcomer')], terminal)).toBe(0);
    expect(terminal.output).toMatch(/^seibi_[0-9A-Za-z]{32}\n$/);
    const database = await openSqlite({ file });
    const caller = await authenticate(createServices(database, { foreignYardRule: false }), terminal.output.trim());
    await database.close();
    expect(caller?.personId).toBe(exampleId('person.newcomer'));
  });

  it('answers 1 for nobody, and says where people are listed', async () => {
    const terminal = terminalOf({ DATABASE_URL: `sqlite:${world}` });
    expect(await run(['key', 'issue', '--person', exampleId('person.nobody')], terminal)).toBe(1);
    expect(terminal.errors).toContain('/v1/people');
    expect(terminal.output).toBe('');
  });
});

describe('a database that is not there', () => {
  it.each([
    ['verify', ['verify']],
    ['key issue', ['key', 'issue', '--person', exampleId('person.newcomer')]],
  ])('is not made by %s, which answers 1 and names it', async (_, args) => {
    const file = join(folder, 'nowhere.db');
    const terminal = terminalOf({ DATABASE_URL: `sqlite:${file}` });
    expect(await run(args, terminal)).toBe(1);
    expect(terminal.errors).toContain(`there is no database at ${file}`);
    expect(terminal.output).toBe('');
    expect(existsSync(file)).toBe(false);
    const empty = join(folder, 'empty.db');
    writeFileSync(empty, '');
    expect(await run(args, terminalOf({ DATABASE_URL: `sqlite:${empty}` }))).toBe(1);
    expect(readFileSync(empty, 'utf8')).toBe('');
  });
});

describe('seibi verify', () => {
  const SIGNING_KEYS = join(folder, 'no-keys.json');

  it('reads the files attached when asked to, and names the first that is not what it was', async () => {
    const settings = { DATABASE_URL: `sqlite:${world}`, ATTACHMENTS: files, SIGNING_KEYS };
    const whole = terminalOf(settings);
    expect(await run(['verify', '--attachments'], whole)).toBe(0);
    expect(whole.output).toMatch(/^[1-9]\d* attached files? (has its hash|have their hashes)\.$/m);
    const lost = terminalOf({ ...settings, ATTACHMENTS: join(folder, 'elsewhere') });
    expect(await run(['verify', '--attachments'], lost)).toBe(1);
    expect(lost.errors).toMatch(/^attachment [0-9a-f-]{36}: its file is not there（ファイルがありません）/);
    const rows = terminalOf({ ...settings, ATTACHMENTS: join(folder, 'elsewhere') });
    expect(await run(['verify'], rows)).toBe(0);
  });

  it('answers 0 when everything is as it was written', async () => {
    const terminal = terminalOf({ DATABASE_URL: `sqlite:${world}`, SIGNING_KEYS });
    expect(await run(['verify'], terminal)).toBe(0);
    expect(terminal.output).toMatch(/\d+ work orders with \d+ events and \d+ register records verify/);
    expect(terminal.errors).toContain(`not verified: there is no file ${SIGNING_KEYS}`);
  });

  const order = exampleId('order.released');
  const wrongs: [string, string, RegExp][] = [
    [
      'an event was changed',
      `update events set canonical = replace(canonical, 'submit', 'subm1t') where work_order_id = '${order}' and sequence = 2`,
      /work order KSZ-\S+: event 2 was changed/,
    ],
    [
      'an event was taken out',
      `delete from events where work_order_id = '${order}' and sequence = 5`,
      /work order KSZ-\S+: event 5 is missing/,
    ],
    [
      'the last event was taken out',
      `delete from events where work_order_id = '${order}' and sequence = (select max(sequence) from events where work_order_id = '${order}')`,
      /does not end in the recorded head/,
    ],
    [
      'a status was written past the events',
      `update work_orders set status = 'closed' where id = '${order}'`,
      /its rows \(order\) are not what its events say/,
    ],
    [
      'an operation was given to someone else',
      `update operations set performed_by = 'x' where work_order_id = '${order}'`,
      /its rows \(operations\) are not what its events say/,
    ],
    [
      'a signed content was changed',
      `update signatures set content = replace(content, '{', '{ ') where work_order_id = '${order}'`,
      /signed content was changed/,
    ],
    [
      'a register version was changed',
      `update register_events set canonical = replace(canonical, 'KSZ', 'KZZ') where record_id = '${exampleId('facility.ksz')}'`,
      /facility \S+: event 1 was changed/,
    ],
    [
      'a certificate was stretched',
      `update certifications set valid_to = '2099-01-01' where id = '${exampleId('certification.ksz_sjac9110b')}'`,
      /certification \S+: its row is not what its last version says/,
    ],
    [
      'a record came from nowhere',
      `insert into standards select '${exampleId('standard.nowhere')}', created_at, revision, 'NOWHERE', title, issuer, subject, supersedes from standards limit 1`,
      /standard \S+: no chain tells of it/,
    ],
  ];
  for (const [index, [name, statement, expected]] of wrongs.entries()) {
    it(`answers 1 and names it when ${name}`, async () => {
      const terminal = terminalOf({ DATABASE_URL: `sqlite:${tampered(`wrong${index}`, statement)}`, SIGNING_KEYS });
      expect(await run(['verify'], terminal)).toBe(1);
      expect(terminal.errors).toMatch(expected);
    });
  }
});

describe('seibi openapi', () => {
  it('writes the document, and with --check compares it', async () => {
    const file = join(folder, 'openapi', 'openapi.json');
    expect(await openapi(true, terminalOf(), file)).toBe(1);
    expect(await openapi(false, terminalOf(), file)).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8')).openapi).toBe('3.1.0');
    expect(await openapi(true, terminalOf(), file)).toBe(0);
    writeFileSync(file, readFileSync(file, 'utf8').replace('Seibi', 'Other'));
    const terminal = terminalOf();
    expect(await openapi(true, terminal, file)).toBe(1);
    expect(terminal.errors).toContain('npx seibi openapi');
  });

  it('finds the kept document equal to the routes', async () => {
    const terminal = terminalOf();
    expect(await run(['openapi', '--check'], terminal), terminal.errors).toBe(0);
  });
});

describe('seibi doctor', () => {
  it('says when there is no place for attachments', async () => {
    const inFile = terminalOf({ DATABASE_URL: `sqlite:${world}`, PORT: '0', ATTACHMENTS: world });
    expect(await run(['doctor'], inFile)).toBe(1);
    expect(inFile.output).toContain(`wrong: ${world} is not a folder`);
    const bucket = {
      ATTACHMENTS: 's3://records',
      S3_ENDPOINT: 'http://127.0.0.1:9',
      S3_REGION: 'x',
      S3_ACCESS_KEY_ID: 'x',
      S3_SECRET_ACCESS_KEY: 'hush-hush',
    };
    const away = terminalOf({ DATABASE_URL: `sqlite:${world}`, PORT: '0', ...bucket });
    expect(await run(['doctor'], away)).toBe(1);
    expect(away.output).toContain('wrong: the store of attachments cannot be reached');
    expect(away.output).not.toContain('hush-hush');
  });

  it('shows every setting with its value, where it comes from and why it is there', async () => {
    const terminal = terminalOf({ DATABASE_URL: `sqlite:${world}`, PORT: '0' });
    expect(await run(['doctor'], terminal)).toBe(0);
    for (const [name, { why }] of Object.entries(settingsTable)) {
      expect(terminal.output).toContain(`${name} = `);
      expect(terminal.output).toContain(why);
    }
    expect(terminal.output).toContain('PORT = 0   (environment)');
    expect(terminal.output).toContain('HOST = 127.0.0.1   (default)');
    expect(terminal.output).toContain('Nothing is wrong.');
  });

  it('finds every wrong setting at once', async () => {
    const terminal = terminalOf({ PORT: '70000', LOG_LEVEL: 'loud' });
    expect(await run(['doctor'], terminal)).toBe(1);
    expect(terminal.output).toContain('unset PORT');
    expect(terminal.output).toContain('unset LOG_LEVEL');
    const end = terminal.output.slice(terminal.output.lastIndexOf('\n\n'));
    expect(end).toContain('PORT: must be a whole number from 0 to 65535');
    expect(end).toContain('LOG_LEVEL: must be one of fatal, error, warn');
    expect(end).toContain('2 things are wrong.');
  });

  it('says how a path is given as DATABASE_URL', async () => {
    for (const path of ['/tmp/x.db', 'x.db', 'C:\\seibi\\x.db']) {
      const terminal = terminalOf({ PORT: '0', DATABASE_URL: path });
      expect(await run(['doctor'], terminal)).toBe(1);
      expect(terminal.output).toContain(`set DATABASE_URL to sqlite:${path}\n`);
    }
    const other = terminalOf({ PORT: '0', DATABASE_URL: 'oracle:db' });
    expect(await run(['doctor'], other)).toBe(1);
    expect(other.output).toContain('unset DATABASE_URL');
  });

  it('shows no secret, and says what may not be meant where others reach the service', async () => {
    const terminal = terminalOf({
      DATABASE_URL: `sqlite:${world}`,
      PORT: '0',
      HOST: '0.0.0.0',
      METRICS_TOKEN: 'a-token-of-prometheus',
    });
    expect(await run(['doctor'], terminal)).toBe(0);
    expect(terminal.output).toContain('METRICS_TOKEN = (set, not shown)   (environment)');
    expect(terminal.output).not.toContain('a-token-of-prometheus');
    expect(terminal.output.match(/note:/g)).toHaveLength(2);
    const bare = terminalOf({ DATABASE_URL: `sqlite:${world}`, PORT: '0', HOST: '0.0.0.0' });
    await run(['doctor'], bare);
    expect(bare.output).toContain('nobody beyond this machine can read /metrics');
    const local = terminalOf({ DATABASE_URL: `sqlite:${world}`, PORT: '0' });
    await run(['doctor'], local);
    expect(local.output).not.toContain('note:');
  });

  it('says what an exporter of traces needs', async () => {
    const terminal = terminalOf({ PORT: '0', OTEL_TRACES_EXPORTER: 'otlp' });
    expect(await run(['doctor'], terminal)).toBe(1);
    expect(terminal.output).toContain('mend:  set OTEL_EXPORTER_OTLP_ENDPOINT');
  });

  it('shows a secret to nobody', async () => {
    const terminal = terminalOf({ PORT: '0', OIDC_CLIENT_SECRET: 'hush-hush' });
    expect(await run(['doctor'], terminal)).toBe(1);
    expect(terminal.output).toContain('OIDC_CLIENT_SECRET = (set, not shown)');
    expect(terminal.output).not.toContain('hush-hush');
    expect(terminal.output).toContain('OIDC_ISSUER = (not set)   (default)');
  });

  it('finds settings that do not go together, and says what to set', async () => {
    const terminal = terminalOf({ PORT: '0', OIDC_ISSUER: 'https://login.example', OIDC_CLIENT_ID: 'seibi' });
    expect(await run(['doctor'], terminal)).toBe(1);
    expect(terminal.output).toContain('  mend:  set PUBLIC_URL\n');
    expect(terminal.output).toContain('One thing is wrong.');
  });

  it('looks for the identity provider and at the file of people', async () => {
    const provider = await startProvider();
    const people = join(folder, 'people.json');
    const examine = async (issuer: string, content: string) => {
      writeFileSync(people, content);
      const oidc = { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a', OIDC_PEOPLE: people };
      const terminal = terminalOf({ PORT: '0', DATABASE_URL: `sqlite:${world}`, ...oidc });
      await run(['doctor'], terminal);
      return terminal.output;
    };
    const good = JSON.stringify({ alice: exampleId('person.depot') });
    expect(await examine(provider.issuer, good)).toContain('Nothing is wrong.');
    expect(await examine(`${provider.issuer}/`, good)).toContain(`is that of the issuer ${provider.issuer}\n`);
    const lost = await examine(provider.issuer, '{"alice":"Alice"}');
    expect(lost).toContain('wrong: alice');
    expect(lost).toContain('name another in OIDC_PEOPLE');
    await provider.close();
    const down = await examine(provider.issuer, good);
    expect(down).toContain('openid-configuration cannot be read');
    expect(down).toContain('One thing is wrong.');
  });

  it('finds a missing folder, a file that is no database, and a taken port', async () => {
    const missing = terminalOf({ PORT: '0', DATABASE_URL: `sqlite:${join(folder, 'nowhere', 'x.db')}` });
    expect(await run(['doctor'], missing)).toBe(1);
    expect(missing.output).toContain('mkdir -p');

    const letter = join(folder, 'poem.txt');
    writeFileSync(letter, 'Not a database at all.');
    const wrong = terminalOf({ PORT: '0', DATABASE_URL: `sqlite:${letter}` });
    expect(await run(['doctor'], wrong)).toBe(1);
    expect(wrong.output).toContain('is not a SQLite database');

    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    const taken = terminalOf({ PORT: String(port), DATABASE_URL: `sqlite:${world}` });
    expect(await run(['doctor'], taken)).toBe(1);
    expect(taken.output).toContain('another program listens');
    server.close();
  });
});

describe('the progress of the demo', () => {
  it('writes one line over for a person, and a line every tenth for a log', () => {
    const person = terminalOf({}, true);
    const log = terminalOf();
    for (const terminal of [person, log]) {
      const progress = progressOn(terminal);
      for (let step = 0; step <= 200; step++) progress.show(step / 200, '2026-01-01');
      progress.end();
    }
    expect(person.output.match(/\n/g)).toHaveLength(1);
    expect(person.output).toContain('\rFilling the demo, day by day: 2026-01-01  50 %');
    expect(log.output).not.toContain('\r');
    expect(log.output.match(/\n/g)).toHaveLength(11);
  });
});

describe('the seibi process', () => {
  const start = [`--import=${join(root, 'node_modules/tsx/dist/loader.mjs')}`, join(root, 'src/cli/seibi.ts')];

  it('ends with the exit code of its command', () => {
    expect(spawnSync(process.execPath, [...start, 'help']).status).toBe(0);
    expect(spawnSync(process.execPath, [...start, 'fly']).status).toBe(2);
  });

  it('serves until it is told to end', async () => {
    const child = spawn(process.execPath, [...start, 'serve'], {
      env: {
        ...process.env,
        DATABASE_URL: `sqlite:${join(folder, 'served.db')}`,
        SIGNING_KEYS: join(folder, 'served-keys.json'),
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'info',
        // However busy the machine of the test is.
        MAX_EVENT_LOOP_DELAY_MS: '0',
      },
    });
    let printed = '';
    const url = await new Promise<string>((found, failed) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk;
        const listening = /"url":"(http:[^"]+)"/.exec(printed);
        if (listening?.[1]) found(listening[1]);
      });
      child.once('exit', (code) => failed(new Error(`ended with ${code}: ${printed}`)));
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const key = /seibi_[0-9A-Za-z]{32}/.exec(printed)?.[0];
    expect((await fetch(`${url}/v1/standards`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    const ended = new Promise((code) => child.once('exit', code));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
