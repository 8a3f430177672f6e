// The commands that take files in and give them out, on the database itself: import, import-errors and export.
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { v7 } from 'uuid';
import { readSettings } from '../config.ts';
import type { ImportReport } from '../domain/exchange/import.ts';
import { Problem } from '../domain/problem.ts';
import { inService } from '../domain/registers/person.ts';
import { dateInTokyo, id } from '../domain/values.ts';
import type { Database } from '../storage/database.ts';
import { shownUrl } from '../storage/engine/open.ts';
import { findRecord, listRecordPage } from '../storage/registers/registers.ts';
import type { Act } from '../usecases/act.ts';
import { CHARSETS, type Charset } from '../usecases/exchange/decoding.ts';
import { exported } from '../usecases/exchange/exports.ts';
import { findingsAsText } from '../usecases/exchange/findings.ts';
import { importFile } from '../usecases/exchange/imports.ts';
import { KINDS, type KindName } from '../usecases/exchange/kinds/kinds.ts';
import { FORMATS, type Format } from '../usecases/exchange/reading.ts';
import { createServices } from '../usecases/services.ts';
import { withExisting } from './database-commands.ts';
import { CommandFailed, progressLine, type Terminal, UsageFault } from './terminal.ts';

type Values = Record<string, string | boolean | undefined>;

// What is printed of the errors of an import; the rest is kept with it.
const MOST_PRINTED = 20;

/** Reads a file, or standard input, into DATABASE_URL. Answers 1 when a row was refused or the file could not be read to its end. */
export async function importRecords(values: Values, terminal: Terminal): Promise<number> {
  const kind = kindOf(values);
  const format = formatOf(values, 'file');
  const charset = choiceOf<Charset>(values, 'charset', CHARSETS);
  if (values.id !== undefined && !id.safeParse(values.id).success) throw new UsageFault('--id is not a UUID');
  const importId = typeof values.id === 'string' ? values.id : v7();
  const settings = readSettings(terminal.environment);
  const line = progressLine(terminal);
  return await withExisting(settings, async (database) => {
    const act = await actOf(database, settings, values);
    const file = {
      kind,
      format,
      dryRun: values['dry-run'] === true,
      id: importId,
      charset,
      content: announced(isStandard(values.file) ? terminal.input() : fileAt(String(values.file)), () =>
        terminal.err(`import ${importId}: if it is broken off, run it again with --id ${importId}\n`),
      ),
      limitBytes: Number.MAX_SAFE_INTEGER,
    };
    const done = await importFile(act, file, ({ rowsRead, refused }) =>
      line.show(`${rowsRead} rows, ${refused} refused`),
    );
    line.end();
    terminal.result({ ...done });
    tell(done, terminal, shownUrl(settings.databaseUrl));
    return done.state === 'done' && done.refused === 0 ? 0 : 1;
  });
}

function tell(done: ImportReport, { out, err }: Terminal, where: string): void {
  for (const { row, line, column, code, message } of done.errors.slice(0, MOST_PRINTED))
    err(`row ${row} (line ${line})${column === '' ? '' : `, ${column}`}: ${message.en}（${message.ja}） [${code}]\n`);
  const hidden = done.errorCount - MOST_PRINTED;
  if (hidden > 0) err(`and ${hidden} more: \`npx seibi import-errors --id ${done.id} --to FILE\` writes them all\n`);
  if (done.fault) err(`the file could not be read further: ${done.fault.message.en}（${done.fault.message.ja}）\n`);
  const { rowsRead, created, changed, unchanged, refused } = done;
  const what = `${rowsRead} rows: ${created} made, ${changed} changed, ${unchanged} here already, ${refused} refused`;
  out(`${what}${done.dryRun ? ', and nothing written: a dry run' : `, in ${where}`}.\n`);
  if (done.note) out(`${done.note.en}\n${done.note.ja}\n`);
}

/** Writes every error, or warning, of an import to a file or to standard output, as a table to be mended beside the file that came. */
export async function importErrors(values: Values, terminal: Terminal): Promise<number> {
  if (!id.safeParse(values.id).success)
    throw new UsageFault(`--id is ${values.id === undefined ? 'missing' : 'not a UUID'}: the import printed it`);
  const importId = String(values.id);
  const kind = values.warnings === true ? 'warning' : 'error';
  const format = formatOf(values, 'to');
  const settings = readSettings(terminal.environment);
  return await withExisting(settings, async (database) => {
    const act = await actOf(database, settings, values);
    const found = await written(values, terminal, `${kind}s`, (count) =>
      findingsAsText(act, importId, { kind, format }, count),
    ).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.code !== 'resource.not_found') throw error;
      throw new CommandFailed(`there is no import ${importId} in ${shownUrl(settings.databaseUrl)}.`);
    });
    terminal.result({ id: importId, kind, format, findings: found, to: fileOf(values) });
    return 0;
  });
}

/** Writes what the person may see of a kind to a file, or to standard output. */
export async function exportRecords(values: Values, terminal: Terminal): Promise<number> {
  const kind = kindOf(values);
  const format = formatOf(values, 'to');
  const settings = readSettings(terminal.environment);
  return await withExisting(settings, async (database) => {
    const act = await actOf(database, settings, values);
    const records = await written(values, terminal, 'records', (count) =>
      exported(act, kind, { format, byteOrderMark: values.bom === true }, count),
    );
    terminal.result({ kind, format, records, to: fileOf(values) });
    return 0;
  });
}

// Writes a text to the file of --to or to standard output, shows how far it is, and answers of how many it tells.
async function written(
  values: Values,
  terminal: Terminal,
  what: string,
  textOf: (count: (more: number) => void) => AsyncIterable<string>,
): Promise<number> {
  const line = progressLine(terminal);
  let told = 0;
  const text = textOf((more) => {
    told += more;
    line.show(`${told} ${what}`);
  });
  const file = fileOf(values);
  if (file === null) for await (const piece of text) await terminal.send(piece);
  else await writeFile(file, text, { flag: 'wx' }).catch(fileThere(file));
  line.end();
  if (file !== null) terminal.out(`${told} ${what} are in ${file}.\n`);
  return told;
}

function fileOf({ to }: Values): string | null {
  return isStandard(to) ? null : String(to);
}

function fileThere(path: string) {
  return (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new CommandFailed(`${path} is there already and is not written over. Name another file.`);
  };
}

function kindOf({ kind }: Values): KindName {
  const found = KINDS.find((name) => name === kind);
  if (!found)
    throw new UsageFault(`--kind is ${kind === undefined ? 'missing' : 'unknown'}: one of ${KINDS.join(', ')}`);
  return found;
}

function choiceOf<Choice extends string>(values: Values, name: string, choices: readonly Choice[]): Choice | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const found = choices.find((choice) => choice === given);
  if (!found) throw new UsageFault(`--${name} is one of ${choices.join(', ')}`);
  return found;
}

// Said, or as the file is called.
function formatOf(values: Values, file: string): Format {
  const said = choiceOf<Format>(values, 'format', FORMATS);
  return said ?? (/\.(ndjson|jsonl)$/i.test(String(values[file] ?? '')) ? 'ndjson' : 'csv');
}

function isStandard(given: Values[string]): boolean {
  return given === undefined || given === '-' || given === '';
}

// Says something once there is something to read.
async function* announced(content: AsyncIterable<Uint8Array>, say: () => void): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of content) {
    if (isFirst) say();
    isFirst = false;
    yield piece;
  }
}

async function* fileAt(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path)) yield piece as Uint8Array;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CommandFailed(`there is no file ${path}.`);
  }
}

// Who is said, or the first administrator in service: whoever runs this has the database in hand.
async function actOf(
  database: Database,
  settings: { foreignYardRule: boolean },
  { person: said }: Values,
): Promise<Act> {
  const services = createServices(database, settings);
  const today = dateInTokyo(services.clock());
  const person = await database.read(async (tx) => {
    if (typeof said === 'string') return id.safeParse(said).success ? await findRecord(tx, 'person', said) : null;
    const page = await listRecordPage(
      tx,
      'person',
      { limit: 1, sort: 'id' },
      [],
      (row) => row.roles.includes('administrator') && inService(row, today),
    );
    return page.items[0] ?? null;
  });
  if (!person || !inService(person, today))
    throw new CommandFailed(
      said === undefined
        ? 'there is no administrator in service: name who does this with --person.'
        : `nobody in service has the id ${said}. GET /v1/people lists them.`,
    );
  const { id: personId, roles, facilityIds, programPlatformIds } = person;
  const caller = { personId, roles, facilityIds, programPlatformIds, person };
  return { ...services, caller, language: 'en', requestId: 'cli', ifMatch: null };
}
