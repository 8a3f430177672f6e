// What stops it: every action from where the order stands, greyed with all that blocks it and the evidence.
import type { Offer } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Findings } from '../../parts/problem.tsx';
import { Nothing, StatusChip, Waiting } from '../../parts/show.tsx';
import { actOf, type OrderAct } from './acts.ts';
import type { OrderFile } from './file.ts';
import { orderWords } from './words.ts';

export function Offers({ file, onAct }: { file: OrderFile; onAct(act: OrderAct): void }) {
  const words = useWords(orderWords);
  if (!file.offers) return <Waiting />;
  const { transitions } = file.offers;
  if (transitions.length === 0) return <Nothing>{words.ended}</Nothing>;
  // What can be done comes first, then what is stopped; the order among them is that of the lifecycle.
  const sorted = [...transitions].sort((a, b) => Number(b.allowed) - Number(a.allowed));
  return (
    <ul class="offers">
      {sorted.map((offer) => (
        <OfferLine key={offer.action} offer={offer} onAct={onAct} />
      ))}
    </ul>
  );
}

function OfferLine({ offer, onAct }: { offer: Offer; onAct(act: OrderAct): void }) {
  const words = useWords(orderWords);
  const names = useWords(terms);
  const { action, to, allowed, blockedBy, satisfied, depends, by } = offer;
  const why =
    blockedBy.length > 0
      ? words.blocked(blockedBy.length)
      : words.notYours(by.map((role) => names.role[role]).join(', '));
  return (
    <li class="offer" data-allowed={allowed}>
      <div class="row spread">
        <button
          type="button"
          class={allowed ? 'main-action' : ''}
          aria-disabled={!allowed}
          aria-describedby={`why-${action}`}
          onClick={() => allowed && onAct(actOf('transition', action))}
        >
          {names.action[action]}
        </button>
        <span class="row tight small" id={`why-${action}`}>
          <Glyph name={allowed ? 'check' : blockedBy.length > 0 ? 'cross' : 'person'} size={14} />
          {allowed ? words.allowed : why}
          <StatusChip status={to} />
        </span>
      </div>
      {blockedBy.length > 0 && <Findings findings={blockedBy} holds={false} />}
      {(depends.length > 0 || satisfied.length > 0) && (
        <details>
          <summary class="small">
            {satisfied.length > 0 && `${words.satisfied} (${satisfied.length})`}
            {depends.length > 0 && ` ${words.depends} (${depends.length})`}
          </summary>
          <Findings findings={depends} holds={null} />
          <Findings findings={satisfied} holds={true} />
        </details>
      )}
    </li>
  );
}
