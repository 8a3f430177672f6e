// The file in which the Cabinet Office publishes the national holidays: two columns, a date and a name, a line each.
import type { Fault, IsoDate, Message } from '../values.ts';

/** The header of the file. Source: Cabinet Office, 国民の祝日について, syukujitsu.csv. */
export const HOLIDAY_FILE_HEADER = '国民の祝日・休日月日,国民の祝日・休日名称';

/** The names of the law in English; what else stands in the file is a day off without a name of its own (休日). */
const ENGLISH: Record<string, string> = {
  元日: "New Year's Day",
  成人の日: 'Coming of Age Day',
  建国記念の日: 'National Foundation Day',
  天皇誕生日: "Emperor's Birthday",
  春分の日: 'Vernal Equinox Day',
  昭和の日: 'Showa Day',
  憲法記念日: 'Constitution Memorial Day',
  みどりの日: 'Greenery Day',
  こどもの日: "Children's Day",
  海の日: 'Marine Day',
  山の日: 'Mountain Day',
  敬老の日: 'Respect for the Aged Day',
  秋分の日: 'Autumnal Equinox Day',
  スポーツの日: 'Health and Sports Day',
  体育の日: 'Health and Sports Day',
  文化の日: 'National Culture Day',
  勤労感謝の日: 'Labor Thanksgiving Day',
};
const ANY_OTHER = 'Holiday';

/**
 * The text of the file: in UTF-8, with or without a byte order mark, or in Shift_JIS as the Cabinet Office sends it; null when the bytes are
 * neither. Strict UTF-8 comes first: Japanese in Shift_JIS never passes for it.
 */
export function textOfHolidayFile(bytes: Uint8Array): string | null {
  return textIn('utf-8', bytes) ?? textIn('shift_jis', bytes);
}

function textIn(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A line of the file. */
export interface HolidayLine {
  date: IsoDate;
  name: Message;
}

/** The holidays of the file, from `fromYear` on; every line that is none is a fault at `/lines/{its number}`. */
export function holidaysInFile(text: string, fromYear: number): { holidays: HolidayLine[]; faults: Fault[] } {
  const [header, ...lines] = text.split(/\r\n|\n/);
  if (header?.trim() !== HOLIDAY_FILE_HEADER) return { holidays: [], faults: [wrongHeader()] };
  const holidays: HolidayLine[] = [];
  const faults: Fault[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [, year, month, day, name] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2}),([^,"]{1,100})$/.exec(line.trim()) ?? [];
    const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
    if (name === undefined || !isDate(date)) faults.push(wrongLine(index + 2));
    else if (Number(year) >= fromYear) holidays.push({ date, name: { en: ENGLISH[name] ?? ANY_OTHER, ja: name } });
  }
  return { holidays, faults };
}

function isDate(date: string): boolean {
  const day = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(date);
}

function wrongHeader(): Fault {
  return {
    pointer: '/lines/1',
    code: 'holidays.unknown_file',
    message: {
      en: `The first line has to be ${HOLIDAY_FILE_HEADER}.`,
      ja: `1行目は「${HOLIDAY_FILE_HEADER}」でなければなりません。`,
    },
  };
}

function wrongLine(number: number): Fault {
  return {
    pointer: `/lines/${number}`,
    code: 'holidays.unreadable_line',
    message: {
      en: `Line ${number} is not a date and a name, such as 2028/1/1,元日.`,
      ja: `${number}行目が「2028/1/1,元日」のような日付と名称になっていません。`,
    },
  };
}
