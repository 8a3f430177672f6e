// Exposure: open orders that a certificate, an authorization or another record stops now or soon, and from which day.
import type { ExposureItem } from '../../../usecases/exposure.ts';
import { useFacilities, usePlatforms } from '../../api/names.ts';
import { useList } from '../../api/resource.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Evidence } from '../../parts/evidence.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Day, Designator, Narrative, Nothing, StatusChip, Waiting } from '../../parts/show.tsx';
import { usePlace } from '../../router.ts';
import { FiguresTable, KeyFigures, Panel } from './frame.tsx';
import { untilOf } from './question.ts';
import { officeWords } from './words.ts';

/** What is exposed, narrowed by the address. */
export function useExposure() {
  const { query } = usePlace();
  const until = untilOf(query);
  const asked = new URLSearchParams({ until });
  for (const name of ['facilityId', 'platformId']) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  return useList<ExposureItem>(`/v1/exposure?limit=200&${asked}`);
}

export function Exposure() {
  const words = useWords(officeWords);
  const { data, error, reload } = useExposure();
  const facilities = useFacilities();
  const platforms = usePlatforms();
  const { action } = useWords(terms);
  const orders = (items: readonly ExposureItem[]) => String(new Set(items.map((item) => item.workOrderId)).size);
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
                value: orders(data.filter(({ blocks }) => blocks)),
                tone: data.some(({ blocks }) => blocks) ? 'bad' : undefined,
              },
              { name: words.blockedSoon, value: orders(data.filter(({ blocks }) => !blocks)) },
            ]}
          />
          <Panel title={words.views.exposure}>
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
              rows={data.map((item) => ({
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
        </>
      )}
    </>
  );
}
