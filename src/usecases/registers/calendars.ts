// Calendars and codes: holidays as they ship and as they were imported, and the shipped code tables.
import { codeTables } from '../../data/index.ts';
import type { CodeTable } from '../../domain/orders/codes.ts';
import { refuseFaults } from '../../domain/problem.ts';
import {
  HOLIDAY_CALENDARS,
  HOLIDAY_YEARS,
  type Holiday,
  type HolidayBasis,
  type HolidayCalendar,
  type HolidayList,
  holidayListFaults,
  holidayYear,
  unknownYear,
} from '../../domain/registers/holiday.ts';
import { dateInTokyo, type Fault, type Instant, type IsoDate, type Message } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { findHolidayList, holidayListsFrom, holidayListsRecordedBy } from '../../storage/registers/holidays.ts';
import { insertRecord, updateRecord } from '../../storage/registers/registers.ts';
import { type Act, change, look, type Outcome, requireRole } from '../act.ts';

export interface ListedHoliday {
  calendar: HolidayCalendar;
  date: IsoDate;
  name: Message;
  basis: HolidayBasis;
  source: string;
  provisional: boolean;
}

const MOST_YEARS = 20;

/**
 * The holidays of one calendar or both between two dates, both inclusive, by date; this year unless said; as recorded by `asOf`. Raises
 * request.invalid.
 */
export async function listHolidays(
  act: Act,
  asked: {
    calendar?: HolidayCalendar | undefined;
    from?: IsoDate | undefined;
    to?: IsoDate | undefined;
    asOf?: Instant | undefined;
  },
): Promise<ListedHoliday[]> {
  const now = act.clock();
  const from = asked.from ?? `${(asked.to ?? dateInTokyo(now)).slice(0, 4)}-01-01`;
  const to = asked.to ?? `${from.slice(0, 4)}-12-31`;
  const years = { first: Number(from.slice(0, 4)), last: Number(to.slice(0, 4)) };
  refuseFaults([...rangeFaults(from, to, years), ...asOfFaults(asked.asOf, now)]);
  const { asOf } = asked;
  const imported = await look(act, async (tx) =>
    asOf === undefined ? await holidayListsFrom(tx, years.first) : await holidayListsRecordedBy(tx, asOf),
  );
  const listed: ListedHoliday[] = [];
  for (const calendar of HOLIDAY_CALENDARS) {
    if (asked.calendar !== undefined && asked.calendar !== calendar) continue;
    for (let year = years.first; year <= years.last; year++) {
      const { holidays, basis, source, provisional } = holidayYear(calendar, year, imported);
      for (const { date, name } of holidays) listed.push({ calendar, date, name, basis, source, provisional });
    }
  }
  return listed
    .filter(({ date }) => from <= date && date <= to)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

function asOfFaults(asOf: Instant | undefined, now: Instant): Fault[] {
  if (asOf === undefined || asOf <= now) return [];
  return [
    {
      pointer: '/asOf',
      code: 'as_of.in_future',
      message: { en: 'asOf lies in the future; nothing is known of it yet.', ja: 'asOfに未来の時点は指定できません。' },
    },
  ];
}

function rangeFaults(from: IsoDate, to: IsoDate, years: { first: number; last: number }): Fault[] {
  const faults: Fault[] = [];
  const { first, last } = HOLIDAY_YEARS;
  for (const [name, year] of [['from', years.first] as const, ['to', years.last] as const])
    if (year < first || last < year) faults.push(unknownYear(`/${name}`));
  if (to < from) {
    faults.push({
      pointer: '/to',
      code: 'period.reversed',
      message: { en: 'The period ends before it begins.', ja: '期間の終わりが始まりより前です。' },
    });
  }
  if (years.last - years.first >= MOST_YEARS) {
    faults.push({
      pointer: '/to',
      code: 'period.too_long',
      message: { en: `At most ${MOST_YEARS} years at once.`, ja: `一度に指定できるのは${MOST_YEARS}年分までです。` },
    });
  }
  return faults;
}

/** What is imported: the whole lists of the years in it. */
export interface HolidayImport {
  calendar: HolidayCalendar;
  holidays: Holiday[];
  /** Where the list is from. */
  source: string;
}

/** What an import did, or would do, to one year. */
export interface ImportedYear {
  calendar: HolidayCalendar;
  year: number;
  outcome: 'recorded' | 'unchanged';
  /** How the year was known before. */
  basisBefore: HolidayBasis;
  added: IsoDate[];
  removed: IsoDate[];
}

/**
 * Records the whole lists of some years in place of what is known of them, a version of its own for each, kept with who and when: what was
 * asked as of before stays as it was. A year whose days are known just so already, and not provisionally, is left as it is. With `dryRun`
 * nothing is recorded. Raises request.invalid, access.role_denied.
 */
export async function importHolidays(
  act: Act,
  given: HolidayImport,
  dryRun: boolean,
): Promise<Outcome<{ dryRun: boolean; years: ImportedYear[] }>> {
  requireRole(act, 'administrator');
  refuseFaults(holidayListFaults(given.holidays));
  const lists = byYear(given);
  const outcome = async (tx: Tx, now: Instant | null) => {
    const years: ImportedYear[] = [];
    for (const list of lists) years.push(await importYear(tx, act, list, now));
    return { dryRun, years };
  };
  if (dryRun) return { body: await look(act, (tx) => outcome(tx, null)), replayed: false };
  return await change(act, outcome);
}

type GivenList = Omit<HolidayList, 'id' | 'createdAt' | 'revision'>;

function byYear({ calendar, holidays, source }: HolidayImport): GivenList[] {
  const years = new Map<number, GivenList>();
  for (const { date, name } of [...holidays].sort((a, b) => (a.date < b.date ? -1 : 1))) {
    const year = Number(date.slice(0, 4));
    const list = years.get(year) ?? { calendar, year, holidays: [], source };
    list.holidays.push({ date, name });
    years.set(year, list);
  }
  return [...years.values()];
}

// `now` null: only says what would be done.
async function importYear(tx: Tx, act: Act, list: GivenList, now: Instant | null): Promise<ImportedYear> {
  const { calendar, year, holidays, source } = list;
  const before = await findHolidayList(tx, calendar, year);
  const known = holidayYear(calendar, year, before ? [before] : []);
  const dates = (days: readonly Holiday[]) => new Set(days.map(({ date }) => date));
  const [was, is] = [dates(known.holidays), dates(holidays)];
  const added = [...is].filter((date) => !was.has(date));
  const removed = [...was].filter((date) => !is.has(date));
  const isSame = added.length === 0 && removed.length === 0 && !known.provisional;
  if (!isSame && now !== null) {
    const recording = { recordedAt: now, actorId: act.caller.personId };
    if (before) await updateRecord(tx, 'holiday_list', before, { holidays, source }, recording);
    else await insertRecord(tx, 'holiday_list', { id: act.newId(), ...list }, recording);
  }
  return {
    calendar,
    year,
    outcome: isSame ? 'unchanged' : 'recorded',
    basisBefore: known.basis,
    added,
    removed,
  };
}

/** The shipped code tables, or the one of that name. */
export function listCodeTables(name?: CodeTable['name']): readonly CodeTable[] {
  return codeTables().filter((table) => name === undefined || table.name === name);
}
