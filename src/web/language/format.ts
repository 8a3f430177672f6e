// How instants, days, hours, money and numbers are written, in the reader's language and the reader's zone.
import type { Language } from './bilingual.ts';

const JAPAN = 'Asia/Tokyo';
const LOCALES: Record<Language, string> = { en: 'en-US', ja: 'ja-JP' };

/** The reader's time zone. */
const readerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const kept = new Map<string, Intl.DateTimeFormat>();
function formatOf(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const format = kept.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options);
  kept.set(key, format);
  return format;
}

export interface WrittenInstant {
  /** In the reader's zone, with the zone's name. */
  here: string;
  /** In Japan; null: the reader is there. */
  japan: string | null;
}

/** An instant to the minute in the reader's zone, and beside it in Japan. The year is left out while it is this one. */
export function writeInstant(instant: string, language: Language, zone = readerZone()): WrittenInstant {
  const at = new Date(instant);
  const inZone = (timeZone: string): Intl.DateTimeFormatOptions => ({
    timeZone,
    ...(yearIn(at, timeZone) === yearIn(new Date(), timeZone) ? {} : { year: 'numeric' }),
    month: language === 'ja' ? 'numeric' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const isJapan = zone === JAPAN || zone === 'Japan';
  const mark = language === 'ja' ? '日本時間' : 'JST';
  const japan = `${formatOf(language, inZone(JAPAN)).format(at)} ${mark}`;
  if (isJapan) return { here: japan, japan: null };
  const name = formatOf(language, { timeZone: zone, timeZoneName: 'short' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  return { here: `${formatOf(language, inZone(zone)).format(at)} ${name ?? zone}`, japan };
}

function yearIn(at: Date, timeZone: string): string {
  return formatOf('en', { timeZone, year: 'numeric' }).format(at);
}

/** A calendar date, which is of no zone: `Nov 27, 2026`, `2026年11月27日`. */
export function writeDate(date: string, language: Language): string {
  const options = {
    timeZone: 'UTC',
    year: 'numeric',
    month: language === 'ja' ? 'long' : 'short',
    day: 'numeric',
  } as const;
  return formatOf(language, options).format(new Date(`${date}T00:00:00Z`));
}

/** Today in Japan, `YYYY-MM-DD`. */
export function todayInJapan(now = Date.now()): string {
  return new Date(now + 9 * 3_600_000).toISOString().slice(0, 10);
}

/** A date some days later; earlier when there are fewer than none. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A month, `2026-05`: `May 2026`, `2026年5月`; brief, as an axis wants it: `May ’26`, `26/5`. */
export function writeMonth(month: string, language: Language, { brief = false } = {}): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  const [year, number] = [month.slice(2, 4), Number(month.slice(5))];
  if (brief && language === 'ja') return `${year}/${number}`;
  const options = { timeZone: 'UTC', month: language === 'ja' ? 'long' : 'short' } as const;
  if (brief) return `${formatOf(language, options).format(at)} ’${year}`;
  return formatOf(language, { ...options, year: 'numeric' }).format(at);
}

/** A day as an axis wants it: `11-27`, `11/27`. */
export function writeMonthDay(date: string, language: Language): string {
  return language === 'ja' ? `${Number(date.slice(5, 7))}/${Number(date.slice(8))}` : date.slice(5);
}

/** Whole days from a date to another; negative when the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** Hours as people say them: `45 min`, `7.5 h`, `12 d`, `45分`, `7.5時間`, `12日`. */
export function writeHours(hours: number, language: Language): string {
  const ja = language === 'ja';
  if (hours < 1) return `${Math.round(hours * 60)}${ja ? '分' : ' min'}`;
  if (hours < 48)
    return `${writeNumber(hours < 10 ? Math.round(hours * 10) / 10 : Math.round(hours), language)}${ja ? '時間' : ' h'}`;
  return `${writeNumber(Math.round(hours / 24), language)}${ja ? '日' : ' d'}`;
}

/** Hours as days to a tenth; null: undefined. */
export function writeDays(hours: number | null, language: Language): string {
  if (hours === null) return '–';
  const days = writeNumber(hours / 24, language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  return `${days}${language === 'ja' ? '日' : ' d'}`;
}

/** Hours from an instant until now. */
export function hoursSince(instant: string, now = Date.now()): number {
  return Math.max(0, now - Date.parse(instant)) / 3_600_000;
}

// Making a format takes longer than drawing a card of the board: each is made once.
const keptNumbers = new Map<string, Intl.NumberFormat>();
function numbersOf(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const format = keptNumbers.get(key) ?? new Intl.NumberFormat(LOCALES[language], options);
  keptNumbers.set(key, format);
  return format;
}

export function writeNumber(value: number, language: Language, options: Intl.NumberFormatOptions = {}): string {
  return numbersOf(language, options).format(value);
}

/** A share as a percentage; null: there is none. */
export function writeShare(share: number | null, language: Language): string {
  return share === null ? '–' : writeNumber(share, language, { style: 'percent', maximumFractionDigits: 1 });
}

/** How many digits a currency has behind the point. */
export function digitsOf(currency: string): number {
  return numbersOf('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Large money, to three digits: `USD 117M`, `USD 1.2億`. */
export function writeMoneyBriefly(
  { currency, minorUnits }: { currency: string; minorUnits: number },
  language: Language,
): string {
  return numbersOf(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    notation: 'compact',
    maximumSignificantDigits: 3,
  }).format(minorUnits / 10 ** digitsOf(currency));
}

/** Money of whole minor units. */
export function writeMoney(
  { currency, minorUnits }: { currency: string; minorUnits: number },
  language: Language,
): string {
  const digits = digitsOf(currency);
  return numbersOf(language, { style: 'currency', currency, currencyDisplay: 'code' }).format(
    minorUnits / 10 ** digits,
  );
}
