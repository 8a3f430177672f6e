// Cells of CSV: guarded against formulas without loss, lists in one cell, lines that are read back as they were.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellList, csvLine, guarded, jsonOf, listCell, unguarded } from '../../../src/domain/exchange/cells.ts';

describe('a guarded cell', () => {
  it.each(['=1+1', '+81', '-5', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＋1', '－1', '＠x', ' =1', "'=1", "''=1"])(
    '%j does not run',
    (text) => {
      expect(guarded(text)).toBe(`'${text}`);
    },
  );

  it.each(["'90s parts", 'AS9110C', '', "'", '整備'])('%j stays as it is, in and out', (text) => {
    expect(guarded(text)).toBe(text);
    expect(unguarded(text)).toBe(text);
  });

  it('is read back as it was, whatever it was', () => {
    const odd = fc.string();
    const marks = fc.array(fc.constantFrom("'", '=', '-', '＝', 'a', '\t'), { maxLength: 6 }).map((c) => c.join(''));
    fc.assert(fc.property(fc.oneof(odd, marks), (text) => unguarded(guarded(text)) === text));
    fc.assert(fc.property(marks, (text) => !/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(guarded(text))));
  });
});

describe('a line', () => {
  it('quotes what would be read otherwise', () => {
    expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', ' edge', 'x;y'])).toBe(
      'a,"b,c","say ""hi""","two\nlines"," edge",x;y\r\n',
    );
  });
});

describe('a list', () => {
  it('stands with semicolons, or as JSON where a value would not survive that', () => {
    expect(listCell(['repair', 'test'])).toBe('repair; test');
    expect(listCell([1, 2])).toBe('1; 2');
    expect(listCell([])).toBe('');
    expect(listCell(['a;b'])).toBe('["a;b"]');
    expect(listCell(['', ' x'])).toBe('[""," x"]');
  });

  it('is read in either form, full-width semicolons too', () => {
    expect(cellList('repair; test；overhaul;')).toEqual(['repair', 'test', 'overhaul']);
    expect(cellList(' ["a;b"]')).toEqual(['a;b']);
    expect(cellList('[broken')).toBeNull();
    expect(jsonOf('{')).toBeUndefined();
  });
});
