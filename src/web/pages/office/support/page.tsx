// Support priorities: what to produce first and why, the lists that both countries agree on, what more supply would do, and what hangs on one supplier.
import type { ComponentType } from 'preact';
import { useWords } from '../../../language/language.ts';
import { usePlace } from '../../../router.ts';
import { Office } from '../frame.tsx';
import { Lists } from './lists.tsx';
import { OneList } from './one-list.tsx';
import { Ranking } from './ranking.tsx';
import { Risk } from './risk.tsx';
import { Simulation } from './simulation.tsx';
import { addressOf, SHOWS, type Show, useRoles } from './support.tsx';
import { supportWords } from './words.ts';
import '../office.css';
import './support.css';

const shown: Record<Show, ComponentType> = { ranking: Ranking, lists: Lists, simulation: Simulation, risk: Risk };

export default function SupportPage() {
  const { query } = usePlace();
  const { mayReadLists } = useRoles();
  const show = SHOWS.find((one) => one === query.get('show')) ?? 'ranking';
  const list = query.get('list');
  const Shown = shown[show];
  return (
    <Office view="support">
      <Shows show={show} among={SHOWS.filter((one) => one !== 'lists' || mayReadLists)} />
      {show === 'lists' && list !== null ? <OneList key={list} id={list} /> : <Shown />}
    </Office>
  );
}

function Shows({ show, among }: { show: Show; among: readonly Show[] }) {
  const words = useWords(supportWords);
  const { query } = usePlace();
  return (
    <nav class="row tight no-print" aria-label={words.parts}>
      {among.map((one) => (
        <a
          key={one}
          class="button compact"
          href={addressOf({ show: one, platformId: query.get('platformId') })}
          aria-current={one === show ? 'page' : undefined}
        >
          {words.shows[one]}
        </a>
      ))}
    </nav>
  );
}
