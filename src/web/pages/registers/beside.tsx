// What stands beside a record: how much of it is used, its changes of status, what relied on it, and its history.
import type { ComponentChildren } from 'preact';
import type { ReliedOnItem } from '../../../usecases/metrics/relied-on.ts';
import { useList, useResource } from '../../api/resource.ts';
import type { Page, Text } from '../../api/types.ts';
import { writeMoney, writeShare } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Day, PersonName, StatusChip, useNarrative, When } from '../../parts/show.tsx';
import type { RegisterRecord } from './form.tsx';
import { registerWords } from './words.ts';

type Money = Parameters<typeof writeMoney>[0];

/** How much of an authorization is used. */
export function Use({ record }: { record: RegisterRecord }) {
  const words = useWords(registerWords);
  return (
    <Side title={words.used}>
      <UseBar record={record} />
    </Side>
  );
}

export function UseBar({ record }: { record: RegisterRecord }) {
  const words = useWords(registerWords);
  const language = useLanguage();
  const [used, ceiling] = [record.valueUsed as Money | null, record.valueCeiling as Money | null];
  if (!ceiling) return <span class="soft">{words.noCeiling}</span>;
  const share = (used?.minorUnits ?? 0) / ceiling.minorUnits;
  return (
    <span class="use">
      <span class="use-bar" aria-hidden="true">
        <i style={{ width: `${Math.min(100, share * 100)}%` }} data-tone={share > 0.9 ? 'bad' : undefined} />
      </span>
      <span class="small number">
        {writeMoney(used ?? { currency: ceiling.currency, minorUnits: 0 }, language)} {'/ '}
        {writeMoney(ceiling, language)}
      </span>
      <span class="small soft">{words.ofCeiling(writeShare(share, language))}</span>
    </span>
  );
}

function Side({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel stack tight">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface StatusChange {
  status: string;
  on: string;
  reason: Text | null;
}

export function Changes({ record, term }: { record: RegisterRecord; term: string | undefined }) {
  const words = useWords(registerWords);
  const say = useNarrative();
  return (
    <Side title={words.changes}>
      <ol class="lines">
        {(record.statusChanges as StatusChange[]).map(({ status, on, reason }) => (
          <li key={on + status} class="row tight">
            <Day date={on} />
            <strong>{words.terms[term ?? '']?.[status] ?? status}</strong>
            {reason && <span>{say(reason)}</span>}
          </li>
        ))}
      </ol>
    </Side>
  );
}

const MOST_SHOWN = 50;

/** The decisions that relied on a record, for recalls. */
export function ReliedOn({ record, id }: { record: string; id: string }) {
  const words = useWords(registerWords);
  const names = useWords(terms);
  const { data, error, reload } = useResource<Page<ReliedOnItem>>(
    `/v1/exposure/relied-on?record=${record}&id=${id}&limit=${MOST_SHOWN}`,
  );
  return (
    <Side title={words.relies}>
      <ProblemNote error={error} onRetry={reload} />
      {data && (
        <details>
          <summary>
            {data.items.length === 0 ? words.noneRelied : words.relied(data.items.length)}
            {data.next && ` ${words.moreRelied}`}
          </summary>
          <ul class="lines small">
            {data.items.map((item) => (
              <li key={`${item.workOrderId}${item.sequence}${item.guard}`} class="row tight">
                <a class="mono" href={`/orders/${item.workOrderId}`}>
                  {item.number}
                </a>
                <StatusChip status={item.status} />
                <span>{names.event[item.act]}</span>
                <span class="soft">
                  <When at={item.occurredAt} stacked />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Side>
  );
}

interface Version {
  data: { revision: number };
  recordedAt: string;
  actorId: string | null;
}

export function Versions({ path }: { path: string }) {
  const words = useWords(registerWords);
  const { data } = useList<Version>(`${path}/versions?limit=200`);
  if (!data) return null;
  return (
    <Side title={words.versions}>
      <ol class="lines small">
        {[...data].reverse().map(({ data: { revision }, recordedAt, actorId }) => (
          <li key={revision} class="row tight">
            <strong>{words.revision(revision)}</strong>
            <span class="soft">
              <When at={recordedAt} /> · <PersonName id={actorId} />
            </span>
          </li>
        ))}
      </ol>
    </Side>
  );
}
