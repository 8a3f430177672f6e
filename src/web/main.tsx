// Where the pages start: language and preferences first, then who is signed in, then the frame or the page of signing in.
import { render } from 'preact';
import { endedSession, session } from './api/client.ts';
import { keepFollowing } from './api/feed.ts';
import { keeper } from './api/resource.ts';
import { takeUpLanguage } from './language/language.ts';
import { keepReplaying } from './offline/queue.ts';
import { findRead, keepRead } from './offline/vault.ts';
import { SignIn, SignInAgain } from './pages/sign-in/page.tsx';
import { followLinks } from './router.ts';
import { askAhead, loadAhead } from './shell/current-page.tsx';
import { takeUpPreferences } from './shell/preferences.ts';
import { takeUpSession } from './shell/session.ts';
import { Shell } from './shell/shell.tsx';
import { useStore } from './store.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './shell/shell.css';

function App() {
  const who = useStore(session);
  const ended = useStore(endedSession);
  if (who === undefined) return null;
  // What was begun stays, out of sight, until its maker is back: nobody has to write a report twice because a session ran out.
  const reader = who ?? ended;
  if (!reader) return <SignIn />;
  return (
    <>
      <Shell key={reader.person.id} session={reader} />
      {!who && <SignInAgain />}
    </>
  );
}

const place = document.getElementById('app');
if (!place) throw new Error('the page has no place for the app');
takeUpLanguage();
takeUpPreferences();
followLinks();
// What arrives after signing out is nobody's any more.
keeper.keep = (path, data) => void (session.get() && keepRead(path, data));
keeper.find = findRead;
loadAhead(location.pathname);
const unwatch = session.watch(() => {
  unwatch();
  if (session.get()) askAhead(location);
});
render(<App />, place);
await takeUpSession();
keepReplaying();
keepFollowing();
if ('serviceWorker' in navigator && isSecureContext) await navigator.serviceWorker.register('/worker.js');
