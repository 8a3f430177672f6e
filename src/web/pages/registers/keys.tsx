// Keys, one-time codes and the pin of a person: what an administrator issues is shown once, and the pin is its holder's to set.
import { useState } from 'preact/hooks';
import type { IssuedKey, IssuedPinCode, Key, PinCode, PinStatus } from '../../../domain/registers/person.ts';
import { call, newKey, session } from '../../api/client.ts';
import { changed, useList, useResource } from '../../api/resource.ts';
import { useWords } from '../../language/language.ts';
import { ProblemNote } from '../../parts/problem.tsx';
import { Nothing, When } from '../../parts/show.tsx';
import { registerWords } from './words.ts';

const isAdministrator = () => session.get()?.person.roles.includes('administrator') === true;

/** Shows a secret that is never answered again. */
function Once({ secret }: { secret: string | null }) {
  const words = useWords(registerWords);
  if (secret === null) return null;
  return (
    <div class="note" data-tone="good" role="status">
      <strong>{words.keyOnce}</strong>
      <code class="secret">{secret}</code>
    </div>
  );
}

export function Keys({ personId }: { personId: string }) {
  const words = useWords(registerWords);
  const path = `/v1/people/${personId}/keys`;
  const { data } = useList<Key>(isAdministrator() ? `${path}?limit=200` : null);
  const [secret, setSecret] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (!isAdministrator()) return null;
  const act = async (work: () => Promise<void>) => {
    setError(null);
    try {
      await work();
      changed(path);
    } catch (cause) {
      setError(cause);
    }
  };
  const issue = () =>
    act(async () => setSecret((await call<IssuedKey>('POST', path, { idempotencyKey: newKey() })).key));
  const end = (key: Key & { revision?: number }) =>
    act(async () => {
      const { revision } = await call<{ revision: number }>('GET', `${path}/${key.id}`);
      await call('PATCH', `${path}/${key.id}`, { body: { endedAt: new Date().toISOString() }, ifMatch: revision });
    });
  return (
    <section class="panel stack tight" aria-labelledby="keys">
      <div class="row spread section-head">
        <h2 id="keys">{words.keys}</h2>
        <button type="button" class="compact" onClick={() => void issue()}>
          {words.issueKey}
        </button>
      </div>
      <ProblemNote error={error} />
      <Once secret={secret} />
      {data?.length === 0 && <Nothing>{words.none}</Nothing>}
      <ul class="lines">
        {data?.map((key) => (
          <li key={key.id} class="row spread">
            <When at={key.createdAt} />
            {key.endedAt ? (
              <span class="soft">
                {words.ended} <When at={key.endedAt} />
              </span>
            ) : (
              <button type="button" class="compact" onClick={() => void end(key)}>
                {words.endKey}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PinCodes({ personId }: { personId: string }) {
  const words = useWords(registerWords);
  const path = `/v1/people/${personId}/pin-codes`;
  const { data } = useList<PinCode>(isAdministrator() ? `${path}?limit=200` : null);
  const [secret, setSecret] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (!isAdministrator()) return null;
  const issue = async () => {
    setError(null);
    try {
      setSecret((await call<IssuedPinCode>('POST', path, { idempotencyKey: newKey() })).code);
      changed(path);
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <section class="panel stack tight" aria-labelledby="pin-codes">
      <div class="row spread section-head">
        <h2 id="pin-codes">{words.pinCodes}</h2>
        <button type="button" class="compact" onClick={() => void issue()}>
          {words.issueCode}
        </button>
      </div>
      <ProblemNote error={error} />
      <Once secret={secret} />
      <ul class="lines">
        {data?.map((code) => (
          <li key={code.id}>
            <When at={code.createdAt} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The holder's own pin. */
export function Pin({ personId }: { personId: string }) {
  const words = useWords(registerWords);
  const isOwn = session.get()?.person.id === personId;
  const path = `/v1/people/${personId}/pin`;
  const { data } = useResource<PinStatus>(isOwn && !isAdministrator() ? path : null);
  const [code, setCode] = useState('');
  const [pin, setPin] = useState('');
  const [error, setError] = useState<unknown>(null);
  if (!isOwn || isAdministrator()) return null;
  const set = async () => {
    setError(null);
    try {
      await call('POST', path, { body: { code: code.trim(), pin } });
      setCode('');
      setPin('');
      changed(path);
    } catch (cause) {
      setError(cause);
    }
  };
  return (
    <section class="panel stack tight" aria-labelledby="pin">
      <h2 id="pin">{words.pin}</h2>
      {data && <p>{data.setAt ? words.pinIsSet : words.pinNotSet}</p>}
      <ProblemNote error={error} />
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void set();
        }}
      >
        <label class="filter">
          <span>{words.code}</span>
          <input autocomplete="off" required value={code} onInput={(event) => setCode(event.currentTarget.value)} />
        </label>
        <label class="filter">
          <span>{words.newPin}</span>
          <input
            type="password"
            inputMode="numeric"
            autocomplete="new-password"
            required
            value={pin}
            onInput={(event) => setPin(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{words.setPin}</button>
      </form>
    </section>
  );
}
