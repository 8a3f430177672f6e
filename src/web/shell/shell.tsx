// The frame around every page: the strip on top with pages, search and switches.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { isOnline } from '../api/client.ts';
import { follow } from '../api/feed.ts';
import { changed, useResource } from '../api/resource.ts';
import type { InboxItem, Page, Session } from '../api/types.ts';
import { otherLanguage } from '../language/bilingual.ts';
import { chooseLanguage, useLanguage, useWords } from '../language/language.ts';
import { terms } from '../language/terms.ts';
import { queue } from '../offline/queue.ts';
import { Glyph } from '../parts/glyph.tsx';
import { ProblemNote } from '../parts/problem.tsx';
import { Narrative } from '../parts/show.tsx';
import { common } from '../parts/words.ts';
import { go, usePlace } from '../router.ts';
import { homeOf, routes } from '../routes.ts';
import { useStore } from '../store.ts';
import mark from '../styles/mark.svg';
import { CurrentPage } from './current-page.tsx';
import { Help } from './help.tsx';
import { listenToKeys, overlay } from './keys.ts';
import { Palette } from './palette.tsx';
import { chooseHands, chooseTheme, hands, theme } from './preferences.ts';
import { SignOut } from './sign-out.tsx';
import { shellWords } from './words.ts';

export function Shell({ session }: { session: Session }) {
  const words = useWords(shellWords);
  const { path } = usePlace();
  const open = useStore(overlay);
  const online = useStore(isOnline);
  const { roles } = session.person;
  useEffect(() => listenToKeys(() => roles.some((r) => r === 'depot_staff' || r === 'program_office')), [session]);
  useEffect(() => {
    if (path === '/' || path === '/sign-in') go(homeOf(roles), { replace: true });
  }, [path, session]);
  return (
    <>
      <a class="skip" href="#page">
        {words.skip}
      </a>
      <header class="shell-head">
        <div class="shell-strip">
          <Brand />
          <Nav session={session} path={path} />
          <Tools session={session} />
        </div>
        {!online && (
          <p class="banner" role="status">
            {words.offline}
          </p>
        )}
      </header>
      <main class="shell-main" id="page" tabIndex={-1}>
        <CurrentPage path={path} />
      </main>
      <footer class="shell-foot no-print">{words.disclaimer}</footer>
      {open === 'palette' && <Palette />}
      {open === 'help' && <Help />}
      {open === 'scan' && <LazyScan />}
    </>
  );
}

// Few scan by camera: it comes when it is asked for.
function LazyScan() {
  const [Scan, setScan] = useState<ComponentType | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    import('./scan.tsx').then((module) => setScan(() => module.Scan), setError);
  }, []);
  if (error) return <ProblemNote error={error} />;
  return Scan && <Scan />;
}

export function Brand() {
  const words = useWords(shellWords);
  return (
    <a class="brand" href="/">
      <img src={mark} alt="" width="28" height="28" />
      {/* The name is a name in both languages. */}
      <span>{'Seibi'}</span>
      <small lang="ja">{'整備'}</small>
      <span class="hidden">{words.home}</span>
    </a>
  );
}

function Nav({ session, path }: { session: Session; path: string }) {
  const words = useWords(shellWords);
  const mine = routes.filter(
    ({ nav, roles }) => nav && (!roles || roles.some((r) => session.person.roles.includes(r))),
  );
  const hasInbox = mine.some(({ nav }) => nav === 'inbox');
  // How much waits is asked for after what the page shows.
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => setDrawn(true), []);
  const asked = hasInbox && isDrawn ? '/v1/inbox?limit=1' : null;
  const waiting = useResource<Page<InboxItem> & { total: number }>(asked).data?.total;
  const queued = useStore(queue).length;
  useEffect(() => (hasInbox ? keepInbox() : undefined), [hasInbox]);
  return (
    <nav class="shell-nav" aria-label={words.nav}>
      {mine.map(({ nav, pattern }) => {
        const count = nav === 'inbox' ? waiting : nav === 'log' ? queued : 0;
        return (
          <a
            key={pattern}
            href={pattern}
            aria-current={path === pattern || path.startsWith(`${pattern}/`) ? 'page' : undefined}
          >
            {nav && words[nav]}
            {count ? <span class="count">{count}</span> : null}
          </a>
        );
      })}
    </nav>
  );
}

const INBOX_MILLISECONDS = 5_000;

/** Reads what waits anew when something happened, but not at every event of a busy hour. */
function keepInbox(): () => void {
  let due: ReturnType<typeof setTimeout> | null = null;
  const soon = () => {
    due ??= setTimeout(() => {
      due = null;
      changed('/v1/inbox');
    }, INBOX_MILLISECONDS);
  };
  const unfollow = follow({ onEvents: soon, onGap: soon });
  return () => {
    unfollow();
    if (due) clearTimeout(due);
  };
}

/** The switches that are there for everybody, signed in or not. */
export function Switches() {
  const words = useWords(shellWords);
  const reader = useLanguage();
  const other = otherLanguage(reader);
  const isDark = useStore(theme) === 'dark';
  const inGloves = useStore(hands) === 'gloves';
  return (
    <>
      <button type="button" class="plain" lang={other} onClick={() => chooseLanguage(other)} data-switch="language">
        {words.language}
      </button>
      <button
        type="button"
        class="plain"
        aria-label={isDark ? words.toLight : words.toDark}
        title={isDark ? words.toLight : words.toDark}
        onClick={() => chooseTheme(isDark ? 'light' : 'dark')}
      >
        <Glyph name={isDark ? 'light' : 'dark'} />
      </button>
      <button
        type="button"
        class="plain"
        aria-pressed={inGloves}
        aria-label={words.gloves}
        title={words.gloves}
        onClick={() => chooseHands(inGloves ? 'bare' : 'gloves')}
      >
        <Glyph name="glove" />
      </button>
    </>
  );
}

function Tools({ session }: { session: Session }) {
  const words = useWords(shellWords);
  const shared = useWords(common);
  const names = useWords(terms);
  return (
    <div class="shell-tools">
      <button type="button" class="find" aria-label={words.find} onClick={() => overlay.set('palette')}>
        <Glyph name="search" />
        <span>{words.find}</span>
        <span aria-hidden="true">
          <kbd>/</kbd>
        </span>
      </button>
      <button
        type="button"
        class="plain"
        aria-label={words.scan}
        title={words.scan}
        onClick={() => overlay.set('scan')}
      >
        <Glyph name="scan" />
      </button>
      <Switches />
      <details class="menu">
        <summary>
          <Glyph name="person" />
          <span class="hidden">{words.you}</span>
          <span class="label">
            <Narrative text={session.person.name} />
          </span>
        </summary>
        <div class="menu-body stack tight">
          <p class="small soft">{words.signedInAs}</p>
          <p>
            <strong>
              <Narrative text={session.person.name} />
            </strong>
            <br />
            <span class="small">{session.person.roles.map((role) => names.role[role]).join(shared.comma)}</span>
          </p>
          <button type="button" onClick={() => overlay.set('help')}>
            {words.help}
          </button>
          <SignOut />
        </div>
      </details>
    </div>
  );
}
