// Progress against an agreed list: what was delivered since, and how much standing still that removed.
import type { ProgressAnswer } from '../../../../usecases/supply/progress.ts';
import { useResource } from '../../../api/resource.ts';
import { writeDays, writeNumber } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Narrative, Waiting, When } from '../../../parts/show.tsx';
import { common } from '../../../parts/words.ts';
import { FiguresTable, KeyFigures, Panel } from '../frame.tsx';
import type { ShownList } from './support.tsx';
import { supportWords } from './words.ts';

export function Progress({ list }: { list: ShownList }) {
  const words = useWords(supportWords);
  const shared = useWords(common);
  const language = useLanguage();
  const { data, error, reload } = useResource<ProgressAnswer>(`/v1/support-lists/${list.id}/progress`);
  const number = (value: number) => writeNumber(value, language);
  const cells = (of: ProgressAnswer['total']) => [
    number(of.deliveredQuantity),
    number(of.openQuantity),
    words.of(of.goneOn, of.stoppedThen),
    number(of.stoppedNow),
    writeDays(of.removedHours, language),
    writeDays(of.lateHours, language),
  ];
  return (
    <Panel title={words.progress}>
      <p class="small soft">{words.progressLead}</p>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data && (
        <>
          <KeyFigures
            figures={[
              {
                name: words.delivered,
                value: number(data.total.deliveredQuantity),
                note: words.stillToCome(number(data.total.openQuantity)),
              },
              { name: words.goneOn, value: words.of(data.total.goneOn, data.total.stoppedThen) },
              { name: words.removed, value: writeDays(data.total.removedHours, language), note: words.removedNote },
              {
                name: words.lateTime,
                value: writeDays(data.total.lateHours, language),
                note: words.lateNote,
                tone: data.total.lateHours > 0 ? 'bad' : undefined,
              },
            ]}
          />
          <FiguresTable
            caption={words.progress}
            columns={[
              { name: words.rankAndPart },
              { name: words.delivered, isNumber: true },
              { name: words.toCome, isNumber: true },
              { name: words.goneOn, isNumber: true },
              { name: words.stoppedNow, isNumber: true },
              { name: words.removed, isNumber: true },
              { name: words.lateTime, isNumber: true },
            ]}
            rows={[
              ...data.items.map((item) => ({
                key: item.part,
                cells: [
                  <span key="part" class="ranked-part">
                    <strong class="number rank">{item.rank}</strong>
                    <span>
                      <span class="mono">{item.name}</span> <Narrative text={item.nomenclature} />
                    </span>
                  </span>,
                  ...cells(item),
                ],
              })),
              { key: 'total', isChosen: true, cells: [shared.total, ...cells(data.total)] },
            ]}
          />
          <p class="small soft">
            {words.sinceFrozen} <When at={data.frozenAt} /> – <When at={data.asOf} />
          </p>
        </>
      )}
    </Panel>
  );
}
