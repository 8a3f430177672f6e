// Signing a support list for one of the two countries: the list as the signature binds it, in the signer's language, then the pin.
import { useRef, useState } from 'preact/hooks';
import { ApiProblem, call, newKey } from '../../../api/client.ts';
import { changed } from '../../../api/resource.ts';
import type { Language } from '../../../language/bilingual.ts';
import { useWords } from '../../../language/language.ts';
import { Narrative } from '../../../parts/show.tsx';
import { type SignatureGiven, type SigningContent, SigningDialog } from '../../../parts/signing/signing.tsx';
import { ItemTable } from './items.tsx';
import { nameOfKey, type ShownList, SUPPLY_PATHS } from './support.tsx';
import { WeightsInForce } from './weights.tsx';
import { supportWords } from './words.ts';

interface ListSigningProps {
  list: ShownList;
  side: 'us' | 'japan';
  onClose(): void;
}

export function ListSigning({ list, side, onClose }: ListSigningProps) {
  const words = useWords(supportWords);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const key = useRef(newKey());
  const path = `/v1/support-lists/${list.id}`;
  const read = async (language: Language) => {
    const { revision } = await call<ShownList>('GET', path);
    const content = await call<SigningContent>('POST', `${path}/signing-content`, { body: { side, language } });
    return { ...content, revision };
  };
  const sign = async (signature: SignatureGiven, ifMatch: number) => {
    setBusy(true);
    setError(null);
    try {
      await call('POST', `${path}/sign`, { body: { side, signature }, ifMatch, idempotencyKey: key.current });
      onClose();
    } catch (cause) {
      // What was refused did nothing: the next try is an act of its own. What got no answer may have done it.
      if (cause instanceof ApiProblem) key.current = newKey();
      setError(cause);
    } finally {
      setBusy(false);
      changed(...SUPPLY_PATHS);
    }
  };
  return (
    <SigningDialog
      title={words.signFor[side]}
      read={read}
      names={words.fields}
      shows={({ subject }) => <Subject subject={subject as Signable} />}
      error={error}
      isBusy={isBusy}
      onSign={(signature, revision) => void sign(signature, revision)}
      onClose={onClose}
    />
  );
}

type Signable = Pick<ShownList, 'number' | 'version' | 'items' | 'amendments' | 'ranking'>;

/** What is signed, as people read it. */
function Subject({ subject: { number, version, items, amendments, ranking } }: { subject: Signable }) {
  const words = useWords(supportWords);
  return (
    <div class="stack">
      <h3>{words.listAndVersion(number, version)}</h3>
      <ItemTable items={items} />
      {amendments.length > 0 && (
        <>
          <h3>{words.amendments}</h3>
          <ol class="tree-list">
            {amendments.map((amendment) => (
              <li key={amendment.n}>
                {words.changes[amendment.change]} <span class="mono">{nameOfKey(amendment.part)}</span>{' '}
                <span class="number">{`${amendment.from ?? '–'} → ${amendment.to ?? '–'}`}</span>{' '}
                {words.sideNames[amendment.side]}
                {': '}
                <Narrative text={amendment.reason} />
              </li>
            ))}
          </ol>
        </>
      )}
      <WeightsInForce weighting={ranking.weighting} />
      <h3>{words.everySignedWord}</h3>
    </div>
  );
}
