// What waits for me: the most urgent first, one line each, leading to where it is done.
import { useState } from 'preact/hooks';
import { useResource } from '../../api/resource.ts';
import type { InboxItem, Page } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Age, Designator, Narrative, Nothing, StatusChip, Waiting } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { setQuery, usePlace } from '../../router.ts';
import { inboxWords } from './words.ts';
import './inbox.css';

interface Inbox extends Page<InboxItem> {
  counts: Record<InboxItem['kind'], number>;
  total: number;
}

const STEP = 50;

export default function InboxPage() {
  const words = useWords(inboxWords);
  const shared = useWords(common);
  const kind = usePlace().query.get('kind');
  const [limit, setLimit] = useState(STEP);
  const { data, error, isLoading, reload } = useResource<Inbox>(
    `/v1/inbox?limit=${limit}${kind ? `&kind=${encodeURIComponent(kind)}` : ''}`,
  );
  return (
    <div class="stack inbox">
      <PageHead title={words.title}>{data && <span class="soft">{words.waits(data.total)}</span>}</PageHead>
      <ProblemNote error={error} onRetry={reload} />
      {data && data.total > 0 && <Kinds counts={data.counts} chosen={kind} />}
      {!data && isLoading && <Waiting />}
      {data?.items.length === 0 && <Nothing>{words.nothing}</Nothing>}
      <ul class="inbox-list">
        {data?.items.map((item) => (
          <li key={`${item.kind}${item.partId ?? item.workOrderId}`}>
            <a href={placeOf(item)} data-row class="inbox-line">
              {item.designator !== null ? <Designator value={item.designator} /> : <span />}
              <span class="inbox-kind">{words.kind[item.kind]}</span>
              <span class="inbox-text">
                <Narrative text={item.text} />
              </span>
              {item.status !== null ? <StatusChip status={item.status} /> : <span />}
              <span class="soft small inbox-age">
                {words.since} <Age since={item.since} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {data?.next && limit < 200 && (
        <button type="button" onClick={() => setLimit(Math.min(200, limit + STEP))}>
          {shared.more}
        </button>
      )}
    </div>
  );
}

function Kinds({ counts, chosen }: { counts: Inbox['counts']; chosen: string | null }) {
  const words = useWords(inboxWords);
  const present = Object.entries(counts).filter(([kind, count]) => count > 0 || kind === chosen) as [
    InboxItem['kind'],
    number,
  ][];
  return (
    <fieldset class="row tight">
      <legend class="hidden">{words.onlyKind}</legend>
      <button type="button" class="compact" aria-pressed={chosen === null} onClick={() => setQuery({ kind: null })}>
        {words.all}
      </button>
      {present.map(([kind, count]) => (
        <button
          key={kind}
          type="button"
          class="compact"
          aria-pressed={chosen === kind}
          onClick={() => setQuery({ kind: chosen === kind ? null : kind })}
        >
          {words.kind[kind]}
          <span class="number soft">{count}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** The page on which it is done: an inspection has its sheet, a support list its page, the rest is done on the order; a webhook is mended through the API. */
function placeOf({ kind, workOrderId, partId, link }: InboxItem): string {
  if (kind === 'sign_support_list') return `/office/support?show=lists&list=${partId}`;
  if (workOrderId === null) return link;
  const order = `/orders/${workOrderId}`;
  if ((kind === 'sign_inspection' || kind === 'sign_again') && partId) return `${order}/inspections/${partId}`;
  return partId ? `${order}?part=${partId}` : order;
}
