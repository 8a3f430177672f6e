// Faults of a request: those of its body and query (domain/faults.ts), and those of its headers.
import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '../domain/values.ts';

export { faultsOf } from '../domain/faults.ts';

/** What If-Match and Idempotency-Key say, with the faults of those that can't be read. */
export function headerFaults(
  headers: IncomingHttpHeaders,
  method: string,
): { ifMatch: number | undefined; idempotencyKey: string | undefined; faults: Fault[] } {
  const faults: Fault[] = [];
  const revision = headers['if-match'] === undefined ? null : /^"(\d{1,15})"$/.exec(headers['if-match'].trim());
  if (headers['if-match'] !== undefined && !revision) {
    faults.push({
      pointer: '/If-Match',
      code: 'if_match.malformed',
      message: {
        en: 'If-Match must be the one strong ETag that was answered, such as "3".',
        ja: 'If-Matchには取得したETag（例: "3"）を一つだけ指定してください。弱いETagや*は使えません。',
      },
    });
  }
  const key = method === 'POST' ? headers['idempotency-key'] : undefined;
  const isReadable = typeof key === 'string' && /^[\x20-\x7e]{1,200}$/.test(key);
  if (key !== undefined && !isReadable) {
    faults.push({
      pointer: '/Idempotency-Key',
      code: 'idempotency_key.malformed',
      message: {
        en: 'Idempotency-Key must be 1 to 200 printable ASCII characters.',
        ja: 'Idempotency-Keyは1～200文字の表示可能なASCII文字で指定してください。',
      },
    });
  }
  return { ifMatch: revision ? Number(revision[1]) : undefined, idempotencyKey: isReadable ? key : undefined, faults };
}
