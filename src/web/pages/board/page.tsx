// The board: open orders by status or as a list, narrowed by what stands in the address.
import { isLive } from '../../api/feed.ts';
import type { Card, Status } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { terms, termsOf } from '../../language/terms.ts';
import {
  ActivityFilter,
  FacilityFilter,
  HistoricalFilter,
  PlatformFilter,
  SelectFilter,
} from '../../parts/filters.tsx';
import { Glyph, statusLooks } from '../../parts/glyph.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Nothing } from '../../parts/show.tsx';
import { VirtualList } from '../../parts/virtual.tsx';
import { setQuery, usePlace } from '../../router.ts';
import { hands } from '../../shell/preferences.ts';
import { useStore } from '../../store.ts';
import { OrderCard, OrderLine } from './card.tsx';
import { useCards } from './cards.ts';
import { boardWords } from './words.ts';
import './board.css';

const ENDED: readonly Status[] = ['closed', 'cancelled', 'condemned'];
// What the API narrows by; the rest of the address is how it is shown.
const FILTERS = ['facilityId', 'platformId', 'activity', 'status', 'priority', 'overdue', 'historical', 'q'] as const;

const CARD_HEIGHT = 142;
const LINE_HEIGHT = 56;

function useFilters() {
  const names = useWords(terms);
  const { query } = usePlace();
  const all = termsOf(names.status);
  const columns = query.get('ended') === 'true' ? all : all.filter((status) => !ENDED.includes(status));
  const asked = new URLSearchParams();
  for (const name of FILTERS) for (const value of query.getAll(name)) if (value !== '') asked.append(name, value);
  if (!asked.has('status')) for (const status of columns) asked.append('status', status);
  const chosen = asked.getAll('status');
  return { query, asked: asked.toString(), columns: columns.filter((status) => chosen.includes(status)) };
}

export default function BoardPage() {
  const words = useWords(boardWords);
  const { query, asked, columns } = useFilters();
  const { cards, isReading, error, reload } = useCards(asked);
  const live = useStore(isLive);
  const isList = query.get('view') === 'list';
  return (
    <div class="board">
      <PageHead title={words.title} actions={<ViewSwitch isList={isList} />}>
        <span class="soft" role="status">
          {isReading ? words.reading(cards.length) : words.orders(cards.length)}
        </span>
        <span class="live small soft" data-live={live}>
          <i aria-hidden="true" />
          {live ? words.live : words.notLive}
        </span>
      </PageHead>
      <Filters />
      <ProblemNote error={error} onRetry={reload} />
      {!isReading && cards.length === 0 ? (
        <Nothing>{words.noOrders}</Nothing>
      ) : isList ? (
        <List cards={cards} />
      ) : (
        <Columns cards={cards} columns={columns} />
      )}
    </div>
  );
}

function ViewSwitch({ isList }: { isList: boolean }) {
  const words = useWords(boardWords);
  return (
    <fieldset class="row tight">
      <legend class="hidden">{words.view}</legend>
      <button type="button" aria-pressed={!isList} onClick={() => setQuery({ view: null })}>
        {words.asBoard}
      </button>
      <button type="button" aria-pressed={isList} onClick={() => setQuery({ view: 'list' })}>
        {words.asList}
      </button>
    </fieldset>
  );
}

function Columns({ cards, columns }: { cards: readonly Card[]; columns: readonly Status[] }) {
  const words = useWords(boardWords);
  const names = useWords(terms);
  const inGloves = useStore(hands) === 'gloves';
  const byStatus = new Map<Status, Card[]>(columns.map((status) => [status, []]));
  for (const card of cards) byStatus.get(card.status)?.push(card);
  return (
    <div class="columns">
      {columns.map((status) => {
        const own = byStatus.get(status) ?? [];
        const { glyph, tone } = statusLooks[status];
        return (
          <section key={status} class="column" data-empty={own.length === 0 || undefined}>
            <h2 class="column-head" data-tone={tone}>
              <Glyph name={glyph} size={14} />
              <span>{names.status[status]}</span>
              <span class="number soft">{own.length}</span>
            </h2>
            {own.length > 0 && (
              <VirtualList
                items={own}
                keyOf={(card) => card.id}
                rowHeight={inGloves ? CARD_HEIGHT + 12 : CARD_HEIGHT}
                label={words.column(names.status[status], own.length)}
                render={(card) => <OrderCard card={card} />}
              />
            )}
          </section>
        );
      })}
    </div>
  );
}

function List({ cards }: { cards: readonly Card[] }) {
  const words = useWords(boardWords);
  return (
    <VirtualList
      class="board-list"
      items={cards}
      keyOf={(card) => card.id}
      rowHeight={LINE_HEIGHT}
      label={words.orders(cards.length)}
      render={(card) => <OrderLine card={card} />}
    />
  );
}

function Filters() {
  const words = useWords(boardWords);
  const names = useWords(terms);
  const { query } = usePlace();
  const isNarrowed = [...FILTERS, 'ended'].some((name) => query.has(name));
  return (
    <form class="filters no-print" onSubmit={(event) => event.preventDefault()}>
      <FacilityFilter />
      <PlatformFilter />
      <ActivityFilter />
      <SelectFilter
        name="status"
        label={words.status}
        options={termsOf(names.status).map((status) => [status, names.status[status]])}
      />
      <SelectFilter
        name="priority"
        label={words.priority}
        options={Array.from({ length: 15 }, (_, at) => [String(at + 1), words.upTo(at + 1)])}
      />
      <label class="filter">
        <span>{words.words}</span>
        <input
          type="search"
          value={query.get('q') ?? ''}
          onChange={(event) => setQuery({ q: event.currentTarget.value.trim() || null })}
        />
      </label>
      <HistoricalFilter />
      <Tick name="overdue" label={words.overdueOnly} />
      <Tick name="ended" label={words.withEnded} />
      {isNarrowed && (
        <button
          type="button"
          class="compact"
          onClick={() => setQuery(Object.fromEntries([...FILTERS, 'ended'].map((name) => [name, null])))}
        >
          {words.clear}
        </button>
      )}
    </form>
  );
}

function Tick({ name, label }: { name: string; label: string }) {
  const { query } = usePlace();
  return (
    <label class="check small">
      <input
        type="checkbox"
        checked={query.get(name) === 'true'}
        onChange={(event) => setQuery({ [name]: event.currentTarget.checked ? 'true' : null })}
      />
      {label}
    </label>
  );
}
