// Tables for spreadsheets: what the API answers as CSV, all its pages in one file.
import { language } from '../language/language.ts';
import { ApiProblem, type ProblemBody } from './client.ts';

/** Saves the answer of a path as a file. Raises ApiProblem for a refusal. */
export async function downloadCsv(path: string, fileName: string): Promise<void> {
  const parts: string[] = [];
  let at: string | null = path;
  while (at !== null) {
    const response: Response = await fetch(at, { headers: { accept: 'text/csv', 'accept-language': language.get() } });
    if (!response.ok) throw new ApiProblem((await response.json()) as ProblemBody);
    const text = await response.text();
    // The names of the columns stand once, in the first page.
    parts.push(parts.length === 0 ? text : text.slice(text.indexOf('\n') + 1));
    at = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
  }
  // The mark tells spreadsheets that it is UTF-8; reading it here has taken the service's own away.
  save(new Blob(['\ufeff', ...parts], { type: 'text/csv;charset=utf-8' }), fileName);
}

function save(content: Blob, fileName: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
