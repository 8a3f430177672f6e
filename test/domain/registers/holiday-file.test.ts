// The file of the Cabinet Office: its encodings, its lines, and what is wrong with one.
import { describe, expect, test } from 'vitest';
import { HOLIDAY_FILE_HEADER, holidaysInFile, textOfHolidayFile } from '../../../src/domain/registers/holiday-file.ts';

const file = (...lines: string[]) => [HOLIDAY_FILE_HEADER, ...lines, ''].join('\r\n');
const faultsOf = (text: string) => holidaysInFile(text, 1978).faults.map((f) => `${f.pointer} ${f.code}`);

describe('the text of the file', () => {
  // 元日 and 休日 in Shift_JIS (JIS X 0208).
  const shiftJis = Uint8Array.from([0x8c, 0xb3, 0x93, 0xfa, 0x2c, 0x8b, 0x78, 0x93, 0xfa]);

  test('is read in Shift_JIS and in UTF-8, with and without a byte order mark', () => {
    expect(textOfHolidayFile(shiftJis)).toBe('元日,休日');
    expect(textOfHolidayFile(new TextEncoder().encode('元日,休日'))).toBe('元日,休日');
    expect(textOfHolidayFile(new TextEncoder().encode('\ufeff元日'))).toBe('元日');
  });

  test('is none in another encoding', () => {
    expect(textOfHolidayFile(Uint8Array.from([0xff, 0xfe, 0x43, 0x51]))).toBeNull();
  });
});

describe('the holidays of the file', () => {
  test('are dates with names, from the first year that is wanted', () => {
    expect(holidaysInFile(file('1977/12/31,休日', '2028/1/1,元日', '2028-02-29,休日（祝日扱い）'), 1978)).toEqual({
      holidays: [
        { date: '2028-01-01', name: { en: "New Year's Day", ja: '元日' } },
        { date: '2028-02-29', name: { en: 'Holiday', ja: '休日（祝日扱い）' } },
      ],
      faults: [],
    });
  });

  test('need the header', () => {
    expect(faultsOf('date,name\n2028/1/1,元日\n')).toEqual(['/lines/1 holidays.unknown_file']);
    expect(faultsOf('')).toEqual(['/lines/1 holidays.unknown_file']);
  });

  test('name every line that is none', () => {
    expect(
      faultsOf(
        file(
          '2028/1/1,元日',
          '2028/2/30,休日',
          '2027/2/29,休日',
          '2028/1/2',
          '2028/1/3,',
          '28/1/4,休日',
          '2028/1/5,a,b',
        ),
      ),
    ).toEqual([3, 4, 5, 6, 7, 8].map((line) => `/lines/${line} holidays.unreadable_line`));
  });
});
