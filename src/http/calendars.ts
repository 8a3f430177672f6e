// /v1/holidays and /v1/code-tables: calendars and codes as data.
import { z } from 'zod';
import { CODE_TABLE_NAMES, codeTable } from '../domain/codes.ts';
import { isoDate, message } from '../domain/values.ts';
import { HOLIDAY_CALENDARS, listCodeTables, listHolidays } from '../usecases/calendars.ts';
import { page } from './lists.ts';
import { defineRoute } from './route.ts';

const holiday = z.strictObject({
  calendar: z.enum(HOLIDAY_CALENDARS),
  date: isoDate.meta({ description: 'As observed; in the time zone of its calendar.' }),
  name: message,
  provisional: z.boolean().meta({ description: 'The government has not published that year’s list yet.' }),
});

export const calendarRoutes = [
  defineRoute({
    operationId: 'listHolidays',
    method: 'GET',
    path: '/v1/holidays',
    tag: 'Calendars and codes',
    summary: 'List holidays',
    description:
      'National holidays of Japan with substitute and sandwiched days, and US federal holidays as observed: at most 20 years at once, in one page.',
    roles: 'anyone',
    query: z.strictObject({
      calendar: z.enum(HOLIDAY_CALENDARS).optional().meta({ description: 'Both calendars if left out.' }),
      from: isoDate.optional().meta({ description: 'The first day; 1 January of this year if left out.' }),
      to: isoDate
        .optional()
        .meta({ description: 'The last day, inclusive; 31 December of the year of `from` if left out.' }),
    }),
    answer: { status: 200, schema: page(holiday) },
    example: { query: { calendar: 'japan', from: '2026-09-01', to: '2026-12-31' } },
    handle: async (act, { query }) => ({ items: listHolidays(act, query), next: null }),
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
