// The filters of the program office: a window, what narrows it and as of when, all of it kept in the address.
import { addDays, todayInJapan } from '../../language/format.ts';
import { useWords } from '../../language/language.ts';
import { ActivityFilter, FacilityFilter, HistoricalFilter, PlatformFilter } from '../../parts/filters.tsx';
import { setQuery, usePlace } from '../../router.ts';
import type { View } from './frame.tsx';
import { aheadOf, NARROWING, useQuestion } from './question.ts';
import { officeWords } from './words.ts';

// How the API takes a rate, in any language.
const RATE_EXAMPLE = 'JPY:USD:0.0067';
// What a reader clears at once.
const OWN = ['from', 'to', 'asOf', 'of', 'until', 'rate', ...NARROWING] as const;

export function Filters({ view }: { view: View }) {
  const words = useWords(officeWords);
  const { query } = usePlace();
  const question = useQuestion();
  const isNarrowed = OWN.some((name) => query.has(name));
  const hasWindow = view !== 'exposure' && view !== 'backlog';
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      {hasWindow && (
        <>
          <DateFilter label={words.from} value={question.from} onChange={(from) => setQuery({ from })} />
          <DateFilter
            label={words.through}
            value={addDays(question.to, -1)}
            onChange={(through) => setQuery({ to: through && addDays(through, 1) })}
          />
        </>
      )}
      <FacilityFilter />
      <PlatformFilter />
      {view !== 'exposure' && (
        <>
          <ActivityFilter />
          <HistoricalFilter />
        </>
      )}
      <DateFilter
        label={words.asOf}
        value={question.asOf ?? ''}
        max={todayInJapan()}
        onChange={(asOf) => setQuery({ asOf: asOf === todayInJapan() ? null : asOf })}
      />
      {view === 'exposure' && (
        <DateFilter
          label={words.until}
          value={aheadOf(query).until}
          min={aheadOf(query).from}
          onChange={(until) => setQuery({ until })}
        />
      )}
      {view === 'value' && (
        <label class="filter">
          <span>{words.rate}</span>
          <input
            value={query.get('rate') ?? ''}
            placeholder={RATE_EXAMPLE}
            onChange={(event) => setQuery({ rate: event.currentTarget.value.trim() || null })}
          />
        </label>
      )}
      {isNarrowed && (
        <button
          type="button"
          class="compact no-print"
          onClick={() => setQuery(Object.fromEntries(OWN.map((name) => [name, null])))}
        >
          {words.clear}
        </button>
      )}
    </form>
  );
}

interface DateFilterProps {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange(date: string | null): void;
}

export function DateFilter({ label, value, min, max, onChange }: DateFilterProps) {
  return (
    <label class="filter">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        min={min}
        max={max}
        // A day that cannot be asked about is said to be one, not passed over.
        onChange={({ currentTarget }) => currentTarget.reportValidity() && onChange(currentTarget.value || null)}
      />
    </label>
  );
}
