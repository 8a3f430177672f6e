// What the pages of support priorities share: their addresses, who may do what, and how a part is named.
import type { ListSide, ListStatus } from '../../../../domain/supply/support-list-status.ts';
import type { Horizon, PriorityItem } from '../../../../domain/supply/support-priority.ts';
import type { PriorityAnswer } from '../../../../usecases/supply/priorities.ts';
import type { ShownList } from '../../../../usecases/supply/support-lists.ts';
import { session } from '../../../api/client.ts';
import { usePlatforms } from '../../../api/names.ts';
import type { Role, Text } from '../../../api/types.ts';
import { todayInJapan } from '../../../language/format.ts';
import { useWords } from '../../../language/language.ts';
import { Narrative, useNarrative } from '../../../parts/show.tsx';
import { usePlace } from '../../../router.ts';
import { useStore } from '../../../store.ts';
import { supportWords } from './words.ts';

export type { PriorityAnswer, PriorityItem, ShownList };

export const SHOWS = ['ranking', 'lists', 'simulation', 'risk'] as const;
export type Show = (typeof SHOWS)[number];

export const HORIZONS = ['near_term', 'medium_term'] as const satisfies Horizon[];
export const SIDES = ['us', 'japan'] as const satisfies ListSide[];
export const STATUSES = ['draft', 'proposed', 'agreed', 'superseded'] as const satisfies ListStatus[];

/** An address of these pages; null: not said. */
export function addressOf(query: Readonly<Record<string, string | null>>): string {
  const said = Object.entries(query).filter((one): one is [string, string] => one[1] !== null && one[1] !== 'ranking');
  const search = new URLSearchParams(said).toString();
  return `/office/support${search && `?${search}`}`;
}

export const listAddress = (id: string) => addressOf({ show: 'lists', list: id });

/** Everything of supply that a change of lists or weights may have changed. */
export const SUPPLY_PATHS = ['/v1/support-priorities', '/v1/support-lists', '/v1/weightings', '/v1/inbox'] as const;

/** What the reader may do, as the policies of the API have it; each record is judged by the API. */
export function useRoles() {
  const person = useStore(session)?.person;
  const has = (...roles: Role[]) => roles.some((role) => person?.roles.includes(role));
  const own = has('program_office') ? (person?.programPlatformIds ?? []) : [];
  const owns = (platformIds: readonly string[]) =>
    platformIds.length > 0 && platformIds.every((id) => own.includes(id));
  return {
    own,
    owns,
    mayReadLists: has('program_office', 'host_office', 'administrator'),
    mayFreeze: has('program_office'),
    maySign: { us: has('program_office'), japan: has('host_office') } satisfies Record<ListSide, boolean>,
    mayAmend: (list: Pick<ShownList, 'platformIds'>) => has('host_office') || owns(list.platformIds),
    maySetWeights: has('administrator', 'program_office'),
    mayChangeWeights: (platformIds: readonly string[]) => has('administrator') || owns(platformIds),
  };
}

/** What is asked of the ranking, by the address. */
export function useSupplyQuestion(names: readonly string[]): { query: string; asOf: string | null } {
  const { query: said } = usePlace();
  const asked = new URLSearchParams();
  for (const name of names) {
    const value = said.get(name);
    if (value) asked.set(name, value);
  }
  const day = said.get('asOf');
  // The end of that day in Japan, which lies behind us.
  const asOf = day !== null && day < todayInJapan() ? day : null;
  if (asOf !== null) asked.set('asOf', `${asOf}T23:59:59.999+09:00`);
  return { query: asked.toString(), asOf };
}

type Named = Pick<PriorityItem, 'nsn' | 'partNumber' | 'cage'>;

/** A part by its number, as the field writes it. */
export function nameOf({ nsn, partNumber, cage }: Named): string {
  if (nsn !== null) return nsn.replace(/^(\d{4})-?(\d{2})-?(\d{3})-?(\d{4})$/, '$1-$2-$3-$4');
  return cage === null ? (partNumber ?? '') : `${partNumber} (${cage})`;
}

/** A part of which only the key is known: its NIIN, or its part number with the maker. */
export function nameOfKey(key: string): string {
  const [, kind, name = '', maker] = /^(nsn|pn):([^@]*)(?:@(.*))?$/.exec(key) ?? [];
  if (kind === 'nsn') return name.replace(/^(\d{2})(\d{3})(\d{4})$/, 'NIIN $1-$2-$3');
  if (kind === 'pn') return maker === undefined ? name : `${name} (${maker})`;
  return key;
}

export function PartName({ item }: { item: Named & { nomenclature: Text } }) {
  return (
    <span>
      <span class="mono">{nameOf(item)}</span> <Narrative text={item.nomenclature} />
    </span>
  );
}

/** A weighting by its name; the standard one in the reader's language. */
export function useWeightingName(): (weighting: Pick<PriorityAnswer['weighting'], 'id' | 'name'>) => string {
  const words = useWords(supportWords);
  return ({ id, name }) => (id === null ? words.standard : name);
}

/** Platforms by name, of ids; those out of the reader's sight are counted. */
export function usePlatformNames(): (ids: readonly string[]) => string {
  const platforms = usePlatforms();
  const words = useWords(supportWords);
  return (ids) => {
    const known = ids.flatMap((id) => platforms?.find((one) => one.id === id)?.designation ?? []).sort();
    const others = platforms ? ids.length - known.length : 0;
    return [...known, ...(others > 0 ? [words.otherPlatforms(others)] : [])].join(', ');
  };
}

/** The platforms to choose from. */
export function usePlatformOptions(): [string, string][] {
  const say = useNarrative();
  return (usePlatforms() ?? []).map(({ id, designation, nomenclature }) => [id, `${designation} ${say(nomenclature)}`]);
}
