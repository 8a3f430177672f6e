// The form of a register record: to add one, to change it against the revision that was seen, or to end it; conflicts are the person's to merge.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, call, newKey } from '../../api/client.ts';
import { changed } from '../../api/resource.ts';
import { useWords } from '../../language/language.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { common } from '../../parts/words.ts';
import { guardLeaving } from '../../router.ts';
import type { Field } from '../order/acts.ts';
import { FormField, OtherFormWords } from '../order/fields.tsx';
import { Merge } from '../order/merge.tsx';
import { bodyOf, isAsked, type Values, valuesOf } from '../order/values.ts';
import { orderWords } from '../order/words.ts';
import type { Register } from './registers.ts';
import { useRegisterWords } from './show.tsx';
import { registerWords } from './words.ts';

/** A record of a register, with what all of them have. */
export type RegisterRecord = Readonly<Record<string, unknown>> & { id: string; revision: number };

interface RegisterFormProps {
  register: Register;
  /** Where records of it are posted, or this one is patched. */
  path: string;
  /** What is changed; null: a new one. */
  record: RegisterRecord | null;
  /** Only these fields are asked for. */
  only?: readonly string[];
  title: string;
  onDone(record: RegisterRecord): void;
  onClose(): void;
}

// Source: vocabulary.md, conventions.
const EMPTY_IS_ALL: readonly string[] = ['equivalences', 'platforms', 'technicalData'];

export function RegisterForm({ register, path, record, only, title, onDone, onClose }: RegisterFormProps) {
  const words = useWords(registerWords);
  const { leave } = useWords(orderWords);
  const shared = useWords(common);
  const shownWords = useRegisterWords();
  // Of requirements and equivalences nothing means everything; of what is granted, nothing.
  const empty = EMPTY_IS_ALL.includes(register.name) ? words.emptyIsAll : words.emptyIsNone;
  const labels = {
    ...shownWords,
    hints: { ...shownWords.hints, activities: empty, platformIds: empty, facilityIds: empty },
  };
  const fields: readonly Field[] = register.fields.filter(({ name }) => !only || only.includes(name));
  const [base, setBase] = useState<Values | null>(() => record && valuesOf(fields, record));
  const [values, setValues] = useState<Values>(() => base ?? {});
  const [revision, setRevision] = useState(record?.revision);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isTouched = useRef(false);
  const key = useRef(newKey());
  useEffect(() => guardLeaving(() => !isTouched.current || confirm(leave)), [leave]);

  const send = async (from = base, ifMatch = revision) => {
    setBusy(true);
    setError(null);
    try {
      const body = bodyOf(fields, values, from);
      const sent = record
        ? await call<RegisterRecord>('PATCH', path, { body, ifMatch })
        : await call<RegisterRecord>('POST', path, { body, idempotencyKey: key.current });
      isTouched.current = false;
      changed(register.path.split('/{id}')[0] ?? register.path);
      onDone(sent);
    } catch (cause) {
      // What was refused did nothing: the next try is an act of its own. What got no answer may have done it.
      if (cause instanceof ApiProblem) key.current = newKey();
      setError(cause);
      setBusy(false);
    }
  };
  const isStale = error instanceof ApiProblem && error.status === 412;
  const faults = (error instanceof ApiProblem && error.body.errors) || [];
  return (
    <Dialog title={title} wide onClose={onClose} mayClose={() => !isTouched.current || confirm(leave)}>
      <OtherFormWords.Provider value={labels}>
        {isStale ? (
          <div class="note stack tight" data-tone="warn" role="alert">
            <strong>{words.stale}</strong>
            <p>{words.staleHint}</p>
            <Merge
              fields={{ path, fields, base, mine: values }}
              onChoose={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
            />
            <div>
              <button
                type="button"
                class="main-action"
                disabled={isBusy}
                onClick={async () => {
                  const now = await call<RegisterRecord>('GET', path);
                  const fresh = valuesOf(fields, now);
                  setBase(fresh);
                  setRevision(now.revision);
                  await send(fresh, now.revision);
                }}
              >
                {words.sendAnyway}
              </button>
            </div>
          </div>
        ) : (
          <ProblemNote error={error} />
        )}
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <div class="form-grid">
            {fields
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
          </div>
          <div class="row">
            <button type="submit" class="main-action" disabled={isBusy}>
              {words.save}
            </button>
            <button type="button" class="quiet" onClick={onClose}>
              {shared.cancel}
            </button>
          </div>
        </form>
      </OtherFormWords.Provider>
    </Dialog>
  );
}
