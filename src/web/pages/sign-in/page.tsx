// Signing in: with a key, with the identity provider where there is one, and in the demo as one of its six people.
import { useState } from 'preact/hooks';
import { ApiProblem, endedSession } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import type { WaysIn } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Narrative } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { mayLeave } from '../../router.ts';
import { signInWithKey } from '../../shell/session.ts';
import { Brand, Switches } from '../../shell/shell.tsx';
import { shellWords } from '../../shell/words.ts';
import { signInWords } from './words.ts';
import './sign-in.css';

export function SignIn() {
  const words = useWords(signInWords);
  const shell = useWords(shellWords);
  return (
    <>
      <header class="shell-head">
        <div class="shell-strip">
          <Brand />
          <div class="shell-nav" />
          <div class="shell-tools">
            <Switches />
          </div>
        </div>
      </header>
      <main class="shell-main sign-in" id="page" tabIndex={-1}>
        <section class="sign-in-lead stack">
          <PageHead title={words.title} />
          <p class="lead">{words.lead}</p>
          <ul class="points">
            {words.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </section>
        <div class="stack">
          <Ways />
        </div>
      </main>
      <footer class="shell-foot">
        <p>{shell.disclaimer}</p>
        <p class="row sign-in-links">
          <a href="/verify">{shell.verify}</a>
          <a href="/docs">{shell.api}</a>
        </p>
      </footer>
    </>
  );
}

/** Signing in over a page whose session ran out: the same person finds it as it was. */
export function SignInAgain() {
  const words = useWords(signInWords);
  return (
    <Dialog title={words.ended} covers mayClose={mayLeave} onClose={() => endedSession.set(null)}>
      <p>{words.endedHint}</p>
      <Ways />
    </Dialog>
  );
}

/** The ways in that the service has. */
function Ways() {
  const { data: ways, error, reload } = useResource<WaysIn>('/v1/ways-in');
  return (
    <>
      <ProblemNote error={error} onRetry={reload} />
      {ways && ways.demo.length > 0 && <DemoPeople people={ways.demo} />}
      {ways?.provider && <Provider />}
      <KeyForm />
    </>
  );
}

/** Signs in, once at a time; a wrong key is said to be one. */
function useSignIn() {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const signIn = async (key: string) => {
    setBusy(true);
    setError(null);
    try {
      await signInWithKey(key);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, signIn };
}

function DemoPeople({ people }: { people: WaysIn['demo'] }) {
  const words = useWords(signInWords);
  const shared = useWords(common);
  const names = useWords(terms);
  const { isBusy, error, signIn } = useSignIn();
  return (
    <section class="panel stack tight" aria-labelledby="demo">
      <h2 id="demo">{words.demo}</h2>
      <p class="soft small">{words.demoHint}</p>
      <ProblemNote error={error} />
      <ul class="people">
        {people.map(({ key, pin, name, roles }) => (
          <li key={key}>
            <button type="button" disabled={isBusy} onClick={() => void signIn(key)}>
              <strong>{roles.map((role) => names.role[role]).join(shared.comma)}</strong>
              <span>
                <Narrative text={name} />
              </span>
              <span class="soft small number">{pin === null ? words.noPin : words.pin(pin)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Provider() {
  const words = useWords(signInWords);
  const returnTo = encodeURIComponent(location.pathname + location.search);
  return (
    <section class="panel stack tight">
      <h2>{words.byProvider}</h2>
      <p>
        <a class="button main-action" href={`/auth/login?returnTo=${returnTo}`}>
          {words.provider}
        </a>
      </p>
    </section>
  );
}

function KeyForm() {
  const words = useWords(signInWords);
  const [key, setKey] = useState('');
  const { isBusy, error, signIn } = useSignIn();
  const isWrong = error instanceof ApiProblem && error.status === 401;
  return (
    <section class="panel" aria-labelledby="by-key">
      <h2 id="by-key">{words.byKey}</h2>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '') void signIn(key);
        }}
      >
        <div class="field">
          <label for="key">{words.key}</label>
          <p class="hint" id="key-hint">
            {words.keyHint}
          </p>
          <input
            id="key"
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            aria-describedby="key-hint key-fault"
            aria-invalid={isWrong}
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
          <p class="fault" id="key-fault" role="alert">
            {isWrong && words.wrongKey}
          </p>
        </div>
        {!isWrong && <ProblemNote error={error} />}
        {!isSecureContext && <p class="note">{words.noPlain}</p>}
        <div>
          <button type="submit" class="main-action" disabled={isBusy}>
            {words.signIn}
          </button>
        </div>
      </form>
    </section>
  );
}
