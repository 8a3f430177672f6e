// A form of an act on support lists: its fields, what is wrong with them, and what to do when somebody was faster.
import { ApiProblem } from '../../../api/client.ts';
import { changed } from '../../../api/resource.ts';
import { useWords } from '../../../language/language.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { common } from '../../../parts/words.ts';
import type { Field } from '../../order/acts.ts';
import { type FormWords, OtherFormWords } from '../../order/fields.tsx';
import { FormFields, FormProblem, useForm } from '../../order/form.tsx';
import { bodyOf, type Values } from '../../order/values.ts';
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
  const form = useForm(given ?? {});
  const submit = async () => {
    const refused = await form.send(
      (key) => send(bodyOf(fields, form.values, null), key),
      () => {
        changed(...SUPPLY_PATHS);
        onDone();
      },
    );
    // Somebody was faster: behind the form stands what they made of it, and sending it again is meant for that.
    if (refused instanceof ApiProblem && refused.status === 412) changed(...SUPPLY_PATHS);
  };
  return (
    <Dialog title={title} wide onClose={onClose} mayClose={form.mayClose}>
      {lead && <p>{lead}</p>}
      <OtherFormWords.Provider value={{ fields: words.fields, hints: words.hints, terms }}>
        <FormProblem form={form} />
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <FormFields form={form} fields={fields} />
          <div class="row">
            <button type="submit" class="main-action" disabled={form.isBusy}>
              {title}
            </button>
            <button type="button" class="quiet" onClick={() => form.mayClose() && onClose()}>
              {shared.back}
            </button>
          </div>
        </form>
      </OtherFormWords.Provider>
    </Dialog>
  );
}
