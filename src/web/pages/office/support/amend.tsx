// Amending a support list: a part moves, leaves or is added, each with the reason that both countries sign with the list.
import { call } from '../../../api/client.ts';
import { useWords } from '../../../language/language.ts';
import type { Field } from '../../order/acts.ts';
import { SupportForm } from './form.tsx';
import { nameOf, type ShownList } from './support.tsx';
import { supportWords } from './words.ts';

export type Amending = { change: 'add' } | { change: 'move' | 'remove'; item: ShownList['items'][number] };

const RANK: Field = { name: 'rank', kind: 'whole', required: true };
const REASON: Field = { name: 'reason', kind: 'narrative', required: true };

const FIELDS: Readonly<Record<Amending['change'], readonly Field[]>> = {
  add: [
    { name: 'nsn', kind: 'line' },
    { name: 'partNumber', kind: 'line' },
    { name: 'cage', kind: 'line' },
    { name: 'nomenclature', kind: 'narrative', required: true },
    RANK,
    REASON,
  ],
  move: [RANK, REASON],
  remove: [REASON],
};

export function Amend({ list, amending, onClose }: { list: ShownList; amending: Amending; onClose(): void }) {
  const words = useWords(supportWords);
  const { change } = amending;
  const isSigned = list.signatures.some(({ supersededAt }) => supersededAt === null);
  const part = change === 'add' ? {} : { part: amending.item.part };
  const title =
    change === 'add'
      ? words.addPart
      : change === 'move'
        ? words.movePart(nameOf(amending.item))
        : words.removePart(nameOf(amending.item));
  return (
    <SupportForm
      title={title}
      lead={isSigned ? words.amendSigned : words.amendLead}
      fields={FIELDS[change]}
      send={async (body, idempotencyKey) => {
        await call('POST', `/v1/support-lists/${list.id}/amendments`, {
          body: { change, ...part, ...body },
          ifMatch: list.revision,
          idempotencyKey,
        });
      }}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
