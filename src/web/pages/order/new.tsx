// Raising a work order: what is asked for, and every fault of it at once.
import { useEffect } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { useFacilities } from '../../api/names.ts';
import { changed } from '../../api/resource.ts';
import type { WorkOrderView } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { go } from '../../router.ts';
import { newOrderFields } from './acts.ts';
import { FormFields, FormProblem, hasFault, useForm } from './form.tsx';
import { bodyOf } from './values.ts';
import { orderWords } from './words.ts';
import './order.css';

const needed = newOrderFields.filter(({ required }) => required);
const optional = newOrderFields.filter(({ required }) => !required);

export default function NewOrderPage() {
  const words = useWords(orderWords);
  const form = useForm({ level: 'depot' });
  const send = () =>
    form.send(
      (idempotencyKey) => {
        const body = bodyOf(newOrderFields, form.values, null);
        return call<WorkOrderView>('POST', '/v1/work-orders', { body, idempotencyKey });
      },
      ({ id }) => {
        changed('/v1/board', '/v1/work-orders');
        go(`/orders/${id}`);
      },
    );
  const facilities = useFacilities();
  // Who sees one plant raises orders for that one.
  const only = facilities?.length === 1 ? facilities[0]?.id : undefined;
  useEffect(() => {
    if (only) form.fill({ facilityId: only });
  }, [only]);
  return (
    <div class="stack narrow">
      <PageHead title={words.newTitle} />
      <FormProblem form={form} />
      <form
        class="panel stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <FormFields form={form} fields={needed} />
        <details open={hasFault(form, optional)}>
          <summary>{words.moreFields}</summary>
          <div class="stack">
            <FormFields form={form} fields={optional} />
          </div>
        </details>
        <div>
          <button type="submit" class="main-action" disabled={form.isBusy}>
            {words.newTitle}
          </button>
        </div>
      </form>
    </div>
  );
}
