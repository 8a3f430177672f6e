// The sheet of a certificate as such: its blocks and cells, and how each phrase is put in both languages.
import type { Language } from '../../domain/evidence/signature.ts';
import { type Instant, inJapanTime, type Message, type Text } from '../../domain/values.ts';

/** A piece of text on the sheet and the language it is in; null: neither, such as a number. */
export interface Said {
  text: string;
  language: Language | null;
}
/** Paragraphs, one under the other. */
export type Cell = readonly Said[];
/** A label of ours: said in the first language, and small beside it in the other. */
export interface Label {
  first: Said;
  second: Said;
}
export type Block =
  | { kind: 'facts'; facts: readonly { label: Label; value: Cell }[] }
  | {
      kind: 'table';
      title: Label;
      columns: readonly { label: Label; width: number }[];
      rows: readonly (readonly Cell[])[];
    };

export interface Sheet {
  language: Language;
  title: Label;
  number: string;
  /** What the QR code says: the number, a space, and the hash of the content. */
  code: string;
  /** A word across the sheet: that a later issue supersedes this one. */
  notice: Cell;
  blocks: readonly Block[];
  foot: Cell;
}

/** Writes in both languages: each phrase needs to know which one stands first. */
export class Pen {
  readonly first: Language;
  readonly second: Language;

  constructor(language: Language) {
    this.first = language;
    this.second = language === 'ja' ? 'en' : 'ja';
  }

  said(message: Message, language: Language): Said {
    return { text: message[language], language };
  }

  label(message: Message): Label {
    return { first: this.said(message, this.first), second: this.said(message, this.second) };
  }

  /** A phrase of ours in both languages, on one line. */
  phrase(message: Message): Cell {
    const same = message.en === message.ja;
    return plain(same ? message.en : `${message[this.first]} / ${message[this.second]}`);
  }

  /** A phrase of ours and what it is about. */
  line(message: Message, value: string): Cell {
    return plain(`${message[this.first]} / ${message[this.second]}: ${value}`);
  }

  /** What people wrote, in the languages they wrote it in. */
  text(text: Text): Cell {
    return [this.first, this.second].flatMap((language) => {
      const words = text[language];
      return words === undefined ? [] : [{ text: words, language }];
    });
  }

  name({ name }: { name: Text }): string {
    return name[this.first] ?? name[this.second] ?? '';
  }

  fact(label: Message, value: Cell | string | null): { label: Label; value: Cell } {
    const shown = value === null || value.length === 0 ? plain('–') : typeof value === 'string' ? plain(value) : value;
    return { label: this.label(label), value: shown };
  }

  table(title: Message, columns: readonly (readonly [Message, number])[], rows: readonly (readonly Cell[])[]) {
    const shown = columns.map(([label, width]) => ({ label: this.label(label), width }));
    return { kind: 'table' as const, title: this.label(title), columns: shown, rows };
  }

  any(value: unknown): Cell {
    if (value === null || value === undefined) return plain('–');
    if (typeof value !== 'object') return plain(String(value));
    const members = value as Record<string, string | null>;
    if ('en' in members || 'ja' in members) return this.text(members as Text);
    return Object.entries(members).flatMap(([name, one]) => (one === null ? [] : plain(`${name}: ${one}`)));
  }
}

/** Text that is in neither language. */
export function plain(text: string | number | null): Cell {
  return text === null || text === '' ? [] : [{ text: String(text), language: null }];
}

/** An instant in Japan time, and that it is. */
export function inJapan(at: Instant): string {
  return `${inJapanTime(at)} JST`;
}
