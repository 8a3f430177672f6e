// The third tap of logging: what is about to be logged, and how it is sent, now or when the connection is back.
import { useState } from 'preact/hooks';
import { call, Unreached } from '../../api/client.ts';
import type { ActionName, Card, Operation, Text, WorkOrder, WorkOrderView } from '../../api/types.ts';
import { todayInJapan } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { sendOrQueue } from '../../offline/queue.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Narrative } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { orderWords } from '../order/words.ts';
import { logWords } from './words.ts';

/** What is about to be logged: an operation, or an action of the lifecycle. */
export type Act = { operation: Operation } | { action: ActionName; cause?: NonNullable<WorkOrder['holdCause']> };

interface ConfirmProps {
  card: Card;
  act: Act;
  onDone(how: 'sent' | 'queued'): void;
  onClose(): void;
}

/** The third tap. Time, hours and reason are there for who needs them. */
export function Confirm({ card, act, onDone, onClose }: ConfirmProps) {
  const words = useWords(logWords);
  const shared = useWords(common);
  const names = useWords(terms);
  const [at, setAt] = useState('');
  const [hours, setHours] = useState('');
  const { cause: causes } = useWords(orderWords);
  const { en, ja } = orderWords;
  const { fields, hints } = useWords(orderWords);
  const language = useLanguage();
  const cause = 'action' in act ? act.cause : undefined;
  // The cause in both languages stands as the reason until somebody says more.
  const [reason, setReason] = useState('');
  const [lateReason, setLateReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      // Its own time, so that it counts from when it happened and not from when it arrives.
      const occurredAt = (at ? new Date(at) : new Date()).toISOString();
      const given: Text =
        reason.trim() === '' && cause ? { en: en.cause[cause], ja: ja.cause[cause] } : { [language]: reason };
      const late = at !== '' && lateReason.trim() !== '' ? { lateReason: { [language]: lateReason } } : {};
      onDone(await logged(card, act, { occurredAt, isNow: at === '', hours, reason: given, late }));
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
      <ProblemNote error={error} names={fields} />
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
          <label class="field">
            <span class="label">{fields.lateReason}</span>
            <span class="hint">{hints.lateReason}</span>
            <textarea value={lateReason} onInput={(e) => setLateReason(e.currentTarget.value)} />
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
  /** Why it is logged late, where that was said. */
  late: { lateReason?: Text };
}

async function logged(
  card: Card,
  act: Act,
  { occurredAt, isNow, hours, reason, late }: Said,
): Promise<'sent' | 'queued'> {
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
      ...late,
    };
    const ifMatch = current ?? card.revision;
    return await sendOrQueue({ ...shared, path: `${path}/transitions`, body, ifMatch, label: { en, ja } });
  }
  const { id, title } = act.operation;
  const [en, ja] = [title.en ?? title.ja ?? '', title.ja ?? title.en ?? ''];
  const how = await sendOrQueue({
    ...shared,
    path: `${path}/operations/${id}/complete`,
    body: isLate ? { performedAt: occurredAt, ...late } : {},
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
