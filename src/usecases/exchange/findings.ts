// What was found in the rows of an import: page by page, and whole, as a file to be mended beside the one that came.
import { BYTE_ORDER_MARK, csvLine, guarded } from '../../domain/exchange/cells.ts';
import type { FindingKind, RowError } from '../../domain/exchange/import.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import { listFindings } from '../../storage/exchange/imports.ts';
import { type Act, look } from '../act.ts';
import { getImport } from './imports.ts';
import type { Format } from './reading.ts';

const HEADER = ['row', 'line', 'column', 'code', 'message.en', 'message.ja'];
const PAGE_ROWS = 500;

/** A page of the errors, or the warnings, of an import that the caller may see, in the order of its rows. Raises resource.not_found, request.invalid for a foreign cursor. */
export async function listImportFindings(
  act: Act,
  importId: string,
  kind: FindingKind,
  request: Omit<PageRequest, 'sort'>,
): Promise<Page<RowError>> {
  return await look(act, async (tx) => {
    await getImport(tx, act, importId);
    return await listFindings(tx, { importId, kind }, request);
  });
}

/** All errors, or warnings, of an import as text in pieces, each page on a snapshot of its own; `onFindings` hears how many each has. Raises resource.not_found. */
export async function* findingsAsText(
  act: Act,
  importId: string,
  { kind, format }: { kind: FindingKind; format: Format },
  onFindings: (findings: number) => void = () => undefined,
): AsyncGenerator<string> {
  let head = format === 'csv' ? BYTE_ORDER_MARK + csvLine(HEADER) : '';
  for (let cursor: string | null = null; ; ) {
    // Read before anything is given out: of an import that is not there nothing is.
    const page: Page<RowError> = await listImportFindings(act, importId, kind, { limit: PAGE_ROWS, cursor });
    onFindings(page.items.length);
    const text = head + page.items.map((finding) => lineOf(format, finding)).join('');
    if (text !== '') yield text;
    if (page.next === null) return;
    [cursor, head] = [page.next, ''];
  }
}

function lineOf(format: Format, finding: RowError): string {
  if (format === 'ndjson') return `${JSON.stringify(finding)}\n`;
  const { row, line, column, code, message } = finding;
  return csvLine([String(row), String(line), guarded(column), code, guarded(message.en), guarded(message.ja)]);
}
