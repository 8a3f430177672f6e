// The form of any act on an order: its fields, what is wrong with them, the signing where it is signed, and what to do when somebody was faster.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import type { OrderEvent, Page, WorkOrderView } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { useComesIntoView } from '../../parts/problem.tsx';
import { PersonName, When } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import type { Field, OrderAct } from './acts.ts';
import { type OrderFile, orderChanged } from './file.ts';
import { FormFields, FormProblem, hasFault, useForm } from './form.tsx';
import { Merge, mergeOf } from './merge.tsx';
import { Signing } from './signing.tsx';
import { bodyOf, isAsked, type Values, valuesOf } from './values.ts';
import { orderWords } from './words.ts';

/** What an act is about, besides the order: its record, for forms that change it, and the number of its segment. */
export interface ActPart {
  id: string;
  n?: number;
  record?: Readonly<Record<string, unknown>>;
}

interface ActFormProps {
  act: OrderAct;
  file: OrderFile;
  part?: ActPart | undefined;
  /** What the form begins with. */
  given?: Values;
  onDone(): void;
  onClose(): void;
}

const ASIDE = ['occurredAt', 'performedAt', 'lateReason', 'note'];
const isAside = ({ name, seldom }: Field) => seldom === true || ASIDE.includes(name);
// So many names fit into the line that opens what stands aside.
const NAMED_ASIDE = 3;

/** The address that an act is sent to. */
function pathOf(act: OrderAct, orderId: string, part: ActPart | undefined): string {
  const path = act.path.replace('{part}', part?.id ?? '').replace('{n}', String(part?.n ?? ''));
  return `/v1/work-orders/${orderId}${path}`;
}

/** The name of an act. */
export function useActName(): (act: OrderAct) => string {
  const names = useWords(terms);
  const words = useWords(orderWords);
  return (act) => (act.action ? names.action[act.action] : (words.acts[act.operationId] ?? act.operationId));
}

export function ActForm({ act, file, part, given, onDone, onClose }: ActFormProps) {
  const words = useWords(orderWords);
  const nameOf = useActName();
  // What the form began from: later changes by others are compared with it.
  const [base, setBase] = useState<Values | null>(() =>
    act.method === 'PATCH' ? valuesOf(act.fields, recordOf(file, part)) : null,
  );
  const form = useForm({ ...(base ?? {}), ...(given ?? {}) });
  const { values, error, isBusy } = form;
  const [revision, setRevision] = useState(file.order.revision);
  // Where nothing is left to be asked, the content to be signed is shown at once.
  const isReady =
    act.signs !== undefined && act.fields.every(({ name, required }) => !required || given?.[name] !== undefined);
  const [isSigning, setSigning] = useState(isReady);
  const body = () => ({ ...(act.action ? { action: act.action } : {}), ...bodyOf(act.fields, values, base) });
  const send = (more: object = {}, at = revision) =>
    form.send(
      (key) => sendAct(act, file, part, values, { ...body(), ...more }, at, key),
      () => {
        orderChanged(file.order.id);
        onDone();
      },
    );
  const asked = act.fields.filter((field) => isAsked(field, values));
  // What is seldom said stands aside.
  const [main, aside] = [asked.filter((field) => !isAside(field)), asked.filter(isAside)];
  if (isSigning && act.signs)
    return (
      <Signing
        act={act.signs}
        orderId={file.order.id}
        body={signedBody(act, body(), part)}
        title={nameOf(act)}
        error={error}
        isBusy={isBusy}
        onSign={(signature, at) => void send({ signature }, at)}
        onClose={() => (isReady ? onClose() : setSigning(false))}
      />
    );
  return (
    <Dialog title={nameOf(act)} onClose={onClose} mayClose={form.mayClose}>
      <p class="soft small">
        <span class="mono">{file.order.number}</span>
      </p>
      {form.isStale ? (
        <Stale since={revision} orderId={file.order.id}>
          <Merge fields={mergeOf(act, base, values, file, part)} onChoose={form.change} />
          <button
            type="button"
            class="main-action"
            disabled={isBusy}
            onClick={async () => {
              const now = await call<WorkOrderView>('GET', `/v1/work-orders/${file.order.id}`);
              setRevision(now.revision);
              if (base) setBase(valuesOf(act.fields, recordOf({ ...file, order: now }, part)));
              await send({}, now.revision);
            }}
          >
            {words.sendAnyway}
          </button>
        </Stale>
      ) : (
        <FormProblem form={form} />
      )}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (act.signs) setSigning(true);
          else void send();
        }}
      >
        <FormFields form={form} fields={main} file={file} />
        {aside.length > 0 && (
          <details open={hasFault(form, aside)}>
            <summary>
              {aside.length > NAMED_ASIDE
                ? words.moreFields
                : aside.map(({ name }) => words.fields[name] ?? name).join(words.and)}
            </summary>
            <div class="stack">
              <FormFields form={form} fields={aside} file={file} />
            </div>
          </details>
        )}
        <div class="row">
          <button type="submit" class="main-action" disabled={isBusy}>
            {act.signs ? words.showContent : nameOf(act)}
          </button>
          <Back onClose={() => form.mayClose() && onClose()} />
        </div>
      </form>
    </Dialog>
  );
}

// Not "cancel": that is an act on orders too.
function Back({ onClose }: { onClose(): void }) {
  const shared = useWords(common);
  return (
    <button type="button" class="quiet" onClick={onClose}>
      {shared.back}
    </button>
  );
}

/** The record that a form changes: the part's, or the order's. */
function recordOf(file: OrderFile, part: ActPart | undefined): Readonly<Record<string, unknown>> {
  return part?.record ?? (file.order as unknown as Record<string, unknown>);
}

// What is signed is asked for by another form than it is sent in: an inspection's names the inspection.
function signedBody(act: OrderAct, { action: _, ...body }: Record<string, unknown>, part: ActPart | undefined): object {
  if (act.signs === 'sign_inspection') return { inspectionId: part?.id, ...body };
  return act.signs === 'sign_amendment' ? { amendmentId: part?.id } : body;
}

async function sendAct(
  act: OrderAct,
  file: OrderFile,
  part: ActPart | undefined,
  values: Values,
  body: object,
  revision: number,
  idempotencyKey: string,
): Promise<void> {
  const path = pathOf(act, file.order.id, part);
  const ifMatch = act.ifMatch ? revision : undefined;
  if (act.operationId !== 'addAttachment') {
    await call(act.method, path, { body, ifMatch, ...(act.method === 'POST' ? { idempotencyKey } : {}) });
    return;
  }
  // A file is sent as it is; what is said of it stands in the address.
  const {
    file: sent,
    description,
    ...rest
  } = { ...values } as { file?: File; description?: { en?: string; ja?: string } };
  const query = new URLSearchParams({ fileName: sent?.name ?? '' });
  if (description?.en) query.set('descriptionEn', description.en);
  if (description?.ja) query.set('descriptionJa', description.ja);
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, String(value));
  const headers = { 'content-type': sent?.type ?? 'application/octet-stream' };
  await call('POST', `${path}?${query}`, { body: sent ?? new Blob(), headers, idempotencyKey });
}

/** What happened on the order since the reader looked, and their choice. */
function Stale({ since, orderId, children }: { since: number; orderId: string; children: ComponentChildren }) {
  const words = useWords(orderWords);
  const names = useWords(terms);
  const note = useComesIntoView<HTMLDivElement>(since);
  const [events, setEvents] = useState<OrderEvent[]>([]);
  useEffect(() => {
    call<Page<OrderEvent>>('GET', `/v1/work-orders/${orderId}/events?limit=200&sort=-sequence`)
      .then((page) => setEvents(page.items.filter((event) => event.sequence > since).reverse()))
      .catch(() => setEvents([]));
  }, [orderId, since]);
  return (
    <div ref={note} class="note stack tight" data-tone="warn" role="alert">
      <strong>{words.stale}</strong>
      <p>{words.staleHint}</p>
      <ul>
        {events.map((event) => (
          <li key={event.sequence}>
            <span class="mono">{event.sequence}</span> {names.event[event.type]} · <PersonName id={event.actorId} /> ·{' '}
            <When at={event.recordedAt} />
          </li>
        ))}
      </ul>
      {children}
    </div>
  );
}
