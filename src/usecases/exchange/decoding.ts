// The characters of a file that arrives in pieces: UTF-8 or Shift_JIS, said by the sender or recognised.
import type { Message } from '../../domain/values.ts';

export const CHARSETS = ['utf-8', 'shift_jis'] as const;
export type Charset = (typeof CHARSETS)[number];

/** A file that can't be read on: what is wrong with it, and in which line where that is known. */
export class Unreadable extends Error {
  readonly code: string;
  readonly says: Message;
  readonly line: number | null;

  constructor(code: string, says: Message, line: number | null = null) {
    super(says.en);
    this.code = code;
    this.says = says;
    this.line = line;
  }
}

type Decoder = InstanceType<typeof TextDecoder>;

// How much is looked at before it is decided what it is.
const SAMPLE_BYTES = 65_536;

/**
 * Turns bytes into text. A byte order mark says UTF-8. Without one, the first 64 KiB from the first byte beyond ASCII decide: UTF-8 if they are
 * that, else Shift_JIS (as Windows writes it: ①, ㈱, 髙) if they are that. Bytes that don't fit what was decided raise Unreadable.
 */
export class Decoding {
  /** Null: ASCII so far, which is the same in both. */
  charset: Charset | null;
  private decoder: Decoder | null;
  private readonly held: Uint8Array[] = [];
  private heldBytes = 0;
  private isFirst = true;

  constructor(charset: Charset | null) {
    this.charset = charset;
    this.decoder = charset === null ? null : new TextDecoder(charset, { fatal: true });
  }

  /** The text of all pieces, a piece at a time. */
  async *text(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    for await (const piece of pieces) {
      const text = this.add(piece);
      if (text !== '') yield text;
    }
    const rest = this.end();
    if (rest !== '') yield rest;
  }

  private add(piece: Uint8Array): string {
    if (piece.length === 0) return '';
    if (this.isFirst) this.begin(piece);
    if (this.decoder) return decoded(this.decoder, piece);
    if (this.heldBytes === 0 && piece.every((byte) => byte < 0x80)) return Buffer.from(piece).toString('latin1');
    this.held.push(piece);
    this.heldBytes += piece.length;
    return this.heldBytes < SAMPLE_BYTES ? '' : this.decide(false);
  }

  // Marks stand in the first bytes; a first piece of one or two bytes is no mark of ours.
  private begin(piece: Uint8Array): void {
    this.isFirst = false;
    const [a, b, c] = piece;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
      throw new Unreadable('import.encoding_unknown', {
        en: 'The file is UTF-16. Save it as “CSV UTF-8”, or as CSV in Shift_JIS.',
        ja: 'ファイルはUTF-16です。「CSV UTF-8」またはShift_JISのCSVとして保存してください。',
      });
    if (this.charset !== null || !(a === 0xef && b === 0xbb && c === 0xbf)) return;
    this.charset = 'utf-8';
    this.decoder = new TextDecoder('utf-8', { fatal: true });
  }

  private decide(isEnd: boolean): string {
    const sample = Buffer.concat(this.held.splice(0));
    this.heldBytes = 0;
    for (const charset of CHARSETS) {
      const decoder = new TextDecoder(charset, { fatal: true });
      try {
        const text = decoder.decode(sample, { stream: !isEnd });
        this.charset = charset;
        this.decoder = decoder;
        return text;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    throw new Unreadable('import.encoding_unknown', {
      en: 'The file is neither UTF-8 nor Shift_JIS.',
      ja: 'ファイルの文字コードがUTF-8でもShift_JISでもありません。',
    });
  }

  private end(): string {
    if (this.heldBytes > 0) return this.decide(true);
    return this.decoder ? decoded(this.decoder, null) : '';
  }
}

function decoded(decoder: Decoder, piece: Uint8Array | null): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const name = decoder.encoding === 'utf-8' ? 'UTF-8' : 'Shift_JIS';
    throw new Unreadable('import.encoding_broken', {
      en: `The file holds bytes that are not ${name}.`,
      ja: `ファイルに${name}として読めないバイトがあります。`,
    });
  }
}
