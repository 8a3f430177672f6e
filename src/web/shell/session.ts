// Signing in and out of this browser, and who is in when the pages start.
import { ApiProblem, call, endedSession, session, Unreached } from '../api/client.ts';
import { changed, forgetResources } from '../api/resource.ts';
import type { Session, WaysIn } from '../api/types.ts';
import { keepSession, keptSession, wipeVault } from '../offline/vault.ts';

/** Finds out who is signed in; without a network, who was. */
export async function takeUpSession(): Promise<void> {
  try {
    // The document has begun this request already.
    const { session: found } = await call<WaysIn>('GET', '/v1/ways-in');
    session.set(found);
    if (found) await keepSession(found);
  } catch (error) {
    if (error instanceof Unreached) session.set(await keptSession());
    else throw error;
  }
}

/** Begins a session with a key, which is kept nowhere. Raises ApiProblem for a wrong one. */
export async function signInWithKey(key: string): Promise<void> {
  // A keyboard that was left at full width types the same key. What no header can carry is encoded: then it is a wrong key, as any other.
  const authorization = `Bearer ${encodeURI(key.normalize('NFKC').trim())}`;
  const begun = await call<Session>('POST', '/v1/session', { headers: { authorization } });
  const kept = await keptSession();
  // What another person kept here is not this one's to see.
  if (kept && kept.person.id !== begun.person.id) await wipeVault();
  // Whoever comes back finds what they were at; everybody else begins anew.
  const isBack = endedSession.get()?.person.id === begun.person.id;
  if (!isBack) forgetResources();
  await keepSession(begun);
  session.set(begun);
  endedSession.set(null);
  if (isBack) changed('/v1/');
}

/** Ends the session, wipes what was kept here, and goes on to the provider's own sign-out where there is one. */
export async function signOut(): Promise<void> {
  let endSessionUrl: string | null = null;
  try {
    ({ endSessionUrl } = await call<{ endSessionUrl: string | null }>('POST', '/auth/logout', { body: {} }));
  } catch (error) {
    // Without a network the cookie stays until it runs out; what was kept here goes all the same.
    if (!(error instanceof Unreached) && !(error instanceof ApiProblem && error.status === 401)) throw error;
  }
  await wipeVault();
  forgetResources();
  endedSession.set(null);
  session.set(null);
  if (endSessionUrl !== null) location.assign(endSessionUrl);
}
