// A form of an act on support lists: its fields, what is wrong with them, and what to do when somebody was faster.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, newKey } from '../../../api/client.ts';
import { changed } from '../../../api/resource.ts';
import { useWords } from '../../../language/language.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { common } from '../../../parts/words.ts';
import { guardLeaving } from '../../../router.ts';
import type { Field } from '../../order/acts.ts';
import { FormField, type FormWords, OtherFormWords } from '../../order/fields.tsx';
import { bodyOf, isAsked, type Values } from '../../order/values.ts';
import { SUPPLY_PATHS } from './support.tsx';
import { supportWords } from './words.ts';
import '../../order/order.css';

interface ActFormProps {
  title: string;
  lead?: string;
  fields: readonly Field[];
  /** What the form begins with. */
  given?: Values;
  terms?: FormWords['terms'];
  /** Sends it. Raises ApiProblem for a refusal. */
  send(body: Record<string, unknown>, idempotencyKey: string): Promise<void>;
  onDone(): void;
  onClose(): void;
}

export function SupportForm({ title, lead, fields, given, terms = {}, send, onDone, onClose }: ActFormProps) {
  const words = useWords(supportWords);
  const shared = useWords(common);
  const [values, setValues] = useState<Values>(given ?? {});
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isTouched = useRef(false);
  const key = useRef(newKey());
  useEffect(() => guardLeaving(() => !isTouched.current || confirm(words.leave)), [words]);
  const faults = (error instanceof ApiProblem && error.body.errors) || [];
  const submit = async () => {
    setBusy(true);
    setError(null);
    try {
      await send(bodyOf(fields, values, null), key.current);
      isTouched.current = false;
      changed(...SUPPLY_PATHS);
      onDone();
    } catch (cause) {
      // What was refused did nothing: the next try is an act of its own. What got no answer may have done it.
      if (cause instanceof ApiProblem) key.current = newKey();
      // Somebody was faster: behind the form stands what they made of it, and sending it again is meant for that.
      if (cause instanceof ApiProblem && cause.status === 412) changed(...SUPPLY_PATHS);
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} wide onClose={onClose} mayClose={() => !isTouched.current || confirm(words.leave)}>
      {lead && <p>{lead}</p>}
      <OtherFormWords.Provider value={{ fields: words.fields, hints: words.hints, terms }}>
        <ProblemNote error={error} />
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {fields
            .filter((field) => isAsked(field, values))
            .map((field) => (
              <FormField
                key={field.name}
                field={field}
                value={values[field.name]}
                change={(value) => {
                  isTouched.current = true;
                  // Another body is another request.
                  key.current = newKey();
                  setValues((before) => ({ ...before, [field.name]: value }));
                }}
                file={null}
                faults={faults}
              />
            ))}
          <div class="row">
            <button type="submit" class="main-action" disabled={isBusy}>
              {title}
            </button>
            <button type="button" class="quiet" onClick={onClose}>
              {shared.back}
            </button>
          </div>
        </form>
      </OtherFormWords.Provider>
    </Dialog>
  );
}
