// Values that every noun is made of: instants, dates, money, texts, periods, decimals.
import { z } from 'zod';

/** An instant in UTC, always `YYYY-MM-DDTHH:mm:ss.sssZ`, so that text order is time order. */
export type Instant = string;
/** A calendar date `YYYY-MM-DD`, in Asia/Tokyo unless the field says otherwise. */
export type IsoDate = string;

/** A message that Seibi writes: always in both languages. */
export interface Message {
  en: string;
  ja: string;
}
export const message = z.strictObject({ en: z.string().min(1), ja: z.string().min(1) });

/** One thing wrong with a request body: where (RFC 6901 pointer), which rule, and why in both languages. */
export interface Fault {
  pointer: string;
  code: string;
  message: Message;
}

export const fault = z.strictObject({ pointer: z.string(), code: z.string(), message });

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const LONGEST_TEXT = 20_000;
// A surrogate half without its partner can't be written as UTF-8, and NUL can't be stored by PostgreSQL.
export const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
// These turn the order of what is read: `A\u202E321` is shown as A123.
const bidiControl = /[\u202A-\u202E\u2066-\u2069]/;

/** Text as people type it: kept as given; NUL, lone surrogates and bidi controls are refused. Length in UTF-16 units. */
export const words = (longest = LONGEST_TEXT) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((s) => !s.includes('\u0000'), { params: { code: 'text.nul' } })
    .refine((s) => !loneSurrogate.test(s), { params: { code: 'text.lone_surrogate' } })
    .refine((s) => !bidiControl.test(s), { params: { code: 'text.bidi_control' } })
    .refine((s) => s.trim().length > 0, { params: { code: 'text.blank' } });

/** A short code or number: one line of at most 100 characters, without white space before or after it. */
export const token = (longest = 100) =>
  words(longest)
    .regex(/^[^\r\n]+$/, 'form.one_line')
    .refine((s) => s.trim() === s, { params: { code: 'text.edges' } });

/** Text that people read, `{ en, ja }`, at least one of them. */
export const text = z
  .strictObject({ en: words().optional(), ja: words().optional() })
  .refine((t) => t.en !== undefined || t.ja !== undefined, { params: { code: 'text.no_language' } })
  .meta({ description: 'Text that people read; at least one language is given.' });
export type Text = { en?: string | undefined; ja?: string | undefined };

/** A text in both languages: the one there is stands for the one that is missing. */
export function inBoth({ en, ja }: Text): Message {
  return { en: en ?? ja, ja: ja ?? en } as Message;
}

/** Whether a string names a day that exists in the proleptic Gregorian calendar, in the years 1900 to 2999. */
export function isRealDate(value: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!parts || value < '1900' || value >= '3000') return false;
  const at = new Date(`${value}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === value;
}

export const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'form.date')
  .refine(isRealDate, { params: { code: 'date.impossible' } })
  .meta({ description: 'A date, YYYY-MM-DD, in Asia/Tokyo.', format: 'date' });

const instantForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads RFC 3339 with an offset, gives the canonical UTC form in whole milliseconds (more digits are cut, not rounded).
 * Null when the text names no instant.
 */
export function toInstant(value: string): Instant | null {
  const parts = instantForm.exec(value);
  if (!parts?.[1] || !isRealDate(parts[1])) return null;
  if (Number(parts[2]) > 23 || Number(parts[3]) > 59 || Number(parts[4]) > 59) return null;
  const milliseconds = (parts[5] ?? '.').slice(1, 4).padEnd(3, '0');
  const at = new Date(`${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}.${milliseconds}${parts[6]}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** An instant on the way in, still as given; `toInstant` makes it canonical once the whole body is valid. */
export const instant = z
  .string()
  .max(40)
  .refine((s) => toInstant(s) !== null, { params: { code: 'instant.malformed' } })
  .overwrite((s) => toInstant(s) ?? s)
  .meta({ description: 'An instant, RFC 3339 with offset.', format: 'date-time' });

/** The Asia/Tokyo date of an instant: Japan has had no daylight saving since 1951, so UTC+9 always. */
export function dateInTokyo(at: Instant): IsoDate {
  return new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(0, 10);
}

/** An instant as people read it in Japan, to the minute: `2026-11-24 00:15`. The text around it says that it is Japan time. */
export function inJapanTime(at: Instant): string {
  return new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

/** The instant at which a date begins in Asia/Tokyo. */
export function startOfDateInTokyo(date: IsoDate): Instant {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) - 9 * 3_600_000).toISOString();
}

/** The date `days` after `date` (before it when negative). */
export function addDays(date: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Hours from one instant to another, unrounded. */
export function hoursBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 3_600_000;
}

/** Whole minor units (cents, yen) up to 2^53 − 1. */
export const money = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'form.currency')
      .meta({ description: 'ISO 4217' }),
    minorUnits: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  })
  .meta({ description: 'An amount of money in the minor units of its currency.' });
export type Money = z.infer<typeof money>;

/** How many digits the units of a currency have behind the point: 2 of the dollar, none of the yen. Source: ISO 4217, as Intl knows it. */
export function currencyDigits(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return maximumFractionDigits;
}

/** An amount in its currency's own units, `24,284,000.00`. Source of the digits: ISO 4217, as Intl knows it. */
export function shownDigits({ currency, minorUnits }: Money): string {
  const digits = currencyDigits(currency);
  const padded = String(minorUnits).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return digits === 0 ? whole : `${whole}.${padded.slice(-digits)}`;
}

/** An amount with its currency, `USD 24,284,000.00`. */
export function shownMoney(amount: Money): string {
  return `${amount.currency} ${shownDigits(amount)}`;
}

/** A decimal number as text, so that `0.10` stays what was measured. */
export const decimal = z
  .string()
  .max(40)
  .regex(/^-?(0|[1-9]\d*)(\.\d+)?$/, 'form.decimal')
  .meta({ description: 'A decimal number as text.' });

/** Compares two decimal strings exactly: negative, zero or positive as a is below, equal to or above b. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(fractionDigits(a), fractionDigits(b));
  const difference = scaled(a, scale) - scaled(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function fractionDigits(value: string): number {
  return value.includes('.') ? value.length - value.indexOf('.') - 1 : 0;
}

/** The number times ten to the power of `scale`: its digits as they stand, the sign among them. */
function scaled(value: string, scale: number): bigint {
  return BigInt(value.replace('.', '') + '0'.repeat(scale - fractionDigits(value)));
}

/** A stretch of days, both inclusive; null: no end. */
export interface Period {
  validFrom: IsoDate;
  validTo: IsoDate | null;
}

export const periodShape = {
  validFrom: isoDate,
  validTo: isoDate.nullable().default(null).meta({ description: 'Last day, inclusive; null: no end.' }),
};

/** Whether a date falls in a period, both ends included. */
export function inPeriod(period: Period, on: IsoDate): boolean {
  return period.validFrom <= on && (period.validTo === null || on <= period.validTo);
}

/** The fault of a period that ends before it begins, or none. */
export function periodFaults(period: Period): Fault[] {
  if (period.validTo === null || period.validFrom <= period.validTo) return [];
  return [
    {
      pointer: '/validTo',
      code: 'period.reversed',
      message: { en: 'The period ends before it begins.', ja: '有効期間の終わりが始まりより前です。' },
    },
  ];
}

export const id = z.uuid().meta({ description: 'UUIDv7' });

/** What every stored record carries. `revision` counts its versions from 1 and is its ETag. */
export const recordShape = { id, createdAt: instant, revision: z.int().min(1) };
