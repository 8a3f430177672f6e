// What stops it: every action from where the order stands, greyed with all that blocks it and the evidence.
import type { Offer } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Findings } from '../../parts/problem.tsx';
import { Nothing, StatusChip, Waiting } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { actOf, type OrderAct } from './acts.ts';
import type { OrderFile } from './file.ts';
import { orderWords } from './words.ts';

export function Offers({ file, onAct }: { file: OrderFile; onAct(act: OrderAct): void }) {
  const words = useWords(orderWords);
  if (!file.offers) return <Waiting />;
  const { transitions } = file.offers;
  if (transitions.length === 0) return <Nothing>{words.ended}</Nothing>;
  // The way forward comes first, also while it is stopped: that is what people ask about. What ends the order comes last.
  const rank = ({ action, allowed }: Offer) =>
    (FORWARD.includes(action) ? 0 : ENDING.includes(action) ? 4 : 2) + (allowed ? 0 : 1);
  const sorted = [...transitions].sort((a, b) => rank(a) - rank(b));
  return (
    <ul class="offers">
      {sorted.map((offer) => (
        <OfferLine key={offer.action} offer={offer} onAct={onAct} />
      ))}
    </ul>
  );
}

const FORWARD: readonly Offer['action'][] = [
  'submit',
  'authorize',
  'induct',
  'start',
  'resume',
  'present',
  'accept',
  'release',
  'close',
];
const ENDING: readonly Offer['action'][] = ['cancel', 'condemn'];

function OfferLine({ offer, onAct }: { offer: Offer; onAct(act: OrderAct): void }) {
  const words = useWords(orderWords);
  const shared = useWords(common);
  const names = useWords(terms);
  const { action, to, allowed, blockedBy, satisfied, depends, by } = offer;
  const why =
    blockedBy.length > 0
      ? words.blocked(blockedBy.length)
      : words.notYours(by.map((role) => names.role[role]).join(shared.comma));
  return (
    <li class="offer" data-allowed={allowed}>
      <div class="row spread">
        <button
          type="button"
          class={!allowed ? '' : FORWARD.includes(action) ? 'main-action' : ENDING.includes(action) ? 'danger' : ''}
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
            {satisfied.length > 0 && shared.aside(words.satisfied, satisfied.length)}
            {depends.length > 0 && ` ${shared.aside(words.depends, depends.length)}`}
          </summary>
          <Findings findings={depends} holds={null} />
          <Findings findings={satisfied} holds={true} />
        </details>
      )}
    </li>
  );
}
