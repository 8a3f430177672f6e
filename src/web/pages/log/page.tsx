// Logging for depot staff: an order, what was done or what stopped it, and a confirmation; with or without a connection.
import { useState } from 'preact/hooks';
import { isOnline, session } from '../../api/client.ts';
import { useList, useResource } from '../../api/resource.ts';
import type { Card, Inspection, Message, Offers, Operation, Signature, Status } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { queue } from '../../offline/queue.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Designator, Narrative, Nothing, StatusChip, Waiting } from '../../parts/show.tsx';
import { setQuery, usePlace } from '../../router.ts';
import { useStore } from '../../store.ts';
import { holdPointsBefore } from '../order/hold-points.ts';
import { orderWords } from '../order/words.ts';
import { type Act, Confirm } from './confirm.tsx';
import { Queue } from './queue.tsx';
import { logWords } from './words.ts';
import './log.css';

const RUNNING = ['inducted', 'in_work', 'awaiting_parts', 'awaiting_engineering', 'on_hold', 'in_inspection'];

export default function LogPage() {
  const words = useWords(logWords);
  const id = usePlace().query.get('order');
  const path = `/v1/board?limit=200&sort=designator&${RUNNING.map((status) => `status=${status}`).join('&')}`;
  const { data, error, reload } = useList<Card>(path);
  const chosen = data?.find((card) => card.id === id);
  return (
    <div class="stack log">
      <PageHead title={words.title}>
        {chosen && (
          <button type="button" onClick={() => setQuery({ order: null })}>
            {words.other}
          </button>
        )}
      </PageHead>
      <ProblemNote error={error} onRetry={reload} />
      <Queue />
      {!data && !error && <Waiting />}
      {data && !chosen && <Choose cards={data} />}
      {chosen && <LogOn key={chosen.id} card={chosen} />}
    </div>
  );
}

function Choose({ cards }: { cards: readonly Card[] }) {
  const words = useWords(logWords);
  const me = session.get()?.person.id;
  const mine = cards.filter((card) => card.assignedTo === me);
  const others = cards.filter((card) => card.assignedTo !== me);
  return (
    <>
      <p>{words.lead}</p>
      {mine.length > 0 && <Tiles title={words.mine} cards={mine} />}
      <Tiles title={words.orders} cards={others} />
    </>
  );
}

function Tiles({ title, cards }: { title: string; cards: readonly Card[] }) {
  return (
    <section class="stack tight">
      <h2>{title}</h2>
      {cards.length === 0 && <Nothing />}
      <ul class="tiles">
        {cards.map((card) => (
          <li key={card.id}>
            <a class="tile" href={`/log?order=${card.id}`} data-row>
              <span class="row tight">
                <Designator value={card.designator} />
                <span class="mono">{card.number}</span>
              </span>
              <strong>
                {card.item.designation} <span class="mono">{card.item.serialNumber}</span>
              </strong>
              <span class="small">
                <Narrative text={card.discrepancy} />
              </span>
              <StatusChip status={card.status} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const STOPPED: readonly Status[] = ['awaiting_parts', 'awaiting_engineering', 'on_hold'];
const CAUSES = ['funding', 'authorization', 'capacity', 'customer', 'weather'] as const;

function LogOn({ card }: { card: Card }) {
  const words = useWords(logWords);
  const operations = useList<Operation>(`/v1/work-orders/${card.id}/operations?limit=200`);
  const [act, setAct] = useState<Act | null>(null);
  const [said, setSaid] = useState('');
  const logged = new Set(useStore(queue).map(({ path }) => path));
  const open = operations.data?.filter((operation) => operation.status === 'open') ?? [];
  const inspected = useInspected(card.id, operations.data?.some(({ holdPoint }) => holdPoint) ?? false);
  return (
    <>
      <p class="row">
        <Designator value={card.designator} />
        <a class="mono" href={`/orders/${card.id}`}>
          {card.number}
        </a>
        <strong>{card.item.designation}</strong>
        <span class="mono">{card.item.serialNumber}</span>
        <StatusChip status={card.status} />
      </p>
      <p class="note" role="status" data-tone="good" hidden={said === ''}>
        {said}
      </p>
      <ProblemNote error={operations.error} onRetry={operations.reload} />
      <section class="stack tight">
        <h2>{words.done}</h2>
        {operations.data && open.length === 0 && <Nothing>{words.nothingOpen}</Nothing>}
        <ul class="tiles">
          {open.map((operation) => (
            <OperationTile
              key={operation.id}
              operation={operation}
              isLogged={logged.has(`/v1/work-orders/${card.id}/operations/${operation.id}/complete`)}
              waitsFor={inspected ? holdPointsBefore(operation, operations.data ?? [], inspected) : []}
              onChoose={setAct}
            />
          ))}
        </ul>
      </section>
      <section class="stack tight">
        <h2>{STOPPED.includes(card.status) ? words.goesOn : words.stopped}</h2>
        <Stops card={card} onChoose={setAct} />
        <p class="small">
          {words.demandHint}{' '}
          <a class="mono" href={`/orders/${card.id}`}>
            {card.number}
          </a>
        </p>
      </section>
      {act && (
        <Confirm
          card={card}
          act={act}
          onDone={(how) => {
            setAct(null);
            setSaid(how === 'sent' ? words.sent : words.kept);
          }}
          onClose={() => setAct(null)}
        />
      )}
    </>
  );
}

// Asked only where there is a hold point: most orders have none. Null: it is not known, or not yet.
function useInspected(orderId: string, isAsked: boolean) {
  const path = (name: string) => (isAsked ? `/v1/work-orders/${orderId}/${name}?limit=200` : null);
  const inspections = useList<Inspection>(path('inspections')).data;
  const signatures = useList<Signature>(path('signatures')).data;
  return inspections && signatures ? { inspections, signatures } : null;
}

interface OperationTileProps {
  operation: Operation;
  /** It was logged on this device and waits to be sent: logging it again would only be refused then. */
  isLogged: boolean;
  /** The hold points before it whose inspection has not passed. */
  waitsFor: readonly Operation[];
  onChoose(act: Act): void;
}

/**
 * An operation to be logged as done; one that waits for an approval or behind a hold point cannot be, and says so. Without a connection
 * an inspection may have passed that is not known of here: then it is said, and can be logged.
 */
function OperationTile({ operation, isLogged, waitsFor, onChoose }: OperationTileProps) {
  const words = useWords(orderWords);
  const log = useWords(logWords);
  const online = useStore(isOnline);
  const waitsApproval = operation.overAndAbove && operation.approvedAt === null;
  const waits = isLogged || waitsApproval || (online && waitsFor.length > 0);
  return (
    <li>
      <button
        type="button"
        class="tile"
        data-row
        aria-disabled={waits}
        onClick={() => waits || onChoose({ operation })}
      >
        <span class="row tight">
          <span class="mono soft">{operation.sequence}</span>
          {operation.holdPoint && <span class="chip">{words.holdPoint}</span>}
        </span>
        <strong>
          <Narrative text={operation.title} />
        </strong>
        {isLogged && <Why>{log.waitsHere}</Why>}
        {waitsApproval && <Why>{`${words.overAndAbove} – ${words.waitsApproval}`}</Why>}
        {waitsFor.map(({ sequence }) => (
          <Why key={sequence}>{words.waitsHoldPoint(sequence)}</Why>
        ))}
      </button>
    </li>
  );
}

function Why({ children }: { children: string }) {
  return (
    <span class="small tile-why">
      <Glyph name="clock" size={14} />
      {children}
    </span>
  );
}

/**
 * What may stop the work or let it go on: what the order's status does not offer is not there, and what something stands in the way of says
 * what. Without a connection nobody knows, and everything can be logged.
 */
function Stops({ card, onChoose }: { card: Card; onChoose(act: Act): void }) {
  const names = useWords(terms);
  const { cause: causes } = useWords(orderWords);
  const words = useWords(logWords);
  const online = useStore(isOnline);
  const { data } = useResource<Offers>(`/v1/work-orders/${card.id}/transitions`);
  const offers = online ? data?.transitions : undefined;
  const tile = (label: string, act: Extract<Act, { action: unknown }>) => {
    const offer = offers?.find(({ action }) => action === act.action);
    if (offers && !offer) return null;
    const why = offer && !offer.allowed ? offer.blockedBy[0]?.message : undefined;
    return <StopTile key={label} label={label} why={why} onChoose={() => onChoose(act)} />;
  };
  return (
    <ul class="tiles">
      {(offers || STOPPED.includes(card.status)) && tile(names.action.resume, { action: 'resume' })}
      {tile(names.action.await_parts, { action: 'await_parts' })}
      {tile(names.action.await_engineering, { action: 'await_engineering' })}
      {CAUSES.map((cause) => tile(words.holdFor(names.action.hold, causes[cause]), { action: 'hold', cause }))}
    </ul>
  );
}

function StopTile({ label, why, onChoose }: { label: string; why: Message | undefined; onChoose(): void }) {
  return (
    <li>
      <button type="button" class="tile" data-row aria-disabled={Boolean(why)} onClick={() => why || onChoose()}>
        <strong>{label}</strong>
        {why && (
          <span class="small tile-why">
            <Glyph name="cross" size={14} />
            <Narrative text={why} />
          </span>
        )}
      </button>
    </li>
  );
}
