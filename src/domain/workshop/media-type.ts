// Media types of attachments: which are taken, and what bytes are by their content, whatever they are called.

/** The media types that are taken, each with the endings its file names may have. */
export const MEDIA_TYPES = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/heic': ['heic', 'heif'],
  'image/heif': ['heif', 'heic'],
  'image/webp': ['webp'],
  'image/tiff': ['tif', 'tiff'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'log', 'csv', 'tsv'],
  'text/csv': ['csv'],
} as const satisfies Record<string, readonly string[]>;
export type MediaType = keyof typeof MEDIA_TYPES;
export const MEDIA_TYPE_NAMES = Object.keys(MEDIA_TYPES) as [MediaType, ...MediaType[]];

/** How many bytes from the beginning tell what a file is. */
export const HEAD_BYTES = 1_024;

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
const begins = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);

// The brands of ISO base media files that hold still pictures coded as HEVC. Source: ISO/IEC 23008-12, annex B; ISO/IEC 14496-12, 4.3.
const HEIF_BRANDS = ['heic', 'heix', 'heim', 'heis', 'mif1'];

/** What a binary file is by its first bytes, or null. Sources: ITU-T T.81, RFC 2083, TIFF 6.0, ISO 32000-1 7.5.2, RFC 9649. */
function binaryTypeOf(head: Uint8Array): Exclude<MediaType, 'text/plain' | 'text/csv'> | null {
  if (begins(head, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (begins(head, 0x49, 0x49, 0x2a, 0x00) || begins(head, 0x4d, 0x4d, 0x00, 0x2a)) return 'image/tiff';
  if (ascii(head, 0, 5) === '%PDF-') return 'application/pdf';
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return 'image/webp';
  if (ascii(head, 4, 8) === 'ftyp' && HEIF_BRANDS.includes(ascii(head, 8, 12))) return 'image/heic';
  return null;
}

/** Whether a file that begins so may be what it is declared to be. `head`: its first HEAD_BYTES bytes, or all of them. Text is judged by TextCheck too. */
export function beginsAs(declared: MediaType, head: Uint8Array): boolean {
  const found = binaryTypeOf(head);
  if (declared === 'text/plain' || declared === 'text/csv') return found === null && !isMarkupOrScript(head);
  // Both names are in use for the same files.
  return found === declared || (found === 'image/heic' && declared === 'image/heif');
}

// What a browser or a shell would run, though it is text.
function isMarkupOrScript(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).trimStart();
  return /^(#!|<!doctype|<\?|<!--|<[a-z])/i.test(text) || /<(html|script|svg|iframe|body)\b/i.test(text);
}

/** Reads text piece by piece: whether all of it is UTF-8 without the control characters that no text has. */
export class TextCheck {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  /** Whether the text is one so far; `last`: nothing follows. */
  holds(piece: Uint8Array, last = false): boolean {
    try {
      const text = this.decoder.decode(piece, { stream: !last });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      return !/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text);
    } catch {
      return false;
    }
  }
}
