// /v1/holidays and /v1/code-tables: calendars and codes as data.
import { z } from 'zod';
import { sha256 } from '../../domain/evidence/evidence.ts';
import { faultsOf } from '../../domain/faults.ts';
import { CODE_TABLE_NAMES, codeTable } from '../../domain/orders/codes.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import {
  HOLIDAY_BASES,
  HOLIDAY_CALENDARS,
  HOLIDAY_YEARS,
  holiday,
  JAPAN_PUBLISHED_THROUGH,
} from '../../domain/registers/holiday.ts';
import { HOLIDAY_FILE_HEADER, holidaysInFile, textOfHolidayFile } from '../../domain/registers/holiday-file.ts';
import { lawfulHolidays } from '../../domain/registers/japanese-holiday-law.ts';
import { instant, isoDate, message, token } from '../../domain/values.ts';
import { repeatable } from '../../usecases/idempotency.ts';
import {
  type HolidayImport,
  importHolidays,
  listCodeTables,
  listHolidays,
} from '../../usecases/registers/calendars.ts';
import { page } from '../lists.ts';
import { defineRoute } from '../route.ts';
import { bytesOf, JSON_TYPE, parseJson } from '../server/bodies.ts';

const CSV_TYPE = 'text/csv';
const basis = z.enum(HOLIDAY_BASES).meta({
  description:
    '`published`: the government’s list, shipped; `imported`: a list that an administrator recorded; `computed`: by the rules of the law, until the list is published; `statute`: the law names every date itself.',
});
const listedHoliday = z.strictObject({
  calendar: z.enum(HOLIDAY_CALENDARS),
  date: isoDate.meta({ description: 'As observed; in the time zone of its calendar.' }),
  name: message,
  basis,
  source: z.string().meta({ description: 'Where it is from.' }),
  provisional: z.boolean().meta({ description: 'The government has not published that year’s list yet.' }),
});

const holidayImport = z.strictObject({
  calendar: z.enum(HOLIDAY_CALENDARS),
  holidays: z.array(holiday).min(1).max(2000).meta({ description: 'Every holiday of each year that stands in it.' }),
  source: token(300).meta({ description: 'The document that the list is from.' }),
});
const dates = z.array(isoDate);
const imported = z.strictObject({
  dryRun: z.boolean(),
  years: z.array(
    z.strictObject({
      calendar: z.enum(HOLIDAY_CALENDARS),
      year: z.int(),
      outcome: z.enum(['recorded', 'unchanged']),
      basisBefore: basis,
      added: dates.meta({ description: 'Days off that were none before.' }),
      removed: dates.meta({ description: 'Days that were off before.' }),
    }),
  ),
});
// As JSON of any other route; the file of the Cabinet Office has some 20 kB.
const LIMIT_BYTES = 1_048_576;
const CABINET_OFFICE = 'Cabinet Office, 国民の祝日について (syukujitsu.csv)';

export const calendarRoutes = [
  defineRoute({
    operationId: 'listHolidays',
    method: 'GET',
    path: '/v1/holidays',
    tag: 'Calendars and codes',
    summary: 'List holidays',
    description:
      'National holidays of Japan with substitute and sandwiched days, and US federal holidays as observed: at most 20 years at once, in one page. ' +
      `For Japan the lists that the Cabinet Office published ship through ${JAPAN_PUBLISHED_THROUGH}; later years, to ${HOLIDAY_YEARS.last}, are computed by the law and provisional until a list is imported. ` +
      'US federal holidays follow from 5 U.S.C. 6103; Inauguration Day, a holiday in the Washington area only, and days given off by executive order are left out.',
    roles: 'anyone',
    query: z.strictObject({
      calendar: z.enum(HOLIDAY_CALENDARS).optional().meta({ description: 'Both calendars if left out.' }),
      from: isoDate.optional().meta({ description: 'The first day; 1 January of this year if left out.' }),
      to: isoDate
        .optional()
        .meta({ description: 'The last day, inclusive; 31 December of the year of `from` if left out.' }),
      asOf: instant.optional().meta({ description: 'Only lists that had been imported by then; now unless given.' }),
    }),
    answer: { status: 200, schema: page(listedHoliday) },
    example: { query: { calendar: 'japan', from: '2026-09-01', to: '2026-12-31' } },
    handle: async (act, { query }) => ({ items: await listHolidays(act, query), next: null }),
  }),
  defineRoute({
    operationId: 'importHolidays',
    method: 'POST',
    path: '/v1/holidays',
    tag: 'Calendars and codes',
    summary: 'Import holidays',
    description:
      'Records the whole lists of some years in place of what is known of them: as JSON, or as the CSV file of the Cabinet Office, in Shift_JIS or UTF-8, with the header ' +
      `\`${HOLIDAY_FILE_HEADER}\`, whose years before ${HOLIDAY_YEARS.first} are left out: \`curl --data-binary @syukujitsu.csv -H "Content-Type: text/csv" …\`. ` +
      'A year whose days are known just so, and not provisionally, is left as it is. Targets and certificates made before stay; a figure as of an earlier instant stays too.',
    roles: ['administrator'],
    query: z.strictObject({
      dryRun: z.boolean().default(false).meta({ description: 'Only says what would change.' }),
      source: token(300).optional().meta({ description: 'Of a CSV file: the document that the list is from.' }),
    }),
    stream: [JSON_TYPE, CSV_TYPE],
    charsets: ['shift_jis', 'shift-jis', 'sjis', 'windows-31j', 'ms932', 'x-sjis'],
    body: holidayImport,
    answer: { status: 200, schema: imported },
    problems: ['request.malformed_json', 'register.taken'],
    example: {
      query: { dryRun: true },
      body: {
        calendar: 'japan',
        source: '令和10年（2028年）暦要項, Official Gazette of 1 February 2027',
        holidays: lawfulHolidays(2028).map(({ date, name }) => ({ date, name })),
      },
    },
    async handle(act, { query, upload }) {
      const bytes = await bytesOf(upload.content, LIMIT_BYTES);
      const given = upload.mediaType === CSV_TYPE ? importOfFile(bytes, query.source) : importOfJson(bytes);
      return await importHolidays(repeatable(act, sha256(bytes)), given, query.dryRun);
    },
  }),
  defineRoute({
    operationId: 'listCodeTables',
    method: 'GET',
    path: '/v1/code-tables',
    tag: 'Calendars and codes',
    summary: 'List code tables',
    description:
      'The codes that orders use (action taken, malfunction, when discovered, type of maintenance), in one page. What was not checked against its source has `verified: false`.',
    roles: 'anyone',
    query: z.strictObject({ name: z.enum(CODE_TABLE_NAMES).optional() }),
    answer: { status: 200, schema: page(codeTable) },
    example: { query: { name: 'action_taken' } },
    handle: async (_act, { query }) => ({ items: listCodeTables(query.name), next: null }),
  }),
];

function importOfFile(bytes: Uint8Array, source: string | undefined): HolidayImport {
  const text = textOfHolidayFile(bytes);
  if (text === null) throw new Problem('request.invalid', { errors: [unreadable] });
  const { holidays, faults } = holidaysInFile(text, HOLIDAY_YEARS.first);
  refuseFaults(faults);
  return { calendar: 'japan', holidays, source: source ?? CABINET_OFFICE };
}

const unreadable = {
  pointer: '',
  code: 'holidays.unknown_encoding',
  message: {
    en: 'The file is neither UTF-8 nor Shift_JIS.',
    ja: 'ファイルの文字コードがUTF-8でもShift_JISでもありません。',
  },
};

function importOfJson(bytes: Uint8Array): HolidayImport {
  const read = holidayImport.safeParse(parseJson(bytes));
  if (!read.success) throw new Problem('request.invalid', { errors: faultsOf(read) });
  return read.data;
}
