// Logging for depot staff: an order, what was done or what stopped it, and a confirmation; with or without a connection.
import { useState } from 'preact/hooks';
import { ApiProblem, call, session, Unreached } from '../../api/client.ts';
import { useList } from '../../api/resource.ts';
import type { ActionName, Card, Operation, Text, WorkOrder, WorkOrderView } from '../../api/types.ts';
import { todayInJapan } from '../../language/format.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { dropEntry, queue, replay, retryEntry, sendOrQueue } from '../../offline/queue.ts';
import type { QueuedEntry } from '../../offline/vault.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Age, Designator, Narrative, Nothing, PersonName, StatusChip, Waiting } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { setQuery, usePlace } from '../../router.ts';
import { useStore } from '../../store.ts';
import { orderWords } from '../order/words.ts';
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

/** What is about to be logged: an operation, or an action of the lifecycle. */
type Act = { operation: Operation } | { action: ActionName; cause?: NonNullable<WorkOrder['holdCause']> };

const CAUSES = ['funding', 'authorization', 'capacity', 'customer', 'weather'] as const;

function LogOn({ card }: { card: Card }) {
  const words = useWords(logWords);
  const names = useWords(terms);
  const { cause: causes } = useWords(orderWords);
  const operations = useList<Operation>(`/v1/work-orders/${card.id}/operations?limit=200`);
  const [act, setAct] = useState<Act | null>(null);
  const [said, setSaid] = useState('');
  const open = operations.data?.filter((operation) => operation.status === 'open') ?? [];
  const isStopped = ['awaiting_parts', 'awaiting_engineering', 'on_hold'].includes(card.status);
  const tile = (label: string, next: Act) => (
    <li key={label}>
      <button type="button" class="tile" data-row onClick={() => setAct(next)}>
        <strong>{label}</strong>
      </button>
    </li>
  );
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
            <li key={operation.id}>
              <button type="button" class="tile" data-row onClick={() => setAct({ operation })}>
                <span class="mono soft">{operation.sequence}</span>
                <strong>
                  <Narrative text={operation.title} />
                </strong>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section class="stack tight">
        <h2>{isStopped ? words.goesOn : words.stopped}</h2>
        <ul class="tiles">
          {isStopped && tile(names.action.resume, { action: 'resume' })}
          {tile(names.action.await_parts, { action: 'await_parts' })}
          {tile(names.action.await_engineering, { action: 'await_engineering' })}
          {CAUSES.map((cause) => tile(`${names.action.hold}: ${causes[cause]}`, { action: 'hold', cause }))}
        </ul>
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

interface ConfirmProps {
  card: Card;
  act: Act;
  onDone(how: 'sent' | 'queued'): void;
  onClose(): void;
}

/** The third tap. Time, hours and reason are there for who needs them. */
function Confirm({ card, act, onDone, onClose }: ConfirmProps) {
  const words = useWords(logWords);
  const shared = useWords(common);
  const names = useWords(terms);
  const [at, setAt] = useState('');
  const [hours, setHours] = useState('');
  const { cause: causes } = useWords(orderWords);
  const { en, ja } = orderWords;
  const cause = 'action' in act ? act.cause : undefined;
  // The cause in both languages stands as the reason until somebody says more.
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      // Its own time, so that it counts from when it happened and not from when it arrives.
      const occurredAt = (at ? new Date(at) : new Date()).toISOString();
      const given: Text = reason.trim() === '' && cause ? { en: en.cause[cause], ja: ja.cause[cause] } : { ja: reason };
      onDone(await logged(card, act, { occurredAt, isNow: at === '', hours, reason: given }));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.confirmTitle} onClose={onClose}>
      <p class="confirm-what">
        <span class="mono">{card.number}</span>
        <strong>
          {'operation' in act ? <Narrative text={act.operation.title} /> : names.action[act.action]}
          {cause && ` – ${causes[cause]}`}
        </strong>
      </p>
      <ProblemNote error={error} />
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <button type="submit" class="main-action" disabled={isBusy}>
          <Glyph name="check" />
          {words.confirm}
        </button>
        {'operation' in act && (
          <label class="field">
            <span class="label">{words.hours}</span>
            <input
              type="number"
              step="any"
              min="0"
              max="24"
              value={hours}
              onInput={(e) => setHours(e.currentTarget.value)}
            />
          </label>
        )}
        {cause && (
          <label class="field">
            <span class="label">{words.reason}</span>
            <textarea value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
          </label>
        )}
        <details>
          <summary>{words.earlier}</summary>
          <label class="field">
            <span class="label">{words.at}</span>
            <input type="datetime-local" value={at} onInput={(e) => setAt(e.currentTarget.value)} />
          </label>
        </details>
        <button type="button" onClick={onClose}>
          {shared.cancel}
        </button>
      </form>
    </Dialog>
  );
}

interface Said {
  occurredAt: string;
  isNow: boolean;
  hours: string;
  reason: Text;
}

async function logged(card: Card, act: Act, { occurredAt, isNow, hours, reason }: Said): Promise<'sent' | 'queued'> {
  const path = `/v1/work-orders/${card.id}`;
  const shared = { method: 'POST', workOrderId: card.id, number: card.number } as const;
  // Sent at once, "now" is the service's to tell: its clock and this one's may differ by seconds.
  const isLate = !isNow || !navigator.onLine;
  if ('action' in act) {
    const { action, cause } = act;
    const [en, ja] = [terms.en.action[action], terms.ja.action[action]];
    const current = await revisionOf(path);
    const body = {
      action,
      ...(isLate || current === null ? { occurredAt } : {}),
      ...(cause ? { cause, reason } : {}),
    };
    const ifMatch = current ?? card.revision;
    return await sendOrQueue({ ...shared, path: `${path}/transitions`, body, ifMatch, label: { en, ja } });
  }
  const { id, title } = act.operation;
  const [en, ja] = [title.en ?? title.ja ?? '', title.ja ?? title.en ?? ''];
  const how = await sendOrQueue({
    ...shared,
    path: `${path}/operations/${id}/complete`,
    body: isLate ? { performedAt: occurredAt } : {},
    ifMatch: null,
    label: { en: logWords.en.workIs(en), ja: logWords.ja.workIs(ja) },
  });
  if (Number(hours) > 0)
    await sendOrQueue({
      ...shared,
      path: `${path}/labor`,
      body: { operationId: id, hours: Number(hours), on: todayInJapan(Date.parse(occurredAt)) },
      ifMatch: null,
      label: { en: logWords.en.worked(hours, en), ja: logWords.ja.worked(hours, ja) },
    });
  return how;
}

/** The revision of an order as it is; null: the service is not reached. */
async function revisionOf(path: string): Promise<number | null> {
  try {
    return (await call<WorkOrderView>('GET', path)).revision;
  } catch (error) {
    if (error instanceof Unreached) return null;
    throw error;
  }
}

/** What waits on this device, whose it is and how old; one that was refused waits for its maker to decide. */
function Queue() {
  const words = useWords(logWords);
  const entries = useStore(queue);
  if (entries.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="queue">
      <div class="row spread section-head">
        <h2 id="queue">{words.queue}</h2>
        <button type="button" onClick={() => void replay()}>
          {words.sendNow}
        </button>
      </div>
      <ul class="stack tight">
        {entries.map((entry) => (
          <QueueLine key={entry.key} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

function QueueLine({ entry }: { entry: QueuedEntry }) {
  const words = useWords(logWords);
  const [error, setError] = useState<unknown>(null);
  const again = async () => {
    try {
      const { revision } = await call<WorkOrderView>('GET', `/v1/work-orders/${entry.workOrderId}`);
      await retryEntry(entry, revision);
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause;
      setError(cause);
    }
  };
  const isRefused = entry.state === 'refused';
  return (
    <li class="note" data-tone={isRefused ? 'bad' : 'warn'}>
      <p class="row spread">
        <span class="row tight">
          <Glyph name={isRefused ? 'cross' : 'clock'} />
          <span class="mono">{entry.number}</span>
          <strong>
            <Narrative text={entry.label} />
          </strong>
        </span>
        <span class="small">
          {words.of} <PersonName id={entry.ownerId} /> · {words.age} <Age since={entry.madeAt} /> ·{' '}
          {isRefused ? words.refused : words.waiting}
        </span>
      </p>
      {entry.problem && (
        <p>
          <strong>{entry.problem.title}</strong> {entry.problem.detail}
        </p>
      )}
      <ProblemNote error={error} />
      {isRefused && (
        <div class="row">
          <button type="button" onClick={() => void again()}>
            {words.again}
          </button>
          <a class="button" href={`/orders/${entry.workOrderId}`}>
            {entry.number}
          </a>
          <button type="button" class="danger" onClick={() => void dropEntry(entry.key)}>
            {words.drop}
          </button>
          <p class="small">{words.later}</p>
        </div>
      )}
    </li>
  );
}
