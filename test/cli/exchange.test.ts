// Import and export on the command line: a file in, what was wrong with it, and the same out again.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';
import { bootstrap } from '../../src/usecases/bootstrap.ts';
import { createServices } from '../../src/usecases/services.ts';
import { terminalOf } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-exchange-'));
const file = join(folder, 'seibi.db');
const environment = { DATABASE_URL: `sqlite:${file}` };
const suppliers = 'ncage,name.en,country\nJ0001,=Bolts,JP\nJ0002,Seals,Japan\n';

beforeAll(async () => {
  const database = await openSqlite({ file, durability: 'off' });
  await bootstrap(createServices(database, { foreignYardRule: false }));
  await database.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const seibi = async (args: string[], sent = '') => {
  const terminal = terminalOf(environment, false, sent);
  return { code: await run(args, terminal), out: terminal.output, err: terminal.errors };
};

describe('import and export', () => {
  it('say what a dry run finds, and then do it', async () => {
    const dry = await seibi(['import', '--kind', 'suppliers', '--dry-run'], suppliers);
    expect(dry).toMatchObject({ code: 1, out: expect.stringContaining('a dry run') });
    const path = join(folder, 'suppliers.csv');
    writeFileSync(path, suppliers);
    const real = await seibi(['import', '--kind', 'suppliers', '--file', path]);
    expect(real.code).toBe(1);
    expect(real.out).toContain('2 rows: 1 made, 0 changed, 0 here already, 1 refused');
    expect(real.err).toMatch(/row 2 \(line 3\), country: .*（.*） \[/);
  });

  it('give out what came in, safe for a spreadsheet, and take it again', async () => {
    const out = await seibi(['export', '--kind', 'suppliers', '--bom']);
    expect(out).toMatchObject({ code: 0, out: expect.stringMatching(/^\uFEFFid,ncage,/) });
    expect(out.out).toContain(",'=Bolts,");
    const again = await seibi(['import', '--kind', 'suppliers', '--json'], out.out);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ state: 'done', unchanged: 1 });
    const path = join(folder, 'suppliers.ndjson');
    const written = await seibi(['export', '--kind', 'suppliers', '--to', path]);
    expect(written).toMatchObject({ code: 0, out: `1 records are in ${path}.\n` });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ ncage: 'J0001', name: { en: '=Bolts' } });
    expect(await seibi(['export', '--kind', 'suppliers', '--to', path])).toMatchObject({ code: 1 });
  });

  it('give out every row error of an import, as a table or line by line', async () => {
    const many = Array.from({ length: 620 }, (_, n) => `K${String(n).padStart(4, '0')},Seals,Japan`).join('\n');
    const id = '01890000-0000-7000-8000-0000000000ee';
    const { err } = await seibi(['import', '--kind', 'suppliers', '--id', id], `ncage,name.en,country\n${many}\n`);
    expect(err.match(/^row \d+ /gm)).toHaveLength(20);
    expect(err).toContain(`and 600 more: \`npx seibi import-errors --id ${id} --to FILE\` writes them all`);
    const table = await seibi(['import-errors', '--id', id]);
    expect([table.code, table.out.split('\r\n').length]).toEqual([0, 622]);
    expect(table.out).toMatch(/^\uFEFFrow,line,column,code,message\.en,message\.ja\r\n1,2,country,/);
    const path = join(folder, 'errors.ndjson');
    const written = await seibi(['import-errors', '--id', id, '--to', path, '--json']);
    expect(JSON.parse(written.out)).toMatchObject({ exitCode: 0, id, kind: 'error', findings: 620, to: path });
    expect(JSON.parse(readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '')).toMatchObject({
      row: 620,
      line: 621,
    });
    const odd = await seibi(['import-errors', '--id', id, '--warnings', '--format', 'ndjson']);
    expect(odd).toMatchObject({ code: 0, out: '' });
    expect(await seibi(['import-errors'])).toMatchObject({ code: 2, err: expect.stringContaining('--id is missing') });
    const none = await seibi(['import-errors', '--id', '01890000-0000-7000-8000-0000000000ed']);
    expect(none).toMatchObject({ code: 1, out: '', err: expect.stringContaining('there is no import') });
  });

  it('say with --json what was done and nothing else, and never mix it with rows', async () => {
    const path = join(folder, 'as-json.csv');
    const { code, out, err } = await seibi(['export', '--kind', 'suppliers', '--to', path, '--json']);
    expect([code, err]).toEqual([0, '']);
    const done = { command: 'export', exitCode: 0, kind: 'suppliers', format: 'csv', records: 1, to: path };
    expect(JSON.parse(out)).toEqual(done);
    const mixed = await seibi(['export', '--kind', 'suppliers', '--json']);
    expect(JSON.parse(mixed.out)).toMatchObject({ exitCode: 2, error: expect.stringContaining('name a file') });
    const refused = await seibi(
      ['import', '--kind', 'suppliers', '--json'],
      'ncage,name.en,country\nJ0003,Rings,Japan\n',
    );
    expect(JSON.parse(refused.out)).toMatchObject({
      exitCode: 1,
      refused: 1,
      error: expect.stringContaining('country'),
    });
    const gone = await seibi(['import', '--kind', 'suppliers', '--file', join(folder, 'gone.csv')]);
    expect(gone).toMatchObject({ code: 1, err: `seibi: there is no file ${join(folder, 'gone.csv')}.\n` });
    const unread = await seibi(['import', '--kind', 'suppliers', '--json'], 'colour\nred\n');
    expect(JSON.parse(unread.out)).toMatchObject({ exitCode: 1, error: expect.stringContaining('import.unreadable') });
  });

  it('show a person how far they are, as verify and metrics rebuild do', async () => {
    for (const [args, shown] of [
      [['export', '--kind', 'suppliers', '--to', join(folder, 'watched.csv')], /\r1 records/],
      [['import', '--kind', 'suppliers'], /\r2 rows, 1 refused/],
      [['verify'], /\r█+░* +\d+ % {2}0 work orders with 0 events, \d+ register records/],
    ] as const) {
      const terminal = terminalOf(environment, true, suppliers);
      await run(args, terminal);
      expect(terminal.errors).toMatch(shown);
      const silent = terminalOf(environment, false, suppliers);
      await run(args, silent);
      expect(silent.errors).not.toContain('\r');
    }
  });

  it('show how far they are with what they copy, compare and verify too, and none of it with --json', async () => {
    const url = (name: string) => `sqlite:${join(folder, name)}`;
    const backup = join(folder, 'watched.backup');
    for (const [args, where, doing] of [
      [['backup', '--to', backup], environment.DATABASE_URL, ['copying', 'verifying']],
      [['restore', '--from', backup], url('restored.db'), ['copying', 'comparing', 'verifying']],
      [
        ['copy', '--from', environment.DATABASE_URL, '--to', url('copied.db')],
        '',
        ['copying', 'comparing', 'verifying'],
      ],
    ] as const) {
      const terminal = terminalOf({ DATABASE_URL: where || environment.DATABASE_URL }, true);
      expect(await run(args, terminal)).toBe(0);
      for (const step of doing) {
        const shares = [...terminal.errors.matchAll(new RegExp(`\\r[█░]{24} +(\\d+) % {2}${step}`, 'g'))].map(([, n]) =>
          Number(n),
        );
        expect([args[0], step, shares.at(-1)]).toEqual([args[0], step, 100]);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
      }
    }
    const silent = terminalOf({ DATABASE_URL: url('silent.db') }, true);
    expect(await run(['restore', '--from', backup, '--json'], silent)).toBe(0);
    expect([silent.errors, silent.output.trim().split('\n').length]).toEqual(['', 1]);
    expect(JSON.parse(silent.output)).toMatchObject({ command: 'restore', exitCode: 0, records: expect.any(Number) });
  });

  it('say what is wrong with how they are called', async () => {
    expect(await seibi(['import'])).toMatchObject({ code: 2, err: expect.stringContaining('--kind is missing') });
    for (const name of ['import', 'export'])
      expect((await seibi(['help', name])).out).toContain('standards, platforms, equivalences, facilities');
    expect(await seibi(['export', '--kind', 'secrets'])).toMatchObject({ code: 2 });
    expect(await seibi(['import', '--kind', 'suppliers', '--format', 'xml'])).toMatchObject({ code: 2 });
    expect(await seibi(['import', '--kind', 'suppliers', '--id', 'x'])).toMatchObject({ code: 2 });
    expect(await seibi(['import', '--kind', 'suppliers', '--person', 'x'])).toMatchObject({ code: 1 });
    expect(await seibi(['import', '--kind', 'suppliers', '--file', join(folder, 'none.csv')])).toMatchObject({
      code: 1,
    });
    const unread = await seibi(['import', '--kind', 'suppliers'], 'colour\nred\n');
    expect(unread).toMatchObject({ code: 1, err: expect.stringContaining('import.unreadable') });
  });
});
