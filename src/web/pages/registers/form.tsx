// The form of a register record: to add one, to change it against the revision that was seen, or to end it; conflicts are the person's to merge.
import { useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { changed } from '../../api/resource.ts';
import { useWords } from '../../language/language.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { useComesIntoView } from '../../parts/problem.tsx';
import { common } from '../../parts/words.ts';
import type { Field } from '../order/acts.ts';
import { OtherFormWords } from '../order/fields.tsx';
import { FormFields, FormProblem, useForm } from '../order/form.tsx';
import { Merge } from '../order/merge.tsx';
import { bodyOf, type Values, valuesOf } from '../order/values.ts';
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

export function RegisterForm({ register, path, record, only, title, onDone, onClose }: RegisterFormProps) {
  const words = useWords(registerWords);
  const shared = useWords(common);
  const shownWords = useRegisterWords();
  // Of requirements and equivalences nothing means everything; of what is granted, nothing.
  const empty = register.emptyIsAll ? words.emptyIsAll : words.emptyIsNone;
  const labels = {
    ...shownWords,
    hints: { ...shownWords.hints, activities: empty, platformIds: empty, facilityIds: empty },
  };
  const fields: readonly Field[] = register.fields.filter(({ name }) => !only || only.includes(name));
  const [base, setBase] = useState<Values | null>(() => record && valuesOf(fields, record));
  const [revision, setRevision] = useState(record?.revision);
  const form = useForm(base ?? {});
  const { values, isBusy } = form;
  const stale = useComesIntoView<HTMLDivElement>(form.isStale);
  const send = (from = base, ifMatch = revision) =>
    form.send(
      (idempotencyKey) => {
        const body = bodyOf(fields, values, from);
        return record
          ? call<RegisterRecord>('PATCH', path, { body, ifMatch })
          : call<RegisterRecord>('POST', path, { body, idempotencyKey });
      },
      (sent) => {
        changed(register.path.split('/{id}')[0] ?? register.path);
        onDone(sent);
      },
    );
  return (
    <Dialog title={title} wide onClose={onClose} mayClose={form.mayClose}>
      <OtherFormWords.Provider value={labels}>
        {form.isStale ? (
          <div ref={stale} class="note stack tight" data-tone="warn" role="alert">
            <strong>{words.stale}</strong>
            <p>{words.staleHint}</p>
            <Merge fields={{ path, fields, base, mine: values }} onChoose={form.change} />
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
          <FormProblem form={form} />
        )}
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <div class="form-grid">
            <FormFields form={form} fields={fields} />
          </div>
          <div class="row">
            <button type="submit" class="main-action" disabled={isBusy}>
              {words.save}
            </button>
            <button type="button" class="quiet" onClick={() => form.mayClose() && onClose()}>
              {shared.cancel}
            </button>
          </div>
        </form>
      </OtherFormWords.Provider>
    </Dialog>
  );
}
