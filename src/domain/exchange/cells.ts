// Cells of CSV: how a text stands in one so that no spreadsheet runs it as a formula, and how it is read back as it was.

/** What a file of CSV begins with where a spreadsheet is to know UTF-8 by it. */
export const BYTE_ORDER_MARK = '\ufeff';

// What Excel, LibreOffice and Google Sheets take for a formula, full-width forms too and behind white space, after any apostrophes.
// Source: OWASP, CSV Injection.
const GUARDABLE = /^'*(?:[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n])/u;

/** The text as it may stand in a cell: with an apostrophe before what a spreadsheet would run, and before what looks so guarded. */
export function guarded(text: string): string {
  return GUARDABLE.test(text) ? `'${text}` : text;
}

/** The text that `guarded` was given. A text that nobody guarded is kept: `'90s` stays as it is. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && GUARDABLE.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** A line of CSV with its line end. Source: RFC 4180. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/** A list of plain values in one cell: with semicolons between them, or, where a value has what would be taken for that form, as JSON. */
export function listCell(values: readonly unknown[]): string {
  const isPlain = values.every((v) => typeof v !== 'string' || (v.trim() === v && v !== '' && !/[;[]/.test(v)));
  return isPlain ? values.map(String).join('; ') : JSON.stringify(values);
}

/** The values of a list cell as texts, or as JSON has them; null: it begins like JSON and is none. */
export function cellList(cell: string): unknown[] | null {
  if (!cell.trim().startsWith('[')) {
    const values = cell.split(/[;；]/).map((value) => value.trim());
    return values.filter((value) => value !== '');
  }
  const read = jsonOf(cell);
  return Array.isArray(read) ? read : null;
}

/** The value of JSON, or undefined when the text is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
