// Raising a work order: what is asked for, and every fault of it at once.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, call, newKey } from '../../api/client.ts';
import { useFacilities } from '../../api/names.ts';
import { changed } from '../../api/resource.ts';
import type { WorkOrderView } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { go, guardLeaving } from '../../router.ts';
import { type Field, newOrderFields } from './acts.ts';
import { FormField } from './fields.tsx';
import { bodyOf, isAsked, type Values } from './values.ts';
import { orderWords } from './words.ts';
import './order.css';

export default function NewOrderPage() {
  const words = useWords(orderWords);
  const [values, setValues] = useState<Values>({ level: 'depot' });
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isTouched = useRef(false);
  const key = useRef(newKey());
  useEffect(() => guardLeaving(() => !isTouched.current || confirm(words.leave)), [words]);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = bodyOf(newOrderFields, values, null);
      const made = await call<WorkOrderView>('POST', '/v1/work-orders', { body, idempotencyKey: key.current });
      isTouched.current = false;
      changed('/v1/board', '/v1/work-orders');
      go(`/orders/${made.id}`);
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  const facilities = useFacilities();
  // Who sees one plant raises orders for that one.
  const only = facilities?.length === 1 ? facilities[0]?.id : undefined;
  useEffect(() => {
    if (only) setValues((before) => ({ facilityId: only, ...before }));
  }, [only]);
  const faults = (error instanceof ApiProblem && error.body.errors) || [];
  const optional = newOrderFields.filter((field) => !field.required && isAsked(field, values));
  const ask = (field: Field) => (
    <FormField
      key={field.name}
      field={field}
      value={values[field.name]}
      change={(value) => {
        isTouched.current = true;
        key.current = newKey();
        setValues((before) => ({ ...before, [field.name]: value }));
      }}
      file={null}
      faults={faults}
    />
  );
  return (
    <div class="stack narrow">
      <PageHead title={words.newTitle} />
      <ProblemNote error={error} />
      <form
        class="panel stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {newOrderFields.filter(({ required }) => required).map(ask)}
        <details open={optional.some(({ name }) => faults.some(({ pointer }) => pointer.startsWith(`/${name}`)))}>
          <summary>{words.moreFields}</summary>
          <div class="stack">{optional.map(ask)}</div>
        </details>
        <div>
          <button type="submit" class="main-action" disabled={isBusy}>
            {words.newTitle}
          </button>
        </div>
      </form>
    </div>
  );
}
