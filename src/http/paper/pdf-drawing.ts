// The drawing of a sheet as a PDF: A4, Japanese set from an embedded font, nothing cut, pages numbered, files attached.
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { create } from 'qrcode';
import type { Block, Cell, Label, Sheet } from './sheet.ts';

interface Attachment {
  name: string;
  type: string;
  description: string;
  content: string;
}

/** What a PDF is made of. `createdAt` stands in it, so that the same sheet is the same file. */
export interface Drawing {
  sheet: Sheet;
  attachments: readonly Attachment[];
  createdAt: string;
}

const require = createRequire(import.meta.url);
const FONTS = {
  regular: require.resolve('@expo-google-fonts/biz-udgothic/400Regular/BIZUDGothic_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/biz-udgothic/700Bold/BIZUDGothic_700Bold.ttf'),
};
type Font = keyof typeof FONTS;

// Points; A4 is 595.28 by 841.89.
const MARGIN = 36;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN - 24;
const SIZE = 8;
const SMALL = 6.5;
const LEADING = 1.35;
const PAD = 3;
const QR_SIDE = 86;
// A row higher than this is broken over pages rather than moved to the next.
const LONG_ROW = 200;
// The mark that Japanese print sets for a character it has no type for.
const GETA = '〓';

interface Line {
  text: string;
  font: Font;
  size: number;
  colour: string;
}

/** The bytes of the PDF. Raises what pdfkit raises for a broken font. */
export async function drawPdf({ sheet, attachments, createdAt }: Drawing): Promise<Uint8Array> {
  const title = `${sheet.title.first.text} ${sheet.number}`;
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    autoFirstPage: false,
    lang: sheet.language,
    info: { Title: title, Producer: 'Seibi', Creator: 'Seibi', CreationDate: new Date(createdAt) },
    displayTitle: true,
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  for (const [name, file] of Object.entries(FONTS)) doc.registerFont(name, file);
  for (const { name, type, description, content } of attachments)
    doc.file(Buffer.from(content, 'utf8'), {
      name,
      type,
      description,
      creationDate: new Date(createdAt),
      modifiedDate: new Date(createdAt),
    });
  new Draughtsman(doc, sheet).draw();
  doc.end();
  return await whole;
}

class Draughtsman {
  private readonly doc: PDFKit.PDFDocument;
  private readonly sheet: Sheet;
  private y = MARGIN;
  private readonly widths = new Map<string, number>();

  constructor(doc: PDFKit.PDFDocument, sheet: Sheet) {
    this.doc = doc;
    this.sheet = sheet;
  }

  draw(): void {
    this.page();
    this.head();
    for (const block of this.sheet.blocks) this.block(block);
    this.y += 6;
    this.flow(this.lines(this.sheet.foot, WIDTH, { size: SMALL, colour: '#444444' }), MARGIN);
    this.numberPages();
  }

  private page(): void {
    this.doc.addPage();
    this.y = MARGIN;
  }

  private head(): void {
    const { title, number, code, notice } = this.sheet;
    const width = WIDTH - QR_SIDE - 12;
    this.flow(this.lines([title.first], width, { font: 'bold', size: 16 }), MARGIN);
    this.flow(this.lines([title.second], width, { size: 9, colour: '#444444' }), MARGIN);
    this.flow(this.lines([{ text: number, language: null }], width, { font: 'bold', size: 14 }), MARGIN);
    if (notice.length > 0) this.flow(this.lines(notice, width, { font: 'bold', size: 11, colour: '#b00000' }), MARGIN);
    this.qrCode(code, MARGIN + WIDTH - QR_SIDE, MARGIN);
    this.y = Math.max(this.y, MARGIN + QR_SIDE) + 6;
  }

  private qrCode(content: string, x: number, y: number): void {
    const { modules } = create(content, { errorCorrectionLevel: 'M' });
    const module = QR_SIDE / (modules.size + 8);
    this.doc.save().fillColor('#000000');
    for (let row = 0; row < modules.size; row++)
      for (let column = 0; column < modules.size; column++)
        if (modules.get(row, column)) this.doc.rect(x + (column + 4) * module, y + (row + 4) * module, module, module);
    this.doc.fill().restore();
  }

  private block(block: Block): void {
    if (block.kind === 'facts') this.facts(block.facts);
    else this.table(block);
  }

  private facts(facts: readonly { label: Label; value: Cell }[]): void {
    const width = WIDTH / 2;
    for (let at = 0; at < facts.length; at += 2) {
      const pair = facts
        .slice(at, at + 2)
        .map(({ label, value }) => [
          ...this.labelled(label, width - 2 * PAD, SMALL, 'regular'),
          ...this.lines(value, width - 2 * PAD, { font: 'bold' }),
        ]);
      const single = pair.length === 1;
      this.row(pair, single ? [WIDTH] : [width, width], null);
    }
    this.y += 2;
  }

  private table({ title, columns, rows }: Block & { kind: 'table' }): void {
    const sum = columns.reduce((total, column) => total + column.width, 0);
    const widths = columns.map((column) => (column.width / sum) * WIDTH);
    const inner = (at: number) => (widths[at] ?? 0) - 2 * PAD;
    const name = this.labelled(title, WIDTH, 10);
    const head = columns.map((column, at) => this.labelled(column.label, inner(at), SMALL));
    const cells = rows.map((row) => row.map((cell, at) => this.lines(cell, inner(at))));
    const again = () => this.row(head, widths, null, '#eeeeee');
    // A title stays with the head and the first row of its table, or with the beginning of a long one.
    const first = Math.min(this.heightOf(cells[0] ?? head), LONG_ROW);
    if (this.y + 10 + this.heightOf([name]) + this.heightOf(head) + first > BOTTOM) this.page();
    this.y += 8;
    this.flow(name, MARGIN);
    this.y += 2;
    again();
    for (const row of cells) this.row(row, widths, again);
  }

  private heightOf(cells: readonly Line[][]): number {
    return Math.max(...cells.map((lines) => lines.reduce((sum, line) => sum + line.size * LEADING, 0))) + 2 * PAD;
  }

  // A row that does not fit moves to the next page; one longer than a page goes on there, under the head of its table again.
  private row(cells: Line[][], widths: readonly number[], again: (() => void) | null, ground?: string): void {
    let rest = cells;
    while (rest.length > 0) {
      const height = this.heightOf(rest);
      const room = BOTTOM - this.y;
      if (height > room && height <= LONG_ROW) {
        this.page();
        again?.();
      }
      const split = rest.map((lines) => this.fitting(lines, BOTTOM - this.y - 2 * PAD));
      const shown = split.map(([fits]) => fits);
      if (shown.every((lines) => lines.length === 0)) {
        this.page();
        again?.();
        continue;
      }
      this.paint(shown, widths, ground);
      const left = split.map(([, over]) => over);
      if (left.every((lines) => lines.length === 0)) return;
      this.page();
      again?.();
      rest = left;
    }
  }

  private fitting(lines: Line[], room: number): [fits: Line[], over: Line[]] {
    let used = 0;
    let count = 0;
    for (const line of lines) {
      used += line.size * LEADING;
      if (used > room) break;
      count += 1;
    }
    return [lines.slice(0, count), lines.slice(count)];
  }

  private paint(cells: readonly Line[][], widths: readonly number[], ground?: string): void {
    const height = this.heightOf(cells);
    let x = MARGIN;
    for (const [at, lines] of cells.entries()) {
      const width = widths[at] ?? 0;
      if (ground) this.doc.rect(x, this.y, width, height).fill(ground);
      this.doc.lineWidth(0.5).rect(x, this.y, width, height).stroke('#000000');
      let y = this.y + PAD;
      for (const line of lines) {
        this.write(line, x + PAD, y);
        y += line.size * LEADING;
      }
      x += width;
    }
    this.y += height;
  }

  private flow(lines: readonly Line[], x: number): void {
    for (const line of lines) {
      if (this.y + line.size * LEADING > BOTTOM) this.page();
      this.write(line, x, this.y);
      this.y += line.size * LEADING;
    }
  }

  private write({ text, font, size, colour }: Line, x: number, y: number): void {
    this.doc.font(font).fontSize(size).fillColor(colour).text(text, x, y, { lineBreak: false });
  }

  private labelled({ first, second }: Label, width: number, size: number, font: Font = 'bold'): Line[] {
    if (first.text === second.text) return this.lines([first], width, { font, size });
    return [
      ...this.lines([first], width, { font, size }),
      ...this.lines([second], width, { size: Math.min(size, SMALL), colour: '#444444' }),
    ];
  }

  /** Paragraphs as lines that fit a width. Japanese breaks between characters but not before closing marks; words stay whole where they fit. */
  private lines(cell: Cell, width: number, style: Partial<Omit<Line, 'text'>> = {}): Line[] {
    const { font = 'regular', size = SIZE, colour = '#000000' } = style;
    const lines: Line[] = [];
    for (const { text } of cell)
      for (const paragraph of text.split(/\r\n?|\n/))
        for (const line of this.wrapped(this.settable(paragraph, font), width, font, size))
          lines.push({ text: line, font, size, colour });
    return lines;
  }

  private wrapped(text: string, width: number, font: Font, size: number): string[] {
    const lines: string[] = [];
    let line = '';
    let used = 0;
    const end = () => {
      lines.push(line.trimEnd());
      line = '';
      used = 0;
    };
    for (const piece of piecesOf(text)) {
      const wide = this.widthOf(piece, font, size);
      if (used + wide <= width) {
        line += piece;
        used += wide;
        continue;
      }
      if (line !== '') end();
      if (piece.trim() === '') continue;
      // A word longer than the line is cut into characters.
      for (const character of wide <= width ? [piece] : piece) {
        const one = this.widthOf(character, font, size);
        if (used + one > width && line !== '') end();
        line += character;
        used += one;
      }
    }
    if (line !== '' || lines.length === 0) end();
    return lines;
  }

  private widthOf(text: string, font: Font, size: number): number {
    const key = `${font} ${text}`;
    const known = this.widths.get(key);
    if (known !== undefined) return known * size;
    const width = this.doc.font(font).fontSize(1000).widthOfString(text) / 1000;
    this.widths.set(key, width);
    return width * size;
  }

  // What the font has no type for is marked; the attached file has the character.
  private settable(text: string, font: Font): string {
    this.doc.font(font);
    const { font: face } = (
      this.doc as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } }
    )._font;
    // In this font the apostrophe of print is as wide as a kanji.
    return [...text.replace(/\t/g, ' ').replace(/(?<=[A-Za-z])’(?=[A-Za-z])/g, "'")]
      .map((character) => {
        const point = character.codePointAt(0) ?? 0;
        if (point < 0x20 || (point >= 0xfe00 && point <= 0xfe0f)) return '';
        return face.hasGlyphForCodePoint(point) ? character : GETA;
      })
      .join('');
  }

  private numberPages(): void {
    const { start, count } = this.doc.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.doc.switchToPage(page);
      // Below the margin pdfkit would begin another page.
      this.doc.page.margins.bottom = 0;
      const line = { font: 'regular', size: SMALL, colour: '#444444' } as const;
      this.write({ ...line, text: this.sheet.number }, MARGIN, BOTTOM + 12);
      const place = `${page + 1} / ${count}`;
      const x = MARGIN + WIDTH - this.widthOf(place, 'regular', SMALL);
      this.write({ ...line, text: place }, x, BOTTOM + 12);
    }
  }
}

// Not at the beginning of a line: closing marks, small kana, the long-vowel mark. Source: JIS X 4051, 行頭禁則文字.
const CLOSING =
  /[、。，．・：；？！ー）」』】〉》〕］｝’”ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ%％)\]},.:;!?]/;
// Not at the end of one.
const OPENING = /[（「『【〈《〔［｛‘“([{]/;
const WORD = /[\u0021-\u024f\u2010-\u2027\u2192]/;

/** What a line is made of: whole words, single Japanese characters with the marks that belong to them, and spaces. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let last: 'word' | 'space' | 'wide' | 'opening' | null = null;
  for (const character of text) {
    const kind =
      character === ' ' ? 'space' : OPENING.test(character) ? 'opening' : WORD.test(character) ? 'word' : 'wide';
    const joins =
      last !== null &&
      ((kind === 'word' && last === 'word') ||
        (last === 'opening' && kind !== 'space') ||
        (CLOSING.test(character) && last !== 'space'));
    if (joins) pieces[pieces.length - 1] += character;
    else pieces.push(character);
    last = kind;
  }
  return pieces;
}
