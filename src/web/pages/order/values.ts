// Between what people type and what the API takes, for each kind of field: an empty field says nothing.
import { digitsOf } from '../../language/format.ts';
import { halfWidth } from '../../language/numerals.ts';
import type { Field, FieldKind } from './acts.ts';

/** What a form holds, by the name of the field. */
export type Values = Readonly<Record<string, unknown>>;

/** An object without what is empty; undefined when nothing is left. */
function filled(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = Object.entries(value).filter(([, one]) => one !== undefined && one !== '' && one !== null);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

const rowsOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : []);

// Commas part thousands and nothing else: 1200,50 is a slip, or another country's way to write it, and must not become 120,050.
const AMOUNT = /^-?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?$/;

function moneyOf(value: unknown): unknown {
  const { currency = 'USD', amount = '' } = (value ?? {}) as { currency?: string; amount?: string };
  const digits = digitsOf(currency);
  const typed = halfWidth(amount);
  if (typed === '') return undefined;
  const [whole = '', rest = ''] = typed.replaceAll(',', '').split('.');
  // What is no amount is sent as it is, so that the API says what is wrong with it.
  const isAmount = AMOUNT.test(typed) && rest.length <= digits;
  return { currency, minorUnits: isAmount ? Number(whole + rest.padEnd(digits, '0')) : amount };
}

// Codes are amended as a whole: one that was emptied is none.
function amendedOf(row: Record<string, unknown>): Record<string, unknown> {
  if (row.field !== 'codes') return filled(row) ?? {};
  const codes = Object.entries((row.to ?? {}) as object).map(([name, code]) => [name, code || null]);
  return { field: 'codes', to: Object.fromEntries(codes) };
}

// Limits are numbers, whatever keyboard they come from.
function withNumerals(row: Record<string, unknown>): Record<string, unknown> {
  const limits = ['lower', 'upper'].filter((name) => typeof row[name] === 'string');
  return { ...row, ...Object.fromEntries(limits.map((name) => [name, halfWidth(String(row[name]))])) };
}

/** What a field says to the API; undefined: nothing. */
function sentOf(kind: FieldKind, value: unknown): unknown {
  switch (kind) {
    case 'narrative':
    case 'designator':
    case 'codes':
      return filled(value);
    case 'part': {
      // Another part than before: what is not said of it is none.
      const part = filled(value);
      return part && { nsn: null, partNumber: null, cage: null, ...part };
    }
    case 'yes':
      return value === true ? true : undefined;
    case 'whole':
    case 'number':
      return value === undefined || value === '' ? undefined : Number(value);
    case 'instant':
      return value ? new Date(String(value)).toISOString() : undefined;
    case 'money':
      return moneyOf(value);
    case 'technicalData':
      return rowsOf(value).length > 0 ? rowsOf(value).map((row) => filled(row) ?? {}) : undefined;
    case 'amended':
      return rowsOf(value).length > 0 ? rowsOf(value).map(amendedOf) : undefined;
    case 'characteristics':
      return rowsOf(value).length > 0
        ? rowsOf(value).map((row) => ({ ...withNumerals(filled(row) ?? {}), name: filled(row.name) ?? {} }))
        : undefined;
    case 'operations':
    case 'members':
    case 'platforms':
    case 'facilities':
    case 'parts':
      return Array.isArray(value) && value.length > 0 ? value : undefined;
    case 'lines': {
      const lines = (Array.isArray(value) ? value : [])
        .map((line) => String(line).trim())
        .filter((line) => line !== '');
      return lines.length > 0 ? lines : undefined;
    }
    case 'narratives':
      return rowsOf(value).length > 0 ? rowsOf(value).map((row) => filled(row) ?? {}) : undefined;
    case 'subject': {
      const [part, id, field] = String(value ?? '').split(' ');
      return id ? { part, id, field } : undefined;
    }
    default:
      return value === '' || value === undefined || value === null ? undefined : value;
  }
}

/** What a form shows of a value that the API answered. */
function shownOf(kind: FieldKind, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (kind) {
    case 'whole':
    case 'number':
      return String(value);
    case 'money': {
      const { currency, minorUnits } = value as { currency: string; minorUnits: number };
      return { currency, amount: String(minorUnits / 10 ** digitsOf(currency)) };
    }
    case 'designator': {
      const { forceActivity, urgency } = value as { forceActivity: string; urgency: string };
      return { forceActivity, urgency };
    }
    default:
      return value;
  }
}

/** Whether a field is asked for, as the others stand. */
export function isAsked({ only }: Field, values: Values): boolean {
  return Object.entries(only ?? {}).every(([name, among]) => among.includes(values[name]));
}

function put(body: Record<string, unknown>, name: string, value: unknown): void {
  const [first = '', ...rest] = name.split('.');
  if (rest.length === 0) {
    body[first] = value;
    return;
  }
  const inner = { ...(body[first] as object | undefined) } as Record<string, unknown>;
  put(inner, rest.join('.'), value);
  body[first] = inner;
}

/** What a field says to the API, its rows included. */
function saidBy(field: Field, value: unknown): unknown {
  if (field.kind !== 'rows') return sentOf(field.kind, value);
  return rowsOf(value).length > 0 ? rowsOf(value).map((row) => bodyOf(field.row ?? [], row, null)) : undefined;
}

/** The body of an act. Of a PATCH only what differs from `base` is said, and what was emptied is null. */
export function bodyOf(fields: readonly Field[], values: Values, base: Values | null): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = isAsked(field, values) ? saidBy(field, values[field.name]) : undefined;
    if (base === null) {
      if (value !== undefined) put(body, field.name, value);
      // A box that has to be ticked says no when it is not.
      else if (field.kind === 'yes' && field.required) put(body, field.name, false);
      continue;
    }
    const before = saidBy(field, base[field.name]);
    if (JSON.stringify(value) === JSON.stringify(before)) continue;
    if (field.kind === 'yes') put(body, field.name, value ?? false);
    else if (field.kind === 'narrative') put(body, field.name, { en: null, ja: null, ...(value as object) });
    else put(body, field.name, value ?? (Array.isArray(before) ? [] : null));
  }
  return body;
}

/** The member of a record that a field is about; undefined where there is none. */
export function memberOf(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | null | undefined)?.[part], record);
}

/** What a form of a PATCH begins with: the record as it is. */
export function valuesOf(fields: readonly Field[], record: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    fields.map(({ name, kind, row }) => {
      const member = memberOf(record, name);
      return [name, kind === 'rows' ? rowsOf(member).map((one) => valuesOf(row ?? [], one)) : shownOf(kind, member)];
    }),
  );
}
