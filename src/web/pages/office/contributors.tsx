// What a figure is made of: every order or interval behind it with what it weighs, the heaviest first, and all of them as a table.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useFacilities, usePlatforms } from '../../api/names.ts';
import { useResource } from '../../api/resource.ts';
import type { Page } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Nothing, Waiting } from '../../parts/show.tsx';
import { setQuery } from '../../router.ts';
import { FiguresTable, Panel, ROWS, ShownOf, useGroupName } from './frame.tsx';
import { pathOf, type Question } from './question.ts';
import { officeWords } from './words.ts';

/** What every contributor says, whatever the metric. */
export interface Contributor {
  id: string;
  workOrderId: string | null;
  number: string | null;
  facilityId: string | null;
  platformId: string | null;
  equipmentId: string | null;
  weight: number | null;
}

interface ContributorsProps<Item> {
  metric: string;
  question: Question;
  /** Of what is about an instant there is no window. */
  query?: string;
  columns: readonly { name: string; isNumber?: boolean; show(item: Item): ComponentChildren }[];
  /** What is listed; everything unless said. */
  shows?(item: Item): boolean;
  /** What is counted among them besides what one expects. */
  note?: string;
}

export function Contributors<Item extends Contributor>({
  metric,
  question,
  query,
  columns,
  shows,
  note,
}: ContributorsProps<Item>) {
  const words = useWords(officeWords);
  const [limit, setLimit] = useState<number>(ROWS.first);
  const { of } = question;
  const asked = query ?? question.query;
  const more = of ? new URLSearchParams({ groupBy: of.groupBy, group: of.key }).toString() : '';
  const path = pathOf(`${metric}/contributors`, asked, more);
  const { data, error, reload } = useResource<Page<Item> & { count: number }>(`${path}&limit=${limit}`);
  const facilities = useFacilities();
  const platforms = usePlatforms();
  const items = shows ? data?.items.filter(shows) : data?.items;
  return (
    <Panel
      title={words.contributors}
      csv={`${path}&limit=200`}
      fileName={`${metric}-contributors`}
      actions={of && <Narrowed of={of} question={question} />}
    >
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {items?.length === 0 && <Nothing />}
      {data && items && items.length > 0 && (
        <>
          <FiguresTable
            caption={words.contributors}
            columns={[{ name: words.order }, { name: words.facility }, { name: words.platform }, ...columns]}
            rows={items.map((item) => ({
              key: item.id,
              cells: [
                item.workOrderId ? (
                  <a class="mono" href={`/orders/${item.workOrderId}`} data-row>
                    {item.number}
                  </a>
                ) : (
                  '–'
                ),
                facilities?.find(({ id }) => id === item.facilityId)?.code ?? '–',
                platforms?.find(({ id }) => id === item.platformId)?.designation ?? '–',
                ...columns.map(({ show }) => show(item)),
              ],
            }))}
          />
          <ShownOf
            text={words.ofAll(data.items.length, data.count)}
            note={note}
            onMore={data.next && limit < ROWS.most ? () => setLimit(ROWS.most) : null}
          />
        </>
      )}
    </Panel>
  );
}

function Narrowed({ of, question }: { of: NonNullable<Question['of']>; question: Question }) {
  const words = useWords(officeWords);
  const facilities = useFacilities();
  const platforms = usePlatforms();
  const known =
    facilities?.find(({ id }) => id === of.key)?.code ??
    platforms?.find(({ id }) => id === of.key)?.designation ??
    of.key;
  const name = useGroupName()(of.groupBy, { key: of.key, name: known });
  return (
    <button
      type="button"
      class="compact"
      aria-label={words.widen(name)}
      onClick={() => setQuery({ of: null })}
      disabled={!question.of}
    >
      {words.only(name)}
      <Glyph name="close" size={12} />
    </button>
  );
}
