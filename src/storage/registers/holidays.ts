// Imported lists of holidays, as they are and as they had been recorded by an instant.
import { and, asc, eq, gte, sql } from 'drizzle-orm';
import type { HolidayCalendar, HolidayList } from '../../domain/registers/holiday.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { versionsRecordedBy } from '../metrics/versions.ts';

/** The imported lists from a year on, by year. */
export async function holidayListsFrom(tx: Tx, year: number): Promise<HolidayList[]> {
  const list = tx.prepared('holiday-lists:from', (db, { holidayLists: t }, key) =>
    db
      .select()
      .from(t)
      .where(gte(t.year, sql.placeholder('year')))
      .orderBy(asc(t.year), asc(t.calendar))
      .prepare(key),
  );
  return await list.execute({ year });
}

/** The imported list of a calendar and year, or null. */
export async function findHolidayList(tx: Tx, calendar: HolidayCalendar, year: number): Promise<HolidayList | null> {
  const find = tx.prepared('holiday-lists:of-year', (db, { holidayLists: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.calendar, sql.placeholder('calendar')), eq(t.year, sql.placeholder('year'))))
      .prepare(key),
  );
  const [row] = await find.execute({ calendar, year });
  return row ?? null;
}

/** The imported lists as they had been recorded by an instant. */
export async function holidayListsRecordedBy(tx: Tx, asOf: Instant): Promise<HolidayList[]> {
  const ids = (await holidayListsFrom(tx, 0)).map(({ id }) => id);
  const versions = await versionsRecordedBy<HolidayList>(tx, ids, asOf);
  return [...new Map(versions.map(({ data }) => [data.id, data])).values()];
}
