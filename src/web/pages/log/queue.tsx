// What waits on this device to be sent: whose it is, how old, and what its maker decides about what was refused.
import { useState } from 'preact/hooks';
import { ApiProblem, call } from '../../api/client.ts';
import type { WorkOrderView } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { dropEntry, queue, replay, retryEntry } from '../../offline/queue.ts';
import type { QueuedEntry } from '../../offline/vault.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Age, Narrative, PersonName } from '../../parts/show.tsx';
import { useStore } from '../../store.ts';
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
