// Signing: the content exactly as the signature binds it, in the language it is shown in, then the pin.
import { useEffect, useId, useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import type { WorkOrderView } from '../../api/types.ts';
import type { Language } from '../../language/bilingual.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Waiting } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import type { OrderAct } from './acts.ts';
import { orderWords } from './words.ts';

interface SignatureGiven {
  contentSha256: string;
  language: Language;
  pin: string;
}

interface SigningProps {
  act: NonNullable<OrderAct['signs']>;
  orderId: string;
  /** The act's body, but for the signature. */
  body: object;
  title: string;
  /** Why the act was refused, if it was. */
  error: unknown;
  isBusy: boolean;
  /** With the revision that the content shown is of. */
  onSign(signature: SignatureGiven, revision: number): void;
  onClose(): void;
}

interface Content {
  content: { meaning: string } & Record<string, unknown>;
  contentSha256: string;
}

export function Signing({ act, orderId, body, title, error, isBusy, onSign, onClose }: SigningProps) {
  const words = useWords(orderWords);
  const shared = useWords(common);
  const language = useLanguage();
  const [shown, setShown] = useState<(Content & { language: Language; revision: number }) | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [pin, setPin] = useState('');
  const pinId = useId();
  // A refused signature is shown the content anew: it may be that which changed.
  useEffect(() => {
    let isOld = false;
    const show = (next: typeof shown, cause: unknown) => {
      if (isOld) return;
      setShown(next);
      setRefusal(cause);
    };
    const ask = async () => {
      // The revision first: what changes after it is refused, by the revision or by the hash.
      const { revision } = await call<WorkOrderView>('GET', `/v1/work-orders/${orderId}`);
      const content = await call<Content>('POST', `/v1/work-orders/${orderId}/signing-content`, {
        body: { act, body, language },
      });
      show({ ...content, language, revision }, null);
    };
    ask().catch((cause) => show(null, cause));
    return () => {
      isOld = true;
    };
  }, [language, error]);
  return (
    <Dialog title={title} wide onClose={onClose}>
      <p>{words.signingHint}</p>
      <ProblemNote error={error ?? refusal} />
      {!shown && !refusal && <Waiting />}
      {shown && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            onSign({ contentSha256: shown.contentSha256, language: shown.language, pin }, shown.revision);
          }}
        >
          <section class="signed-content stack" lang={shown.language} aria-label={words.signing}>
            <p class="meaning">{shown.content.meaning}</p>
            <Tree value={shown.content} hidden="meaning" />
            <p class="small soft">
              {words.hash}
              <br />
              <code>{shown.contentSha256}</code>
            </p>
          </section>
          <div class="field pin">
            <label for={pinId}>{words.pin}</label>
            <p class="hint">{words.pinHint}</p>
            <input
              id={pinId}
              type="password"
              inputMode="numeric"
              autocomplete="off"
              required
              value={pin}
              onInput={(event) => setPin(event.currentTarget.value)}
            />
          </div>
          <div class="row">
            <button type="submit" class="main-action" disabled={isBusy}>
              {words.sign}
            </button>
            <button type="button" onClick={onClose}>
              {shared.back}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** Any content as nested lists of names and values: nothing of it is left out. */
function Tree({ value, hidden }: { value: unknown; hidden?: string }) {
  const words = useWords(orderWords);
  const shared = useWords(common);
  if (value === null || value === undefined || value === '') return <span class="soft">–</span>;
  if (typeof value === 'boolean') return <span>{value ? shared.yes : shared.no}</span>;
  if (Array.isArray(value))
    return value.length === 0 ? (
      <span class="soft">{shared.none}</span>
    ) : (
      <ol class="tree-list">
        {value.map((one, index) => (
          <li key={index}>
            <Tree value={one} />
          </li>
        ))}
      </ol>
    );
  if (typeof value !== 'object') return <span>{String(value)}</span>;
  return (
    <dl class="tree">
      {Object.entries(value)
        .filter(([name]) => name !== hidden)
        .map(([name, one]) => (
          <div key={name}>
            <dt>
              {words.fields[name] ?? ''} <code class="soft">{name}</code>
            </dt>
            <dd>
              <Tree value={one} />
            </dd>
          </div>
        ))}
    </dl>
  );
}
