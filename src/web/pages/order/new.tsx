// Raising a work order: what is asked for, and every fault of it at once.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, call, newKey } from '../../api/client.ts';
import { changed } from '../../api/resource.ts';
import type { WorkOrderView } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { go, guardLeaving } from '../../router.ts';
import { newOrderFields } from './acts.ts';
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
  const faults = (error instanceof ApiProblem && error.body.errors) || [];
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
        {newOrderFields
          .filter((field) => isAsked(field, values))
          .map((field) => (
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
          ))}
        <div>
          <button type="submit" class="main-action" disabled={isBusy}>
            {words.newTitle}
          </button>
        </div>
      </form>
    </div>
  );
}
