// Exposure: open orders that a certificate, an authorization or another record stops now or soon, from which day, and how many on each day.
import type { ForeseenGuard } from '../../../domain/metrics/exposure.ts';
import type { ExposureItem } from '../../../usecases/metrics/exposure.ts';
import { useFacilities, usePlatforms } from '../../api/names.ts';
import { useList } from '../../api/resource.ts';
import { addDays, daysBetween, writeDate, writeMonthDay, writeNumber } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms, termsOf } from '../../language/terms.ts';
import { Chart } from '../../parts/chart.tsx';
import { Evidence } from '../../parts/evidence.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Day, Designator, Narrative, Nothing, StatusChip, Waiting, When } from '../../parts/show.tsx';
import { usePlace } from '../../router.ts';
import { FiguresTable, KeyFigures, Panel } from './frame.tsx';
import { aheadOf, endOf, exposurePath } from './question.ts';
import { officeWords } from './words.ts';

/** What is exposed, narrowed by the address, and where the API has it. */
export function useExposure() {
  const { query } = usePlace();
  const { from, until } = aheadOf(query);
  const asOf = query.get('asOf');
  const path = exposurePath(query);
  return { ...useList<ExposureItem>(path), path, from, until, asOf };
}

/** How many orders some items are of: one may be stopped by several records. */
export const ordersOf = (items: readonly ExposureItem[]) => new Set(items.map((item) => item.workOrderId)).size;

export function Exposure() {
  const words = useWords(officeWords);
  const language = useLanguage();
  const { data, error, reload, path, from, until, asOf } = useExposure();
  const write = (count: number) => writeNumber(count, language);
  return (
    <>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data?.length === 0 && <Nothing>{words.notExposed}</Nothing>}
      {data && data.length > 0 && (
        <>
          <KeyFigures
            figures={[
              {
                name: words.blockedNow,
                value: write(ordersOf(data.filter(({ blocks }) => blocks))),
                tone: data.some(({ blocks }) => blocks) ? 'bad' : undefined,
              },
              { name: words.blockedSoon, value: write(ordersOf(data.filter(({ blocks }) => !blocks))) },
            ]}
          />
          <StoppedByDay items={data} csv={path} from={from} until={until} />
          <ByGuard items={data} />
          <Stopped items={data} csv={path} />
        </>
      )}
      {asOf && (
        <aside class="defined small soft">
          {words.knownAt} <When at={endOf(asOf)} />
        </aside>
      )}
    </>
  );
}

const MOST_DAYS = 400;

/** On each day ahead, how many orders would be stopped if nothing were done. */
function StoppedByDay({
  items,
  csv,
  from,
  until,
}: {
  items: readonly ExposureItem[];
  csv: string;
  from: string;
  until: string;
}) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const length = Math.max(1, Math.min(MOST_DAYS, daysBetween(from, until) + 1));
  const days = Array.from({ length }, (_, at) => addDays(from, at));
  const stopped = days.map((day) =>
    ordersOf(items.filter((item) => item.on <= day && (item.until === null || item.until > day))),
  );
  const write = (value: number) => writeNumber(value, language, { maximumFractionDigits: 0 });
  return (
    <Panel title={words.stoppedByDay} csv={csv} fileName="exposure">
      <p class="small soft">{words.stoppedByDayLead}</p>
      <Chart
        label={words.stoppedByDay}
        places={days.map((day) => writeMonthDay(day, language))}
        series={[{ label: words.stoppedOrders, values: stopped, look: 'steps', colour: '--c-authorization' }]}
        write={write}
      />
      <FiguresTable
        caption={words.stoppedByDay}
        columns={[{ name: words.day }, { name: words.stoppedOrders, isNumber: true }]}
        rows={days.flatMap((day, at) =>
          // The days on which it changes, and the last.
          stopped[at] !== stopped[at - 1] || at === days.length - 1
            ? [{ key: day, cells: [writeDate(day, language), write(stopped[at] ?? 0)] }]
            : [],
        )}
      />
    </Panel>
  );
}

/** What kind of record stops how many. */
function ByGuard({ items }: { items: readonly ExposureItem[] }) {
  const words = useWords(officeWords);
  const language = useLanguage();
  const write = (count: number) => writeNumber(count, language);
  const rows = termsOf(words.guards).flatMap((guard: ForeseenGuard) => {
    const own = items.filter((item) => item.guard === guard);
    const now = ordersOf(own.filter(({ blocks }) => blocks));
    const soon = ordersOf(own.filter(({ blocks }) => !blocks));
    return own.length === 0
      ? []
      : [{ key: guard, count: now + soon, cells: [words.guards[guard], write(now), write(soon)] }];
  });
  return (
    <Panel title={words.byGuard}>
      <FiguresTable
        caption={words.byGuard}
        columns={[
          { name: words.why },
          { name: words.blockedNow, isNumber: true },
          { name: words.blockedSoon, isNumber: true },
        ]}
        rows={rows.sort((a, b) => b.count - a.count)}
      />
    </Panel>
  );
}

/** Every order with what stops it. */
function Stopped({ items, csv }: { items: readonly ExposureItem[]; csv: string }) {
  const words = useWords(officeWords);
  const facilities = useFacilities();
  const platforms = usePlatforms();
  const { action } = useWords(terms);
  return (
    <Panel title={words.views.exposure} csv={csv} fileName="exposure">
      <FiguresTable
        caption={words.views.exposure}
        columns={[
          { name: words.order },
          { name: words.facility },
          { name: words.platform },
          { name: words.status },
          { name: words.stops },
          { name: words.nextAct },
          { name: words.why },
          { name: words.target },
        ]}
        rows={items.map((item) => ({
          key: `${item.workOrderId}${item.guard}${item.operationId ?? ''}`,
          cells: [
            <span key="order" class="row tight">
              <Designator value={item.designator} />
              <a class="mono" href={`/orders/${item.workOrderId}`} data-row>
                {item.number}
              </a>
            </span>,
            facilities?.find(({ id }) => id === item.facilityId)?.code ?? '–',
            platforms?.find(({ id }) => id === item.platformId)?.designation ?? '–',
            <StatusChip key="status" status={item.status} />,
            <span key="stops" class="chip" data-tone={item.blocks ? 'bad' : 'warn'}>
              <Glyph name={item.blocks ? 'cross' : 'clock'} size={14} />
              {item.blocks ? words.since : words.fromDay} <Day date={item.on} />
            </span>,
            item.action === 'complete_operation' ? words.completeOperation : action[item.action],
            <span key="why" class="sentence">
              <Narrative text={item.message} />
              {item.record && (
                <span class="small exposed-record">
                  <Evidence evidence={item.record} />
                </span>
              )}
            </span>,
            item.target ? <Day key="target" date={item.target} /> : '–',
          ],
        }))}
      />
    </Panel>
  );
}
