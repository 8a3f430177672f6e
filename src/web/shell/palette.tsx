// Search and commands in one place: orders by number, serial number or words, pages, and switches.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { call, session } from '../api/client.ts';
import type { Page, WorkOrder } from '../api/types.ts';
import { otherLanguage } from '../language/bilingual.ts';
import { chooseLanguage, language, useWords } from '../language/language.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Glyph, type GlyphName } from '../parts/glyph.tsx';
import { ProblemNote } from '../parts/problem.tsx';
import { Designator, Narrative, StatusChip } from '../parts/show.tsx';
import { go } from '../router.ts';
import { routes } from '../routes.ts';
import { openCode, overlay, scanned } from './keys.ts';
import { chooseHands, chooseTheme, hands, theme } from './preferences.ts';
import { shellWords } from './words.ts';

interface Command {
  name: string;
  glyph: GlyphName;
  run(): void;
}

function useCommands(): Command[] {
  const words = useWords(shellWords);
  const roles = session.get()?.person.roles ?? [];
  const mine = (wanted?: readonly string[]) => !wanted || roles.some((role) => wanted.includes(role));
  const pages = routes.flatMap(({ nav, pattern, roles: wanted }) =>
    nav && mine(wanted) ? [{ name: words[nav], glyph: 'doc' as const, run: () => go(pattern) }] : [],
  );
  const isDark = theme.get() === 'dark';
  return [
    ...pages,
    ...(mine(['depot_staff', 'program_office'])
      ? [{ name: words.newOrder, glyph: 'plus' as const, run: () => go('/orders/new') }]
      : []),
    { name: words.scan, glyph: 'scan', run: () => overlay.set('scan') },
    { name: words.languageLabel, glyph: 'eye', run: () => chooseLanguage(otherLanguage(language.get())) },
    {
      name: isDark ? words.toLight : words.toDark,
      glyph: isDark ? 'light' : 'dark',
      run: () => chooseTheme(isDark ? 'light' : 'dark'),
    },
    { name: words.gloves, glyph: 'glove', run: () => chooseHands(hands.get() === 'gloves' ? 'bare' : 'gloves') },
    { name: words.verify, glyph: 'check', run: () => location.assign('/verify') },
    { name: words.help, glyph: 'flag', run: () => overlay.set('help') },
  ];
}

interface FoundOrders {
  /** What they were found by; null: nothing was looked for yet. */
  query: string | null;
  orders: WorkOrder[];
  error: unknown;
}

const SHORTEST_SEARCH = 2;
const NOTHING_FOUND: FoundOrders = { query: null, orders: [], error: null };

/** Orders that fit what is typed, a moment after the last key. */
function useOrders(typed: string): FoundOrders {
  const [found, setFound] = useState(NOTHING_FOUND);
  const query = typed.trim();
  useEffect(() => {
    const asked = new AbortController();
    if (query.length < SHORTEST_SEARCH) {
      setFound(NOTHING_FOUND);
      return;
    }
    const timer = setTimeout(() => {
      call<Page<WorkOrder>>('GET', `/v1/work-orders?limit=8&q=${encodeURIComponent(query)}`, { signal: asked.signal })
        .then((page) => setFound({ query, orders: page.items, error: null }))
        .catch((error: unknown) => !asked.signal.aborted && setFound({ query, orders: [], error }));
    }, 150);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [query]);
  return found;
}

export function Palette() {
  const words = useWords(shellWords);
  const [typed, setTyped] = useState(scanned.get());
  const [at, setAt] = useState(0);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const { query, orders, error } = useOrders(typed);
  // What is listed was found by something else as long as the answer is on its way.
  const isCurrent = query === typed.trim() || typed.trim().length < SHORTEST_SEARCH;
  // A scanner ends what it types with Enter, before anything can have been found: the only thing that fits is opened once it is.
  const [isEntered, setEntered] = useState(typed !== '');
  const commands = useCommands().filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  useLayoutEffect(() => {
    scanned.set('');
    input.current?.focus();
  }, []);
  const close = () => overlay.set(null);
  const rows = [
    ...orders.map((order) => ({ key: order.id, order, command: null })),
    ...commands.map((command) => ({ key: command.name, order: null, command })),
  ];
  const chosen = Math.min(at, Math.max(0, rows.length - 1));
  const open = (row: (typeof rows)[number]) => {
    close();
    if (row.order) go(`/orders/${row.order.id}`);
    else row.command.run();
  };
  useEffect(() => {
    const [only, ...others] = rows;
    if (isEntered && isCurrent && only && others.length === 0) open(only);
  }, [isEntered, isCurrent, orders]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((chosen + step + rows.length) % Math.max(1, rows.length));
    else if (event.key === 'Enter' && /\/v1\/work-orders\//.test(typed)) openCode(typed);
    else if (event.key === 'Enter' && rows[chosen] && (isCurrent || rows[chosen].command)) open(rows[chosen]);
    else if (event.key === 'Enter') setEntered(true);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={words.findLabel} onClose={close}>
      <input
        ref={input}
        role="combobox"
        aria-label={words.findHint}
        placeholder={words.findHint}
        aria-expanded={true}
        aria-controls={listId}
        aria-activedescendant={rows[chosen] ? `${listId}-${chosen}` : undefined}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
          setEntered(false);
        }}
        onKeyDown={onKeyDown}
      />
      <p class="hidden" role="status">
        {words.found(rows.length)}
      </p>
      <ProblemNote error={error} />
      <div class="palette-list" role="listbox" id={listId} aria-label={words.findLabel} tabIndex={-1}>
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the combobox above
          <div
            key={row.key}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => open(row)}
            onMouseMove={() => setAt(index)}
          >
            {row.order ? <OrderLine order={row.order} /> : <CommandLine command={row.command} />}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function OrderLine({ order }: { order: WorkOrder }) {
  return (
    <span class="palette-line">
      <Designator value={order.priority.designator} />
      <span class="mono">{order.number}</span>
      <StatusChip status={order.status} />
      <span class="palette-text">
        <Narrative text={order.discrepancy} />
      </span>
    </span>
  );
}

function CommandLine({ command }: { command: Command }) {
  return (
    <span class="palette-line">
      <Glyph name={command.glyph} />
      {command.name}
    </span>
  );
}
