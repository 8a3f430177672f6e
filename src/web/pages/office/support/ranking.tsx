// The ranking: which part is to be produced first, with its reason; behind each part what its place is made of.

import { useState } from 'preact/hooks';
import type { Weighting } from '../../../../domain/supply/weighting.ts';
import { useList, useResource } from '../../../api/resource.ts';
import type { Language } from '../../../language/bilingual.ts';
import { todayInJapan, writeDays, writeMoneyBriefly, writeNumber } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { FacilityFilter, PlatformFilter, SelectFilter } from '../../../parts/filters.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Designator, Narrative, Nothing, useNarrative, Waiting, When } from '../../../parts/show.tsx';
import { common } from '../../../parts/words.ts';
import { setQuery, usePlace } from '../../../router.ts';
import { DateFilter } from '../filters.tsx';
import { FiguresTable, KeyFigures, Panel } from '../frame.tsx';
import { officeWords } from '../words.ts';
import { Explained } from './explained.tsx';
import {
  HORIZONS,
  nameOf,
  PartName,
  type PriorityAnswer,
  type PriorityItem,
  useSupplyQuestion,
  useWeightingName,
} from './support.tsx';
import { Weights } from './weights.tsx';
import { supportWords } from './words.ts';

const FIRST = 25;
const MOST = 200;
const NARROWING = ['platformId', 'facilityId', 'horizon', 'weightingId'] as const;

export function Ranking() {
  const words = useWords(supportWords);
  const shared = useWords(common);
  const { query: said } = usePlace();
  const { query } = useSupplyQuestion(NARROWING);
  const [limit, setLimit] = useState(FIRST);
  const path = `/v1/support-priorities?${query}${query && '&'}limit=${limit}`;
  const { data, error, reload } = useResource<PriorityAnswer>(path);
  const part = said.get('part');
  const chosen = data?.items.find((item) => item.part === part);
  return (
    <>
      <RankingFilters />
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data && (
        <>
          <Key answer={data} />
          <Panel title={words.ranking} csv={`/v1/support-priorities?${query}`} fileName="support-priorities">
            {data.items.length === 0 ? (
              <Nothing>{words.nothingDemanded}</Nothing>
            ) : (
              <RankingTable items={data.items} part={part} />
            )}
            <p class="row spread small soft">
              <span>
                {words.ofAll(data.items.length, data.count)} <When at={data.asOf} />
              </span>
              {data.next && limit < MOST && (
                <button type="button" class="compact no-print" onClick={() => setLimit(MOST)}>
                  {shared.more}
                </button>
              )}
            </p>
          </Panel>
          {chosen && <Explained key={chosen.part} item={chosen} answer={data} />}
          <Weights answer={data} />
        </>
      )}
    </>
  );
}

function RankingFilters() {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const { query } = usePlace();
  const weightings = useList<Weighting>('/v1/weightings?limit=200').data ?? [];
  const own = ['platformId', 'facilityId', 'horizon', 'weightingId', 'asOf'];
  return (
    <form class="filters no-print" onSubmit={(event) => event.preventDefault()}>
      <PlatformFilter />
      <FacilityFilter />
      <SelectFilter
        name="horizon"
        label={words.horizon}
        options={HORIZONS.map((horizon) => [horizon, words.horizons[horizon]])}
      />
      <SelectFilter
        name="weightingId"
        label={words.rankedBy}
        none={words.asSet}
        options={weightings.map(({ id, name }) => [id, name])}
      />
      <DateFilter
        label={office.asOf}
        value={query.get('asOf') ?? ''}
        max={todayInJapan()}
        onChange={(asOf) => setQuery({ asOf: asOf === todayInJapan() ? null : asOf })}
      />
      {own.some((name) => query.has(name)) && (
        <button
          type="button"
          class="compact"
          onClick={() => setQuery(Object.fromEntries([...own, 'part'].map((name) => [name, null])))}
        >
          {office.clear}
        </button>
      )}
    </form>
  );
}

function Key({ answer: { counts, items, weighting } }: { answer: PriorityAnswer }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  const say = useNarrative();
  const first = items[0];
  const called = first && say(first.nomenclature);
  return (
    <KeyFigures
      figures={[
        {
          name: words.horizons.near_term,
          value: writeNumber(counts.near_term, language),
          note: words.nearNote,
          tone: counts.near_term > 0 ? 'bad' : undefined,
        },
        { name: words.horizons.medium_term, value: writeNumber(counts.medium_term, language), note: words.mediumNote },
        { name: words.neither, value: writeNumber(counts.neither, language) },
        {
          name: words.first,
          value: called || (first ? nameOf(first) : '–'),
          note: called && first ? nameOf(first) : undefined,
        },
        { name: words.rankedBy, value: useWeightingName()(weighting), note: words.because[weighting.because] },
      ]}
    />
  );
}

function RankingTable({ items, part }: { items: readonly PriorityItem[]; part: string | null }) {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const language = useLanguage();
  return (
    <FiguresTable
      caption={words.ranking}
      columns={[
        { name: words.rankAndPart },
        { name: office.platform },
        { name: words.pieces, isNumber: true },
        { name: words.stoppedOrders, isNumber: true },
        { name: words.priority },
        { name: words.leadAgainstNeed },
        { name: words.sources },
        { name: words.waiting, isNumber: true },
        { name: words.points, isNumber: true },
      ]}
      rows={items.map((item) => ({
        key: item.part,
        isChosen: item.part === part,
        cells: [
          <Opener key="part" item={item} isOpen={item.part === part} />,
          <span key="platforms" class="several">
            {item.platforms.map(({ designation }) => designation).join(', ')}
          </span>,
          writeNumber(item.quantity, language),
          <span key="stopped">
            {words.of(item.ordersStopped, item.orders)}
            {item.stoppedHours > 0 && (
              <small class="soft amount">{words.stoppedFor(writeDays(item.stoppedHours, language))}</small>
            )}
          </span>,
          <Designator key="priority" value={item.bestDesignator} />,
          <Lead key="lead" item={item} />,
          <Sources key="sources" item={item} />,
          <WaitingCost key="waiting" item={item} />,
          <strong key="points">{writePoints(item.score, language)}</strong>,
        ],
      }))}
    />
  );
}

export const writePoints = (points: number, language: Language) =>
  writeNumber(points, language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The part, which shows or hides what its place is made of. */
function Opener({ item, isOpen }: { item: PriorityItem; isOpen: boolean }) {
  const words = useWords(supportWords);
  return (
    <span class="ranked-part">
      <strong class="number rank">{item.rank}</strong>
      <span>
        <button
          type="button"
          class="link"
          aria-expanded={isOpen}
          title={words.explain}
          onClick={() => setQuery({ part: isOpen ? null : item.part })}
        >
          <PartName item={item} />
        </button>{' '}
        <HorizonChip horizon={item.horizon} />
      </span>
      <span class="small soft">
        <Narrative text={item.reason} />
      </span>
    </span>
  );
}

export function HorizonChip({ horizon }: { horizon: PriorityItem['horizon'] }) {
  const words = useWords(supportWords);
  const tone = horizon === 'near_term' ? 'bad' : horizon === 'medium_term' ? 'warn' : undefined;
  return (
    <span class="chip" data-tone={tone}>
      {horizon === null ? words.neither : words.horizons[horizon]}
    </span>
  );
}

/** The shortest lead time, and how much longer it is than the need allows. */
export function Lead({ item: { leadTime } }: { item: Pick<PriorityItem, 'leadTime'> }) {
  const words = useWords(supportWords);
  const { shortestDays, shortfallDays } = leadTime;
  return (
    <span class="number">
      {shortestDays === null ? words.notOffered : words.days(shortestDays)}
      {shortfallDays > 0 && <strong class="short">{words.short(shortfallDays)}</strong>}
    </span>
  );
}

export function Sources({
  item: { suppliers, singleSource },
}: {
  item: Pick<PriorityItem, 'suppliers' | 'singleSource'>;
}) {
  const words = useWords(supportWords);
  const count = new Set(suppliers.map(({ supplierId }) => supplierId)).size;
  const first = suppliers[0];
  if (singleSource && first)
    return (
      <span class="chip" data-tone="warn">
        {words.singleSource} <span class="mono">{`${first.ncage} ${first.country}`}</span>
      </span>
    );
  if (count > 0) return <span>{words.suppliers(count)}</span>;
  return (
    <span class="chip" data-tone="bad">
      {words.noSource}
    </span>
  );
}

function WaitingCost({ item: { costOfWaiting } }: { item: PriorityItem }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  const { orderDays, amount } = costOfWaiting;
  return (
    <span>
      {words.orderDays(writeNumber(orderDays, language))}
      {amount && <small class="soft amount">{writeMoneyBriefly(amount, language)}</small>}
    </span>
  );
}
