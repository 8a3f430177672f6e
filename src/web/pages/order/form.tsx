// What every form has: what was typed, what is wrong with it, that it is sent once, and that nobody loses it by leaving.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, newKey } from '../../api/client.ts';
import type { Fault } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { common } from '../../parts/words.ts';
import { guardLeaving } from '../../router.ts';
import type { Field } from './acts.ts';
import { FormField, useFormWords } from './fields.tsx';
import type { OrderFile } from './file.ts';
import { isAsked, type Values } from './values.ts';
import { orderWords } from './words.ts';

export interface Form {
  values: Values;
  /** What somebody types. */
  change(name: string, value: unknown): void;
  /** Fills in what nobody typed: what was typed stays. */
  fill(values: Values): void;
  /** Why it was refused; null: it was not. */
  error: unknown;
  /** Somebody was faster: it is against an older revision. */
  isStale: boolean;
  /** What the API says of single fields. */
  faults: readonly Fault[];
  isBusy: boolean;
  /** Sends it by `work`, which is given a name for this very act, and goes on with `done`. Answers why not; null: it was sent. */
  send<Sent>(work: (idempotencyKey: string) => Promise<Sent>, done: (sent: Sent) => void): Promise<unknown>;
  /** Asks whoever has typed something whether to leave it. */
  mayClose(): boolean;
}

// Of a choice that nobody made the API lists the members by their codes; who fills in a form has not chosen yet.
function asAsked(cause: unknown, values: Values): unknown {
  if (!(cause instanceof ApiProblem) || !cause.body.errors) return cause;
  const isEmpty = (pointer: string) => !values[pointer.slice(1).replaceAll('/', '.')];
  const message = { en: common.en.missing, ja: common.ja.missing };
  const errors = cause.body.errors.map((fault) =>
    fault.code === 'value.not_allowed' && isEmpty(fault.pointer) ? { ...fault, code: 'value.missing', message } : fault,
  );
  return new ApiProblem({ ...cause.body, errors });
}

/** The state of a form that begins with some values. */
export function useForm(first: Values): Form {
  const { leave } = useWords(orderWords);
  const [values, setValues] = useState<Values>(first);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isTouched = useRef(false);
  const key = useRef(newKey());
  const mayClose = () => !isTouched.current || confirm(leave);
  useEffect(() => guardLeaving({ isUnsaved: () => isTouched.current, question: leave }), [leave]);
  return {
    values,
    change(name, value) {
      isTouched.current = true;
      // Another body is another request.
      key.current = newKey();
      setValues((before) => ({ ...before, [name]: value }));
    },
    fill: (given) => setValues((before) => ({ ...given, ...before })),
    error,
    isStale: error instanceof ApiProblem && error.status === 412,
    faults: (error instanceof ApiProblem && error.body.errors) || [],
    isBusy,
    async send(work, done) {
      setBusy(true);
      setError(null);
      try {
        const sent = await work(key.current);
        isTouched.current = false;
        done(sent);
        return null;
      } catch (cause) {
        // What was refused did nothing: the next try is an act of its own. What got no answer may have done it.
        if (cause instanceof ApiProblem) key.current = newKey();
        setError(asAsked(cause, values));
        return cause;
      } finally {
        setBusy(false);
      }
    },
    mayClose,
  };
}

/** Why a form was refused, by the names of its fields. */
export function FormProblem({ form }: { form: Form }) {
  return <ProblemNote error={form.error} names={useFormWords().fields} comesIntoView />;
}

interface FormFieldsProps {
  form: Form;
  fields: readonly Field[];
  /** The order it is about; null: none. */
  file?: OrderFile | null;
}

/** Some fields of a form, those that are asked for as the others stand. */
export function FormFields({ form, fields, file = null }: FormFieldsProps) {
  const { values, change, faults } = form;
  return (
    <>
      {fields
        .filter((field) => isAsked(field, values))
        .map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={values[field.name]}
            change={(value) => change(field.name, value)}
            file={file}
            faults={faults}
          />
        ))}
    </>
  );
}

/** Whether something is wrong with one of some fields: then they are not hidden. */
export function hasFault({ faults }: Form, fields: readonly Field[]): boolean {
  return fields.some(({ name }) => faults.some(({ pointer }) => pointer.startsWith(`/${name}`)));
}
