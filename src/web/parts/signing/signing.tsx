// Signing: the content exactly as the signature binds it, in the language it is shown in, then the pin.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Language } from '../../language/bilingual.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { halfWidth } from '../../language/numerals.ts';
import { Dialog } from '../dialog.tsx';
import { ProblemNote } from '../problem.tsx';
import { PersonName, Waiting, When } from '../show.tsx';
import { common } from '../words.ts';
import { signingWords } from './words.ts';
import './signing.css';

export interface SignatureGiven {
  contentSha256: string;
  language: Language;
  pin: string;
}

/** What would be signed, as the API answers it. */
export interface SigningContent {
  content: { meaning: string } & Record<string, unknown>;
  contentSha256: string;
}

interface SigningDialogProps {
  title: string;
  /** Reads what would be signed, with the revision that it is of: the revision first, so that what changes after it is refused. */
  read(language: Language): Promise<SigningContent & { revision: number }>;
  /** What the members of the content are called. */
  names: Readonly<Record<string, string>>;
  /** The same content as people read it; all of it stands below. */
  shows?(content: SigningContent['content']): ComponentChildren;
  /** Why the act was refused, if it was. */
  error: unknown;
  isBusy: boolean;
  /** With the revision that the content shown is of. */
  onSign(signature: SignatureGiven, revision: number): void;
  onClose(): void;
}

/** A dialog that shows what is signed and asks for the pin. */
export function SigningDialog({ title, read, names, shows, error, isBusy, onSign, onClose }: SigningDialogProps) {
  const words = useWords(signingWords);
  const shared = useWords(common);
  const language = useLanguage();
  const [shown, setShown] = useState<(SigningContent & { language: Language; revision: number }) | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [pin, setPin] = useState('');
  const pinId = useId();
  const pinInput = useRef<HTMLInputElement>(null);
  // A refused pin is typed over.
  useEffect(() => {
    if (error) pinInput.current?.select();
  }, [error]);
  // A refused signature is shown the content anew: it may be that which changed. Trying again asks for nothing.
  useEffect(() => {
    if (!error && shown?.language === language) return;
    let isOld = false;
    const show = (next: typeof shown, cause: unknown) => {
      if (isOld) return;
      setShown(next);
      setRefusal(cause);
    };
    read(language).then(
      (content) => show({ ...content, language }, null),
      (cause) => show(null, cause),
    );
    return () => {
      isOld = true;
    };
  }, [language, error]);
  return (
    <Dialog title={title} wide onClose={onClose}>
      <p>{words.signingHint}</p>
      {/* With nothing to sign it stands here; else by the pin, where the signer looks. */}
      {!shown && <ProblemNote error={error ?? refusal} />}
      {!shown && !refusal && <Waiting />}
      {shown && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            onSign(
              { contentSha256: shown.contentSha256, language: shown.language, pin: halfWidth(pin) },
              shown.revision,
            );
          }}
        >
          <section class="signed-content stack" lang={shown.language} aria-label={words.signing}>
            <p class="meaning">{shown.content.meaning}</p>
            {shows?.(shown.content)}
            <Tree value={shown.content} hidden="meaning" names={names} />
            <p class="small soft">
              {words.hash}
              <br />
              <code>{shown.contentSha256}</code>
            </p>
          </section>
          <ProblemNote error={error} names={{ pin: words.pin }} />
          <div class="field pin">
            <label for={pinId}>{words.pin}</label>
            <p class="hint">{words.pinHint}</p>
            <input
              ref={pinInput}
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

interface TreeProps {
  value: unknown;
  names: Readonly<Record<string, string>>;
  hidden?: string;
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const PEOPLE = ['performedBy', 'measuredBy', 'approvedBy', 'signedBy'];

/** Beside what is signed, which names people by their ids and instants in UTC: who and when that is. */
function Beside({ name, value }: { name: string; value: unknown }) {
  if (typeof value !== 'string') return null;
  const isPerson = PEOPLE.includes(name);
  if (!isPerson && !INSTANT.test(value)) return null;
  return (
    <>
      {' '}
      <span class="small soft">{isPerson ? <PersonName id={value} /> : <When at={value} />}</span>
    </>
  );
}

/** Any content as nested lists of names and values: nothing of it is left out. */
function Tree({ value, names, hidden }: TreeProps) {
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
            <Tree value={one} names={names} />
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
              {names[name] ?? ''} <code class="soft">{name}</code>
            </dt>
            <dd>
              <Tree value={one} names={names} />
              <Beside name={name} value={one} />
            </dd>
          </div>
        ))}
    </dl>
  );
}
