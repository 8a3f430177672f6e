// A support list beside an earlier one: what entered, left and moved.
import { useState } from 'preact/hooks';
import type { Comparison as Compared } from '../../../../usecases/supply/support-lists.ts';
import { useResource } from '../../../api/resource.ts';
import type { Page } from '../../../api/types.ts';
import { writeDays } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Narrative, Waiting } from '../../../parts/show.tsx';
import { FiguresTable, Panel } from '../frame.tsx';
import { writePoints } from './ranking.tsx';
import { listAddress, type ShownList } from './support.tsx';
import { supportWords } from './words.ts';

export function Comparison({ list }: { list: ShownList }) {
  const words = useWords(supportWords);
  const [chosen, setChosen] = useState('');
  const others = useResource<Page<ShownList>>('/v1/support-lists?limit=200').data?.items.filter(
    ({ id }) => id !== list.id,
  );
  // Where nothing was agreed before there is nothing to compare with, and nothing is asked.
  const isFirst = chosen === '' && others !== undefined && !others.some((other) => isAgreedBefore(other, list));
  const path = `/v1/support-lists/${list.id}/comparison${chosen && `?with=${chosen}`}`;
  const { data, error, reload } = useResource<Compared>(others === undefined || isFirst ? null : path);
  return (
    <Panel
      title={words.comparison}
      actions={
        others &&
        others.length > 0 && (
          <label class="group-choice small">
            <span>{words.compareWith}</span>
            <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
              <option value="">{words.lastAgreed}</option>
              {others.map(({ id, number, status }) => (
                <option key={id} value={id}>
                  {`${number} ${words.statuses[status]}`}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {isFirst && <p class="soft">{words.nothingBefore}</p>}
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && !isFirst && <Waiting />}
      {data && <Table comparison={data} />}
    </Panel>
  );
}

function isAgreedBefore(other: ShownList, { horizon, platformIds, version }: ShownList): boolean {
  const isOfSeries = other.horizon === horizon && String(other.platformIds) === String(platformIds);
  return isOfSeries && other.version < version && other.agreedAt !== null;
}

function Table({ comparison: { before, after, counts, items } }: { comparison: Compared }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  return (
    <>
      <p>
        <a class="mono" href={listAddress(before.id)}>
          {before.number}
        </a>{' '}
        → <span class="mono">{after.number}</span> <span class="soft">{words.comparisonCounts(counts)}</span>
      </p>
      <FiguresTable
        caption={words.comparison}
        columns={[
          { name: words.part },
          { name: words.change },
          { name: words.rankFromTo, isNumber: true },
          { name: words.stoppedThenNow, isNumber: true },
          { name: words.pointsThenNow, isNumber: true },
        ]}
        rows={items.map((item) => ({
          key: item.part,
          cells: [
            <span key="part">
              <span class="mono">{item.name}</span> <Narrative text={item.nomenclature} />
            </span>,
            item.ranksUp ? words.moved(item.ranksUp) : words.compared[item.change],
            `${item.before?.rank ?? '–'} → ${item.after?.rank ?? '–'}`,
            `${writeDays(item.before?.stoppedHours ?? null, language)} → ${writeDays(item.after?.stoppedHours ?? null, language)}`,
            `${points(item.before)} → ${points(item.after)}`,
          ],
        }))}
      />
    </>
  );

  function points(place: (typeof items)[number]['before']): string {
    return place === null || place.score === null ? '–' : writePoints(place.score, language);
  }
}
