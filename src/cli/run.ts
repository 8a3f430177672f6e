// The commands of the command line by name: what each does, how it is called, and what its exit code means.
import { parseArgs } from 'node:util';
import { VERSION } from '../config.ts';
import { describeProblem, Problem } from '../domain/problem.ts';
import type { Message } from '../domain/values.ts';
import { explainFailure } from '../serve.ts';
import { Behind } from '../storage/database.ts';
import { KINDS } from '../usecases/exchange/kinds/kinds.ts';
import { exportCheckpoints } from './checkpoint-commands.ts';
import { backup, copy, restore } from './copy-commands.ts';
import { issueKey, migrate, serveForever } from './database-commands.ts';
import { DemoRefused } from './demo/demo.ts';
import { serveDemo } from './demo-command.ts';
import { doctor } from './doctor.ts';
import { exportRecords, importErrors, importRecords } from './exchange-commands.ts';
import { rotateKeys } from './key-commands.ts';
import { rebuildMetrics } from './metric-commands.ts';
import { openapi } from './openapi.ts';
import { CommandFailed, type Terminal, UsageFault } from './terminal.ts';
import { verify } from './verify-commands.ts';

/** Each with what it says, for the help of its command. */
type Options = Record<string, { type: 'string' | 'boolean'; says: string }>;
type Values = Record<string, string | boolean | undefined>;

interface Command {
  usage: string;
  does: string;
  options?: Options;
  /** The words after the command's own, none unless said: `issue` of `key issue`. */
  words?: readonly string[];
  /** Goes on until it is ended: there is no result to show with --json. */
  isEndless?: true;
  run(values: Values, terminal: Terminal): Promise<number>;
}

const kindsSaid = `what the rows are, one of: ${KINDS.join(', ')}`;

const commands: Readonly<Record<string, Command>> = {
  serve: {
    usage: 'serve',
    does: 'serves the API, migrating its database first',
    isEndless: true,
    run: (_values, terminal) => serveForever(terminal),
  },
  demo: {
    usage: 'demo',
    does: 'fills a database file with an invented 18 months and serves it on this machine',
    isEndless: true,
    run: (_values, terminal) => serveDemo(terminal),
  },
  migrate: {
    usage: 'migrate',
    does: 'brings the database to the tables of this version',
    run: (_values, terminal) => migrate(terminal),
  },
  key: {
    usage: 'key issue --person ID',
    does: 'issues a key to a person and prints it once',
    words: ['issue'],
    options: { person: { type: 'string', says: 'the id of the person who gets the key' } },
    run: ({ person }, terminal) => {
      if (typeof person !== 'string' || person === '')
        throw new UsageFault('--person is missing: the id of the person who gets the key');
      return issueKey(person, terminal);
    },
  },
  keys: {
    usage: 'keys rotate',
    does: 'makes a new signing key; a running service signs with it at once, and what was signed before still verifies',
    words: ['rotate'],
    run: (_values, terminal) => rotateKeys(terminal),
  },
  verify: {
    usage: 'verify [--attachments] [--checkpoint FILE --keys FILE] | --certificate FILE --keys FILE | --history FILE',
    does: 'verifies every chain, signature, row and checkpoint, with the files attached if asked; or one file without any database; exit code 1 and the first thing wrong otherwise',
    options: {
      attachments: { type: 'boolean', says: 'reads every file attached too, and compares it with its record' },
      certificate: { type: 'string', says: 'a file with a certificate: JWS, or the PDF that has it attached' },
      history: {
        type: 'string',
        says: 'a file with the events of an order, as /v1/work-orders/{id}/events answers them',
      },
      checkpoint: { type: 'string', says: 'a file with a checkpoint that somebody else kept' },
      keys: { type: 'string', says: 'a file with the public keys, as /v1/audit/keys answers them' },
    },
    run: (values, terminal) => verify(values, terminal),
  },
  checkpoint: {
    usage: 'checkpoint export --to FOLDER',
    does: 'writes the signed checkpoints and the public keys as files, for somebody else to keep',
    words: ['export'],
    options: { to: { type: 'string', says: 'the folder to write them to' } },
    run: ({ to }, terminal) => exportCheckpoints(to, terminal),
  },
  copy: {
    usage: 'copy --from URL --to URL',
    does: 'copies a database into an empty one of either engine, and verifies what arrived',
    options: {
      from: { type: 'string', says: 'the database to copy: sqlite:<path> or postgres://…' },
      to: { type: 'string', says: 'the empty database to copy it into' },
    },
    run: ({ from, to }, terminal) => copy(from, to, terminal),
  },
  backup: {
    usage: 'backup --to FILE',
    does: 'writes a backup while the service runs, and verifies it; a file of SQLite, whatever the engine',
    options: { to: { type: 'string', says: 'the file to write, which is not there yet' } },
    run: ({ to }, terminal) => backup(to, terminal),
  },
  restore: {
    usage: 'restore --from FILE',
    does: 'puts a backup into an empty database, and verifies it',
    options: { from: { type: 'string', says: 'the file of the backup' } },
    run: ({ from }, terminal) => restore(from, terminal),
  },
  import: {
    usage: 'import --kind KIND [--file FILE] [--dry-run] [--id ID] [--person ID] [--charset C] [--format F]',
    does: 'reads a file (or standard input) of CSV or NDJSON into the database; under the id it prints, one that broke off is read on',
    options: {
      kind: { type: 'string', says: kindsSaid },
      file: { type: 'string', says: 'the file to read; standard input unless given' },
      'dry-run': { type: 'boolean', says: 'changes nothing, names every fault' },
      id: { type: 'string', says: 'the import to read on, or the id of a new one' },
      person: { type: 'string', says: 'who it is done as; the first administrator unless given' },
      charset: { type: 'string', says: 'utf-8 or shift_jis; told by the content unless given' },
      format: { type: 'string', says: 'csv or ndjson; told by the name of the file unless given' },
    },
    run: (values, terminal) => importRecords(values, terminal),
  },
  'import-errors': {
    usage: 'import-errors --id ID [--to FILE] [--warnings] [--person ID] [--format F]',
    does: 'writes every row error of an import, with row, line, column, code and both languages, to a file or standard output',
    options: {
      id: { type: 'string', says: 'the import' },
      to: { type: 'string', says: 'the file to write; standard output unless given' },
      warnings: { type: 'boolean', says: 'the warnings in place of the errors' },
      person: { type: 'string', says: 'who it is done as; the first administrator unless given' },
      format: { type: 'string', says: 'csv or ndjson; told by the name of the file unless given' },
    },
    run: (values, terminal) => importErrors(values, terminal),
  },
  export: {
    usage: 'export --kind KIND [--to FILE] [--person ID] [--format F] [--bom]',
    does: 'writes what the person (the first administrator unless said) sees of a kind to a file or standard output',
    options: {
      kind: { type: 'string', says: kindsSaid },
      to: { type: 'string', says: 'the file to write; standard output unless given' },
      person: { type: 'string', says: 'who it is done as; the first administrator unless given' },
      format: { type: 'string', says: 'csv or ndjson; told by the name of the file unless given' },
      bom: { type: 'boolean', says: 'CSV begins with the byte order mark, for spreadsheets' },
    },
    run: (values, terminal) => exportRecords(values, terminal),
  },
  metrics: {
    usage: 'metrics rebuild [--write]',
    does: 'compares what figures are read from with the events, and says what differs; with --write it is written anew; exit code 1 when something differs and stays so',
    words: ['rebuild'],
    options: { write: { type: 'boolean', says: 'writes anew what differs' } },
    run: ({ write }, terminal) => rebuildMetrics(write === true, terminal),
  },
  openapi: {
    usage: 'openapi [--check]',
    does: 'writes openapi/openapi.json; with --check, exit code 1 when the file differs',
    options: { check: { type: 'boolean', says: 'writes nothing, compares' } },
    run: ({ check }, terminal) => openapi(check === true, terminal),
  },
  doctor: {
    usage: 'doctor',
    does: 'shows each setting, where it comes from, what is wrong and how to mend it',
    run: (_values, terminal) => doctor(terminal),
  },
  help: {
    usage: 'help [COMMAND]',
    does: 'shows this, or what a command does and takes',
    run: async (_values, terminal) => {
      terminal.out(helpText());
      return 0;
    },
  },
};

/** Every command name, for the help and its test. */
export const COMMAND_NAMES = Object.keys(commands);

/** The commands and exit codes as the README shows them. */
export function commandsTable(): string {
  return [
    '| `npx seibi …` | does |',
    '|---|---|',
    ...Object.values(commands).map(({ usage, does }) => `| \`${usage.replaceAll('|', '\\|')}\` | ${does} |`),
    '',
    `Exit codes: ${EXIT_CODES}`,
    '',
  ].join('\n');
}

const EXIT_CODES = '0 done, 1 could not be done or something is wrong, 2 the command line could not be read.';

function helpText(): string {
  const all = Object.entries(commands).map(
    ([name, { words = [], does }]) => [[name, ...words].join(' '), does] as const,
  );
  const width = Math.max(...all.map(([name]) => name.length));
  return [
    `Seibi ${VERSION}`,
    '',
    'npx seibi <command>',
    '',
    ...all.map(([name, does]) => `  ${name.padEnd(width)}  ${does}`),
    '',
    '`npx seibi help COMMAND` shows a command and its options, `npx seibi --version` the version.',
    '`--json` has a command end with one line of JSON in place of text: what it did or found, `exitCode`, and `error`.',
    'Settings come from the environment; `npx seibi doctor` shows them.',
    `Exit codes: ${EXIT_CODES}`,
    '',
  ].join('\n');
}

function usageOf({ usage, does, options = {}, isEndless }: Command): string {
  const rows = Object.entries(options).map(([name, { type, says }]) => [
    `--${name}${type === 'string' ? ' …' : ''}`,
    says,
  ]);
  if (!isEndless) rows.push(['--json', 'one line of JSON in place of text']);
  const width = Math.max(0, ...rows.map(([option = '']) => option.length));
  const lines = rows.map(([option = '', says = '']) => `  ${option.padEnd(width)}  ${says}\n`);
  return `npx seibi ${usage}\n  ${does}\n${lines.length > 0 ? `\n${lines.join('')}` : ''}`;
}

/** Runs the command that the arguments name; answers its exit code. Never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (name === '--version') {
    terminal.out(`${VERSION}\n`);
    return 0;
  }
  const [asked] = rest;
  if (name === 'help' && asked !== undefined && !asked.startsWith('-')) return await run([asked, '--help'], terminal);
  const command = commandOf(name);
  if (!command) {
    terminal.err(`seibi: there is no command ${name}\n\n${helpText()}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(usageOf(command));
    return 0;
  }
  if (!rest.includes('--json') || command.isEndless) return await perform(command, rest, terminal);
  return await performAsJson(
    name,
    command,
    rest.filter((word) => word !== '--json'),
    terminal,
  );
}

async function perform(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await command.run(readArguments(command, args), terminal);
  } catch (error) {
    if (error instanceof UsageFault) {
      terminal.err(`seibi: ${error.message}\n\n${usageOf(command)}`);
      return 2;
    }
    terminal.err(`seibi: ${explain(error)}\n`);
    return 1;
  }
}

// What people would read goes into `error` when it went wrong, and nowhere else.
async function performAsJson(
  name: string,
  command: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const found: Record<string, unknown> = {};
  let said = '';
  const exitCode = await perform(command, args, {
    ...terminal,
    isInteractive: false,
    out: () => undefined,
    err: (text) => {
      said += text;
    },
    send: async () => {
      throw new UsageFault('standard output has room for the rows or for --json: name a file for the rows');
    },
    result: (more) => Object.assign(found, more),
  });
  const error = exitCode === 0 ? {} : { error: said.trim() };
  terminal.out(`${JSON.stringify({ command: name, exitCode, ...found, ...error })}\n`);
  return exitCode;
}

function commandOf(name: string): Command | undefined {
  const known = name === '--help' || name === '-h' ? 'help' : name;
  return Object.hasOwn(commands, known) ? commands[known] : undefined;
}

function readArguments({ options = {}, words = [] }: Command, args: readonly string[]): Values {
  let parsed: { values: Values; positionals: string[] };
  try {
    const known = Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
    parsed = parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's sentence goes on about positional arguments, which no command takes.
    throw new UsageFault((error as Error).message.split('. To specify')[0] ?? '');
  }
  if (parsed.positionals.join(' ') !== words.join(' '))
    throw new UsageFault(
      parsed.positionals.length > 0
        ? `${parsed.positionals.join(' ')} is not understood`
        : `${words.join(' ')} is missing`,
    );
  return parsed.values;
}

// A refusal as the API answers it, with everything that it names.
function refusal({ code, extra }: Problem): string {
  const named = [extra.errors, extra.blockedBy].flatMap((list) => (Array.isArray(list) ? list : []));
  const why = named.map(({ message }: { message: Message }) => ` ${message.en}（${message.ja}）`).join('');
  return `${describeProblem(code, extra, 'en').detail}${why} [${code}]`;
}

// What only commands raise; the rest is as at the start of the service.
function explain(error: unknown): string {
  if (error instanceof CommandFailed || error instanceof DemoRefused) return error.message;
  if (error instanceof Behind)
    return 'the database has the tables of an earlier version, and is left as it is. Use the program of that version, or bring it up first: `npx seibi migrate`.';
  if (error instanceof Problem) return refusal(error);
  return explainFailure(error);
}
