// What waits on this device to be sent: whose it is, how old, and what its maker decides about what was refused.
import { useState } from 'preact/hooks';
import { ApiProblem, call } from '../../api/client.ts';
import type { Text, WorkOrderView } from '../../api/types.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { dropEntry, queue, replay, retryEntry } from '../../offline/queue.ts';
import type { QueuedEntry } from '../../offline/vault.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Age, Narrative, PersonName } from '../../parts/show.tsx';
import { useStore } from '../../store.ts';
import { orderWords } from '../order/words.ts';
import { logWords } from './words.ts';

/** What waits on this device, whose it is and how old; one that was refused waits for its maker to decide. */
export function Queue() {
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
  const { fields } = useWords(orderWords);
  const [error, setError] = useState<unknown>(null);
  const again = async (more: object = {}) => {
    try {
      const { revision } = await call<WorkOrderView>('GET', `/v1/work-orders/${entry.workOrderId}`);
      await retryEntry({ ...entry, body: { ...(entry.body as object), ...more } }, revision);
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause;
      setError(cause);
    }
  };
  const isRefused = entry.state === 'refused';
  // It waited here longer than an act may without a reason.
  const isTooLate = entry.problem?.errors?.some(({ code }) => code === 'late_reason.missing') ?? false;
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
      {entry.problem && <ProblemNote error={new ApiProblem(entry.problem)} names={fields} />}
      <ProblemNote error={error} />
      {isRefused && isTooLate && <AskReason onSay={(lateReason) => void again({ lateReason })} />}
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

/** What waited for days needs a reason, which only its maker knows: it is asked for where it was refused. */
function AskReason({ onSay }: { onSay(reason: Text): void }) {
  const words = useWords(logWords);
  const { fields } = useWords(orderWords);
  const language = useLanguage();
  const [reason, setReason] = useState('');
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') onSay({ [language]: reason });
      }}
    >
      <label class="field">
        <span class="label">{fields.lateReason}</span>
        <textarea required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <div>
        <button type="submit" class="main-action">
          {words.sendWithReason}
        </button>
      </div>
    </form>
  );
}
