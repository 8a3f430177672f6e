// One order on the board: as a card of a column, or as a line of the list.
import type { Card } from '../../api/types.ts';
import { daysBetween, todayInJapan } from '../../language/format.ts';
import { useWords } from '../../language/language.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { SegmentBar } from '../../parts/segments.tsx';
import { Age, Designator, Narrative, StatusChip } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { boardWords } from './words.ts';

export function OrderCard({ card }: { card: Card }) {
  const words = useWords(boardWords);
  return (
    <a class="card" href={`/orders/${card.id}`} data-row>
      <span class="card-top">
        <Designator value={card.designator} />
        <span class="mono card-number">{card.number}</span>
        <span class="soft small number" title={words.inStatus}>
          <Age since={card.statusSince} />
        </span>
      </span>
      <span class="card-item">
        <strong>{card.item.designation}</strong> <span class="mono">{card.item.serialNumber}</span>
      </span>
      <span class="card-text small soft">
        <Narrative text={card.discrepancy} />
      </span>
      <span class="card-bar">{card.hoursByCategory && <SegmentBar hoursByCategory={card.hoursByCategory} thin />}</span>
      <span class="card-signs">
        <Signs card={card} />
      </span>
    </a>
  );
}

export function OrderLine({ card }: { card: Card }) {
  return (
    <a class="line" href={`/orders/${card.id}`} data-row>
      <Designator value={card.designator} />
      <span class="mono">{card.number}</span>
      <StatusChip status={card.status} />
      <span class="line-item">
        <strong>{card.item.designation}</strong> <span class="mono">{card.item.serialNumber}</span>
      </span>
      <span class="card-text soft">
        <Narrative text={card.discrepancy} />
      </span>
      <span class="line-bar">{card.hoursByCategory && <SegmentBar hoursByCategory={card.hoursByCategory} thin />}</span>
      <span class="soft small line-age">
        <Age since={card.statusSince} />
      </span>
      <span class="card-signs">
        <Signs card={card} />
      </span>
    </a>
  );
}

/** What keeps it, and how it stands against its target. */
function Signs({ card }: { card: Card }) {
  const words = useWords(boardWords);
  const shared = useWords(common);
  const { parts, nonconformances, subOrders } = card.waitsFor;
  const left = card.target === null ? null : daysBetween(todayInJapan(), card.target);
  const isOver = card.status === 'released' || card.status === 'closed';
  return (
    <>
      {card.holdCause && (
        <span class="sign" data-tone="warn">
          <Glyph name="pause" size={12} />
          {words.heldFor[card.holdCause]}
        </span>
      )}
      {parts > 0 && (
        <span class="sign" data-tone="warn">
          <Glyph name="box" size={12} />
          {words.parts(parts)}
        </span>
      )}
      {subOrders > 0 && (
        <span class="sign" data-tone="warn">
          <Glyph name="doc" size={12} />
          {words.subOrders(subOrders)}
        </span>
      )}
      {nonconformances > 0 && (
        <span class="sign" data-tone="bad">
          <Glyph name="warn" size={12} />
          {words.nonconformances(nonconformances)}
        </span>
      )}
      {left !== null && !isOver && (
        <span class="sign number" data-tone={left < 0 ? 'bad' : undefined}>
          <Glyph name={left < 0 ? 'warn' : 'clock'} size={12} />
          {left < 0 ? shared.overdue(-left) : shared.dueIn(left)}
        </span>
      )}
    </>
  );
}
