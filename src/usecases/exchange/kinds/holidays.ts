// Imported holidays as a kind of file: a row is the whole list of a calendar's year, in place of what ships.
import { z } from 'zod';
import { faultsOf } from '../../../domain/faults.ts';
import { refuseFaults } from '../../../domain/problem.ts';
import { HOLIDAY_CALENDARS, holiday, holidayListFaults } from '../../../domain/registers/holiday.ts';
import { instant, token } from '../../../domain/values.ts';
import { findHolidayList } from '../../../storage/registers/holidays.ts';
import { findRecord, insertRecord, listRecordPage, updateRecord } from '../../../storage/registers/registers.ts';
import { isSame } from '../../registers/registers.ts';
import { examples } from './examples.ts';
import type { Kind } from './kinds.ts';
import { futureFaults, headShape, oncePerPlace, unknownNames } from './register.ts';

const schema = z.strictObject({
  id: headShape.id,
  calendar: z.enum(HOLIDAY_CALENDARS),
  year: z.int(),
  holidays: z.array(holiday).max(100).meta({ description: 'All of that year: `{"date","name":{"en","ja"}}`.' }),
  source: token(300).meta({ description: 'Where the list is from.' }),
  createdAt: instant.optional(),
});

/** The lists that were imported; those that ship are everywhere. From administrators, as `/v1/holidays` takes them. */
export const holidayKind: Kind = {
  title: { en: 'Imported holidays', ja: '取り込んだ祝日' },
  schema,
  writers: ['administrator'],
  example: examples.holidays,
  note: null,
  async put({ tx, caller, now, newId }, row) {
    const parsed = schema.safeParse(row);
    refuseFaults(oncePerPlace([...unknownNames(schema.shape, row), ...faultsOf(parsed)]));
    const { id, createdAt, ...list } = parsed.data as z.output<typeof schema>;
    refuseFaults([...holidayListFaults(list.holidays), ...otherYears(list), ...futureFaults(createdAt, now)]);
    const recording = { recordedAt: now, actorId: caller.personId };
    const before = await findHolidayList(tx, list.calendar, list.year);
    if (!before) {
      const isFree = id !== undefined && (await findRecord(tx, 'holiday_list', id)) === null;
      await insertRecord(tx, 'holiday_list', { id: isFree ? id : newId(), ...list }, recording, createdAt);
      return { put: 'created', warnings: [] };
    }
    const { holidays, source } = list;
    if (isSame(before.holidays, holidays) && before.source === source) return { put: 'unchanged', warnings: [] };
    await updateRecord(tx, 'holiday_list', before, { holidays, source }, recording);
    return { put: 'changed', warnings: [] };
  },
  async page(tx, _, after) {
    const { items, next } = await listRecordPage(tx, 'holiday_list', { limit: 200, cursor: after, sort: 'id' }, []);
    return { records: items.map(({ revision: __, ...list }) => list), next };
  },
};

function otherYears({ year, holidays }: Pick<z.output<typeof schema>, 'year' | 'holidays'>) {
  return holidays.flatMap(({ date }, n) =>
    Number(date.slice(0, 4)) === year
      ? []
      : [
          {
            pointer: `/holidays/${n}/date`,
            code: 'holiday.other_year',
            message: { en: `This is no day of ${year}.`, ja: `${year}年の日付ではありません。` },
          },
        ],
  );
}
