// Turnaround as a metric: the orders whose clock stopped in a window, with what each spent its hours on.
import { z } from 'zod';
import {
  daysWorked,
  definition,
  figuresOf,
  hoursOf,
  isProvisional,
  type OrderClock,
  perCategory,
  type TimeSpent,
  timeSpent,
  turnaroundFigures,
} from '../../domain/metrics/turnaround.ts';
import { type Instant, instant } from '../../domain/values.ts';
import { defineMetric, eachOrder, type Fact, factOf } from './frame.ts';
import { holidaysAsOf, registersAsOf } from './registers.ts';

const OUTCOMES = ['released', 'cancelled', 'condemned'] as const;
type Outcome = (typeof OUTCOMES)[number];

interface EndedOrder extends Fact {
  outcome: Outcome;
  endedAt: Instant;
  /** Of a released order. */
  clock: OrderClock | null;
}

const hours = z.number().nullable().meta({ description: 'Null: the order was not released.' });

export const turnaround = defineMetric({
  name: 'turnaround',
  title: 'Turnaround',
  summary: 'How long did work take',
  description: 'Turnaround of the orders released in a window, from induction to release.',
  definition,
  options: z.strictObject({}),
  figures: turnaroundFigures,
  item: z.strictObject({
    outcome: z.enum(OUTCOMES),
    endedAt: instant,
    weight: hours.meta({ description: 'Gross hours.' }),
    netOfSupplyHours: hours,
    facilityHours: hours,
    hoursByCategory: z.strictObject(perCategory(() => z.number())).nullable(),
    workingDays: z.strictObject({ japan: z.int(), usFederal: z.int(), isProvisional: z.boolean() }).nullable(),
    onTime: z.strictObject({ original: z.boolean().nullable(), revised: z.boolean().nullable() }).nullable(),
  }),
  example: { from: '2026-05-01', to: '2026-06-01', groupBy: 'facility' },

  movesWithTime: () => false,

  async load(tx, asked) {
    const facts: EndedOrder[] = [];
    const spans: { fact: EndedOrder; spent: TimeSpent; inductedAt: Instant }[] = [];
    await eachOrder(tx, asked, { of: 'ended', ...asked.window }, ['segments', 'targets'], (dossier) => {
      const { order, segments, targets } = dossier;
      const { endedAt, inductedAt, releasedAt } = order;
      if (endedAt === null) throw new Error('an order that ended has its end');
      const outcome = releasedAt !== null ? 'released' : order.status === 'condemned' ? 'condemned' : 'cancelled';
      const fact: EndedOrder = { ...factOf(order, endedAt), outcome, endedAt, clock: null };
      facts.push(fact);
      if (releasedAt === null) return;
      if (inductedAt === null) throw new Error('a released order has its clock');
      spans.push({ fact, inductedAt, spent: timeSpent({ inductedAt, releasedAt, segments, targets }) });
    });
    const registers = await registersAsOf(
      tx,
      asked.asOf,
      facts.map(({ subject }) => subject),
      { items: asked.groupBy === 'unit' },
    );
    const { holidays, listsBetween } = await holidaysAsOf(tx, asked.asOf, {
      from: spans.reduce((first, { inductedAt }) => (inductedAt < first ? inductedAt : first), asked.window.from),
      to: asked.window.to,
    });
    for (const { fact, spent, inductedAt } of spans) {
      const facility = registers.facilities.get(fact.subject.facilityId ?? '');
      if (!facility) throw new Error('an order has its facility');
      const plant = { calendar: facility.calendar, closedDates: facility.closed };
      const stay = { inductedAt, releasedAt: fact.endedAt, facility: plant, holidays };
      fact.clock = { ...spent, workingDays: daysWorked(stay), isProvisional: isProvisional(stay) };
    }
    const inductions = new Map(spans.map(({ fact, inductedAt }) => [fact.id, inductedAt]));
    return {
      facts,
      registers,
      groundsOf({ id, endedAt, subject: { facilityId } }: EndedOrder) {
        const inductedAt = inductions.get(id);
        if (facilityId === null || inductedAt === undefined) return {};
        const closures = registers.facilities.get(facilityId)?.closureIds ?? [];
        return { records: [facilityId, ...closures, ...listsBetween(inductedAt, endedAt)] };
      },
    };
  },

  measure(facts) {
    const count = (outcome: Outcome) => facts.filter((fact) => fact.outcome === outcome).length;
    return figuresOf(
      facts.flatMap(({ clock }) => clock ?? []),
      count('cancelled'),
      count('condemned'),
    );
  },

  itemOf({ outcome, endedAt, clock }) {
    const spent = clock && hoursOf(clock);
    return {
      outcome,
      endedAt,
      weight: spent?.grossHours ?? null,
      netOfSupplyHours: spent?.netOfSupplyHours ?? null,
      facilityHours: spent?.facilityHours ?? null,
      hoursByCategory: spent?.hoursByCategory ?? null,
      workingDays: clock && {
        japan: clock.workingDays.japan,
        usFederal: clock.workingDays.usFederal,
        isProvisional: clock.isProvisional,
      },
      onTime: clock?.onTime ?? null,
    };
  },
});
