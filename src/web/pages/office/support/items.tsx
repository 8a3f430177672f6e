// The parts of a support list in their order: as they were ranked when it was frozen, or added by hand.
import { writeDays } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { Narrative, Nothing } from '../../../parts/show.tsx';
import { FiguresTable, Panel } from '../frame.tsx';
import type { Amending } from './amend.tsx';
import { Lead, Sources, writePoints } from './ranking.tsx';
import { nameOf, PartName, type ShownList } from './support.tsx';
import { supportWords } from './words.ts';

type Item = ShownList['items'][number];

/** `onAmend` null: it is not amended, or not by this reader. */
export function Items({ list, onAmend }: { list: ShownList; onAmend: ((amending: Amending) => void) | null }) {
  const words = useWords(supportWords);
  return (
    <Panel
      title={words.listedParts}
      actions={
        onAmend && (
          <button type="button" class="compact" onClick={() => onAmend({ change: 'add' })}>
            {words.addPart}
          </button>
        )
      }
    >
      {list.items.length === 0 ? (
        <Nothing>{words.nothingListed}</Nothing>
      ) : (
        <ItemTable items={list.items} onAmend={onAmend} />
      )}
    </Panel>
  );
}

/** The items as a table: on the page of the list, and in what is signed. */
export function ItemTable({
  items,
  onAmend = null,
}: {
  items: readonly Item[];
  onAmend?: ((amending: Amending) => void) | null;
}) {
  const words = useWords(supportWords);
  const language = useLanguage();
  return (
    <FiguresTable
      caption={words.listedParts}
      columns={[
        { name: words.rankAndPart },
        { name: words.rankedThen, isNumber: true },
        { name: words.stoppedOrders, isNumber: true },
        { name: words.stoppedTime, isNumber: true },
        { name: words.leadAgainstNeed },
        { name: words.sources },
        { name: words.points, isNumber: true },
      ]}
      rows={items.map((item) => ({
        key: item.part,
        cells: [
          <span key="part" class="ranked-part">
            <strong class="number rank">{item.rank}</strong>
            <PartName item={item} />
            <span class="small soft">{item.frozen ? <Narrative text={item.frozen.reason} /> : words.addedByHand}</span>
            {onAmend && <Acts item={item} onAmend={onAmend} />}
          </span>,
          ...figuresOf(item),
        ],
      }))}
    />
  );

  function figuresOf({ frozen }: Item) {
    if (frozen === null) return ['–', '–', '–', '–', '–', '–'];
    return [
      frozen.rank,
      words.of(frozen.ordersStopped, frozen.orders),
      writeDays(frozen.stoppedHours, language),
      <Lead key="lead" item={frozen} />,
      <Sources key="sources" item={frozen} />,
      writePoints(frozen.score, language),
    ];
  }
}

function Acts({ item, onAmend }: { item: Item; onAmend(amending: Amending): void }) {
  const words = useWords(supportWords);
  return (
    <span class="row tight no-print">
      <button
        type="button"
        class="compact"
        aria-label={words.movePart(nameOf(item))}
        onClick={() => onAmend({ change: 'move', item })}
      >
        {words.move}
      </button>
      <button
        type="button"
        class="compact danger"
        aria-label={words.removePart(nameOf(item))}
        onClick={() => onAmend({ change: 'remove', item })}
      >
        {words.remove}
      </button>
    </span>
  );
}
