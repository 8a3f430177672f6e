// The JWS that travels inside a PDF: as an attached file, which is found without reading the rest of the document.
import { inflateSync } from 'node:zlib';

const JWS = /^\s*[\w-]+\.[\w-]+\.[\w-]+\s*$/;

/** Whether bytes are a PDF. Source: ISO 32000-1, 7.5.2. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
}

/** Every JWS attached to a PDF, in the order of the file. Source: ISO 32000-1, 7.11.4: a stream of the type EmbeddedFile, plain or deflated. */
export function attachedJws(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const found: string[] = [];
  for (const match of text.matchAll(/\d+\s+\d+\s+obj\s*<<((?:(?!endobj)[\s\S])*?)>>\s*stream\r?\n/g)) {
    const dictionary = match[1] ?? '';
    if (!/\/Type\s*\/EmbeddedFile/.test(dictionary)) continue;
    const start = match.index + match[0].length;
    const end = text.indexOf('endstream', start);
    const content = contentOf(Buffer.from(text.slice(start, end < 0 ? undefined : end), 'latin1'), dictionary);
    if (content !== null && JWS.test(content)) found.push(content.trim());
  }
  return found;
}

function contentOf(stream: Buffer, dictionary: string): string | null {
  if (!/\/FlateDecode/.test(dictionary)) return stream.toString('utf8');
  try {
    return inflateSync(stream).toString('utf8');
  } catch {
    // Damaged: there is no such file in it any more.
    return null;
  }
}
