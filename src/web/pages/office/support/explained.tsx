// Why a part stands where it stands: its facts, the points of each ground, who can deliver it, and the orders that wait for it.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WaitingOrdersAnswer } from '../../../../usecases/supply/ask.ts';
import { useResource } from '../../../api/resource.ts';
import { writeDate, writeMoney, writeNumber } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { Glyph } from '../../../parts/glyph.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Day, Designator, FacilityName, Fact, Narrative, StatusChip, Waiting } from '../../../parts/show.tsx';
import { common } from '../../../parts/words.ts';
import { setQuery, usePlace } from '../../../router.ts';
import { FiguresTable, ROWS, ShownOf } from '../frame.tsx';
import { officeWords } from '../words.ts';
import { HorizonChip, Lead, writePoints } from './ranking.tsx';
import { addressOf, nameOf, type PriorityAnswer, type PriorityItem, useSupplyQuestion } from './support.tsx';
import { supportWords } from './words.ts';

export function Explained({ item, answer }: { item: PriorityItem; answer: PriorityAnswer }) {
  const words = useWords(supportWords);
  const shared = useWords(common);
  const heading = useRef<HTMLHeadingElement>(null);
  // It stands below the table: reading goes on there.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="panel stack explained" aria-label={words.whyAt(nameOf(item), item.rank)}>
      <div class="row spread section-head">
        <h2 ref={heading} tabIndex={-1}>
          {words.whyAt(nameOf(item), item.rank)}
        </h2>
        <div class="row tight no-print">
          <a class="button compact" href={addressOf({ show: 'simulation', part: item.part })}>
            {words.whatIf}
          </a>
          <button type="button" class="plain" onClick={() => setQuery({ part: null })} aria-label={shared.close}>
            <Glyph name="close" />
          </button>
        </div>
      </div>
      <p class="reason">
        <Narrative text={item.reason} />
      </p>
      <Facts item={item} />
      <Grounds item={item} />
      <Suppliers item={item} />
      <Orders part={item.part} asOf={answer.asOf} />
    </section>
  );
}

function Facts({ item }: { item: PriorityItem }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  const { leadTime, costOfWaiting, demandOfTwelveMonths, capacityOfTwelveMonths } = item;
  const cost = costOfWaiting.amount && writeMoney(costOfWaiting.amount, language);
  return (
    <dl class="facts">
      <Fact name={words.fields.nomenclature}>
        <Narrative text={item.nomenclature} />
      </Fact>
      <Fact name={words.fields.partNumber}>
        {item.partNumber && <span class="mono">{`${item.partNumber}${item.cage ? ` (${item.cage})` : ''}`}</span>}
      </Fact>
      <Fact name={words.fields.export}>{item.export && `${item.export.regime} ${item.export.category}`}</Fact>
      <Fact name={words.horizon}>
        <HorizonChip horizon={item.horizon} />
      </Fact>
      <Fact name={words.stoppedTime}>
        <span class="number">{words.hours(writeNumber(item.stoppedHours, language))}</span>
      </Fact>
      <Fact name={words.stoppedOrders}>{words.of(item.ordersStopped, item.orders)}</Fact>
      <Fact name={words.leadAgainstNeed}>
        <span>
          <Lead item={item} />{' '}
          {leadTime.daysUntilNeed === null
            ? words.noNeed
            : leadTime.daysUntilNeed <= 0
              ? words.neededNow
              : words.neededIn(leadTime.daysUntilNeed)}
          {item.neededBy && (
            <>
              {' '}
              <Day date={item.neededBy} />
            </>
          )}
        </span>
      </Fact>
      <Fact name={words.latePromises}>{item.latePromises > 0 && words.orders(item.latePromises)}</Fact>
      <Fact name={words.waiting}>
        {words.waitingNote(
          writeNumber(costOfWaiting.orderDays, language),
          writeNumber(costOfWaiting.orderDaysEachDay, language),
        ) + (cost ? ` ${cost}` : '')}
      </Fact>
      <Fact name={words.demandAndCapacity}>
        {words.demandNote(
          writeNumber(demandOfTwelveMonths, language),
          capacityOfTwelveMonths === null ? words.notStated : writeNumber(capacityOfTwelveMonths, language),
        )}
      </Fact>
      <Fact name={words.substitutes}>{item.substitutes.join(', ')}</Fact>
    </dl>
  );
}

function Grounds({ item }: { item: PriorityItem }) {
  const words = useWords(supportWords);
  const shared = useWords(common);
  const language = useLanguage();
  const number = (value: number | null) =>
    value === null ? '–' : writeNumber(value, language, { maximumFractionDigits: 2 });
  return (
    <FiguresTable
      caption={words.grounds}
      columns={[
        { name: words.ground },
        { name: words.says },
        { name: words.value, isNumber: true },
        { name: words.weight, isNumber: true },
        { name: words.points, isNumber: true },
      ]}
      rows={[
        ...item.explanation.map(({ ground, value, weight, points, text }) => ({
          key: ground,
          cells: [
            words.groundNames[ground],
            <span key="says" class="sentence">
              <Narrative text={text} />
            </span>,
            number(value),
            `× ${number(weight)}`,
            writePoints(points, language),
          ],
        })),
        {
          key: 'total',
          isChosen: true,
          cells: [shared.total, '', '', '', <strong key="total">{writePoints(item.score, language)}</strong>],
        },
      ]}
    />
  );
}

function Suppliers({ item }: { item: PriorityItem }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  if (item.suppliers.length === 0) return <p class="note">{words.nobodyOffers}</p>;
  return (
    <FiguresTable
      caption={words.whoOffers}
      columns={[
        { name: words.supplier },
        { name: words.country },
        { name: words.fields.leadTimeDays, isNumber: true },
        { name: words.fields.monthlyCapacity, isNumber: true },
        { name: words.delivers },
      ]}
      rows={item.suppliers.map(({ supplierId, ncage, name, country, leadTimeDays, monthlyCapacity, substitute }) => ({
        key: `${supplierId}${substitute ?? ''}${leadTimeDays}`,
        cells: [
          <a key="supplier" href={`/registers/suppliers/${supplierId}`}>
            <span class="mono">{ncage}</span> <Narrative text={name} />
          </a>,
          country,
          words.days(leadTimeDays),
          monthlyCapacity === null ? words.notStated : writeNumber(monthlyCapacity, language),
          substitute === null ? words.partItself : words.substituteFor(substitute),
        ],
      }))}
    />
  );
}

/** The orders that its figures are added up from, as of the same instant. */
function Orders({ part, asOf }: { part: string; asOf: string }) {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const language = useLanguage();
  const [limit, setLimit] = useState<number>(ROWS.first);
  const { query: said } = usePlace();
  const { query } = useSupplyQuestion(['platformId', 'facilityId']);
  const asked = new URLSearchParams(query);
  asked.set('part', part);
  if (said.has('asOf')) asked.set('asOf', asOf);
  const path = `/v1/support-priorities/orders?${asked}&limit=${limit}`;
  const { data, error, reload } = useResource<WaitingOrdersAnswer>(path);
  return (
    <>
      <h3>{words.ordersBehind}</h3>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data && data.items.length > 0 && (
        <FiguresTable
          caption={words.ordersBehind}
          columns={[
            { name: office.order },
            { name: office.facility },
            { name: office.status },
            { name: words.stoppedTime, isNumber: true },
            { name: words.pieces, isNumber: true },
            { name: words.fields.neededBy },
            { name: words.arrival },
            { name: words.documents },
          ]}
          rows={data.items.map((order) => ({
            key: order.workOrderId,
            cells: [
              <span key="order" class="row tight">
                <Designator value={order.designator} />
                <a class="mono" href={`/orders/${order.workOrderId}`} data-row>
                  {order.number}
                </a>
              </span>,
              <FacilityName key="facility" id={order.facilityId} />,
              <StatusChip key="status" status={order.status as Parameters<typeof StatusChip>[0]['status']} />,
              words.hours(writeNumber(order.stoppedHours, language)),
              writeNumber(order.quantity, language),
              order.neededBy === null ? '–' : writeDate(order.neededBy, language),
              <span key="arrival" class="row tight">
                {order.arrivalOn === null ? words.notPromised : <Day date={order.arrivalOn} />}
                {order.overdue && (
                  <span class="chip" data-tone="bad">
                    {words.late}
                  </span>
                )}
              </span>,
              <span key="documents" class="mono">
                {order.documentNumbers.join(', ') || '–'}
              </span>,
            ],
          }))}
        />
      )}
      {data && (
        <ShownOf
          text={words.ofOrders(data.items.length, data.count)}
          onMore={data.next && limit < ROWS.most ? () => setLimit(ROWS.most) : null}
        />
      )}
    </>
  );
}
