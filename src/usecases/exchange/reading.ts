// The rows of a file that arrives in pieces: CSV by its header, or NDJSON, one at a time.
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { z } from 'zod';
import { jsonOf } from '../../domain/exchange/cells.ts';
import type { Fault } from '../../domain/values.ts';
import { Unreadable } from './decoding.ts';
import { columnsOf, objectOf } from './kinds/columns.ts';

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** One row as it arrived. */
export interface FileRow {
  /** From 1; the header is none. */
  row: number;
  /** The line of the file in which it begins, from 1. */
  line: number;
  /** Its own text, to know the same file again. */
  raw: string;
  /** What it says; null: it can't be read, as `faults` say. */
  value: Record<string, unknown> | null;
  faults: Fault[];
}

// Beyond any record, and little enough to hold.
const MOST_CHARACTERS = 4_000_000;
const DELIMITERS = [',', '\t', ';'] as const;

/** The rows of a file, in order; blank lines are none. Raises Unreadable for a header or a quoting that can't be made out. */
export function rowsOf(format: Format, schema: z.ZodObject, text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  return format === 'csv' ? csvRows(schema, text) : ndjsonRows(text);
}

async function* csvRows(schema: z.ZodObject, text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  const { delimiter, whole } = await withDelimiter(text);
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MOST_CHARACTERS,
  });
  // What goes wrong on the way ends the parser, and so the loop below.
  pipeline(Readable.from(whole), parser, () => undefined);
  let header: string[] | null = null;
  let [row, line] = [0, 1];
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (header === null) header = headerOf(schema, record);
      else if (record.some((cell) => cell.trim() !== '')) {
        row += 1;
        yield csvRow(schema, header, record, row, line);
      }
      line = info.lines + 1;
    }
  } catch (error) {
    throw error instanceof CsvError ? brokenQuotes(error, line) : error;
  }
  if (header === null)
    throw new Unreadable('import.empty', {
      en: 'There is no header: the first line names the columns.',
      ja: 'ヘッダー行がありません。1行目に列名を記載してください。',
    });
}

function csvRow(schema: z.ZodObject, header: readonly string[], record: string[], row: number, line: number): FileRow {
  const raw = JSON.stringify(record);
  if (record.length > header.length && record.slice(header.length).some((cell) => cell.trim() !== ''))
    return { row, line, raw, value: null, faults: [tooManyCells(record.length, header.length)] };
  const cells = new Map(header.map((name, at) => [name, record[at] ?? '']));
  return { row, line, raw, value: objectOf(schema, cells), faults: [] };
}

// Names are compared in NFKC, without the spaces around them: spreadsheets and people add those.
function headerOf(schema: z.ZodObject, record: readonly string[]): string[] {
  const known = columnsOf(schema).map(({ name }) => name);
  const header = record.map((name) => name.normalize('NFKC').trim());
  while (header.at(-1) === '') header.pop();
  const unknown = header.filter((name) => !known.includes(name));
  const twice = header.filter((name, at) => header.indexOf(name) !== at);
  if (unknown.length > 0)
    throw new Unreadable(
      'import.unknown_column',
      {
        en: `There is no column ${unknown.map((name) => `“${name}”`).join(', ')}. The template has those there are.`,
        ja: `列${unknown.map((name) => `「${name}」`).join('')}はありません。使える列はテンプレートにあります。`,
      },
      1,
    );
  if (twice.length > 0)
    throw new Unreadable(
      'import.column_twice',
      { en: `The column ${twice[0]} stands there twice.`, ja: `列「${twice[0]}」が重複しています。` },
      1,
    );
  return header;
}

// The one of the delimiters that the first line has most of, outside quotes.
async function withDelimiter(
  text: AsyncIterable<string>,
): Promise<{ delimiter: string; whole: AsyncIterable<string> }> {
  const pieces = text[Symbol.asyncIterator]();
  let head = '';
  while (!/\n|\r./.test(head) && head.length < MOST_CHARACTERS) {
    const piece = await pieces.next();
    if (piece.done) break;
    head += piece.value;
  }
  const [first = ''] = head.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  const delimiter = [...DELIMITERS].sort((a, b) => count(b) - count(a))[0] ?? ',';
  async function* whole() {
    if (head !== '') yield head;
    for (;;) {
      const piece = await pieces.next();
      if (piece.done) return;
      yield piece.value;
    }
  }
  return { delimiter, whole: whole() };
}

function brokenQuotes(error: CsvError, line: number): Unreadable {
  const tooLong = error.code === 'CSV_MAX_RECORD_SIZE';
  return new Unreadable(
    tooLong ? 'import.row_too_long' : 'import.quotes',
    tooLong
      ? { en: `A row has more than ${MOST_CHARACTERS} characters.`, ja: `1行が${MOST_CHARACTERS}文字を超えています。` }
      : {
          en: 'The quotes of a cell do not close, or text stands behind them.',
          ja: 'セルの引用符が閉じていないか、引用符の後に文字があります。',
        },
    line,
  );
}

async function* ndjsonRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let [row, line] = [0, 0];
  for await (const raw of linesOf(text)) {
    line += 1;
    if (raw.trim() === '') continue;
    row += 1;
    const value = jsonOf(raw);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    yield isObject
      ? { row, line, raw, value: value as Record<string, unknown>, faults: [] }
      : { row, line, raw, value: null, faults: [notAnObject] };
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_CHARACTERS)
      throw new Unreadable('import.row_too_long', {
        en: `A line has more than ${MOST_CHARACTERS} characters.`,
        ja: `1行が${MOST_CHARACTERS}文字を超えています。`,
      });
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const notAnObject: Fault = {
  pointer: '',
  code: 'import.malformed_json',
  message: { en: 'The line is not one JSON object.', ja: 'この行は一つのJSONオブジェクトではありません。' },
};

function tooManyCells(cells: number, columns: number): Fault {
  return {
    pointer: '',
    code: 'import.too_many_cells',
    message: {
      en: `The row has ${cells} cells, the header ${columns}: a comma in a text needs quotes around it.`,
      ja: `セルが${cells}個ありますが、ヘッダーは${columns}列です。カンマを含む文字列は引用符で囲んでください。`,
    },
  };
}
