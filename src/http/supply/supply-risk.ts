// /v1/supply-risk: how much hangs on single suppliers, and what the loss of one would stop.
import { z } from 'zod';
import { platformRisk, riskDefinitionRecord, riskFigures, supplierRisk } from '../../domain/supply/supply-risk.ts';
import { id, instant, isoDate } from '../../domain/values.ts';
import { askRisk } from '../../usecases/supply/ask.ts';
import { defineRoute, type Route } from '../route.ts';
import { CSV_TYPE } from '../server/csv.ts';
import { tableOf } from './support-priorities.ts';

const TYPES = ['application/json', CSV_TYPE] as const;

export const supplyRiskRoutes: readonly Route[] = [
  defineRoute({
    operationId: 'getSupplyRisk',
    method: 'GET',
    path: '/v1/supply-risk',
    tag: 'Supply',
    summary: 'What hangs on a single supplier',
    description:
      'Of the hours that orders stood for parts in the window, the share behind a single source, in all, by platform and by the country of that source; and for each supplier who alone offers something: the parts, the open orders that would be left without a source, and the hours. Offers are those that stand at `asOf`. It counts the orders that the caller sees. By `Accept: text/csv` the platforms as a table.',
    roles: 'anyone',
    query: z.strictObject({
      platformId: z.array(id).max(100).optional(),
      facilityId: id.optional(),
      from: isoDate.optional().meta({ description: 'First day of the window; twelve months back unless given.' }),
      to: isoDate.optional().meta({ description: 'The day after the window; tomorrow unless given.' }),
      asOf: instant.optional().meta({ description: 'Only what had been recorded by then; now unless given.' }),
      bom: z.boolean().optional().meta({ description: 'CSV only: begins with the byte order mark.' }),
    }),
    answer: {
      status: 200,
      types: [CSV_TYPE],
      schema: z.strictObject({
        definition: riskDefinitionRecord,
        asOf: instant,
        from: isoDate,
        to: isoDate,
        total: z.strictObject(riskFigures),
        platforms: z.array(platformRisk).meta({ description: 'The most single-source hours first.' }),
        suppliers: z.array(supplierRisk).meta({ description: 'The most stopped hours first.' }),
      }),
    },
    example: { query: {} },
    async handle(act, { query, prefers }) {
      const { bom, ...question } = query;
      const answer = await askRisk(act, question);
      if (prefers(TYPES) !== CSV_TYPE) return answer;
      const { asOf, from, to, definition } = answer;
      const head = { formula: definition.formula, asOf, from, to };
      return tableOf(
        answer.platforms.map(({ byCountry, ...figures }) => ({
          ...head,
          ...figures,
          byCountry: byCountry.map(({ country, singleSourceHours }) => `${country} ${singleSourceHours}`),
        })),
        bom,
        null,
      );
    },
  }),
];
