// Filters that stand in the address: one of some, and those by which both the board and the program office narrow.
import { useFacilities, usePlatforms } from '../api/names.ts';
import { useWords } from '../language/language.ts';
import { terms, termsOf } from '../language/terms.ts';
import { setQuery, usePlace } from '../router.ts';
import { useNarrative } from './show.tsx';
import { common } from './words.ts';

interface SelectFilterProps {
  /** The name in the address, which is that of the API. */
  name: string;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  /** What it says when nothing is chosen; all unless given. */
  none?: string;
}

/** One of some, or all of them. */
export function SelectFilter({ name, label, options, none }: SelectFilterProps) {
  const words = useWords(common);
  const { query } = usePlace();
  return (
    <label class="filter">
      <span>{label}</span>
      <select
        value={query.get(name) ?? ''}
        onChange={(event) => setQuery({ [name]: event.currentTarget.value || null })}
      >
        <option value="">{none ?? words.all}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function FacilityFilter() {
  const words = useWords(common);
  const say = useNarrative();
  const options = (useFacilities() ?? []).map(({ id, code, name }) => [id, `${code} ${say(name)}`] as const);
  return <SelectFilter name="facilityId" label={words.facility} options={options} />;
}

export function PlatformFilter() {
  const words = useWords(common);
  const say = useNarrative();
  const options = (usePlatforms() ?? []).map(
    ({ id, designation, nomenclature }) => [id, `${designation} ${say(nomenclature)}`] as const,
  );
  return <SelectFilter name="platformId" label={words.platform} options={options} />;
}

/** Imported orders, all others, or both. */
export function HistoricalFilter() {
  const words = useWords(common);
  const options = [
    ['false', words.recordedHere],
    ['true', words.imported],
  ] as const;
  return <SelectFilter name="historical" label={words.origin} options={options} />;
}

export function ActivityFilter() {
  const words = useWords(common);
  const { activity: names } = useWords(terms);
  const options = termsOf(names).map((activity) => [activity, names[activity]] as const);
  return <SelectFilter name="activity" label={words.activity} options={options} />;
}
