// Fast hands: single keys, Cmd/Ctrl-K, and the USB scanner, which types what it reads faster than people do.
import { go } from '../router.ts';
import { createStore } from '../store.ts';
import { hasKeys } from './preferences.ts';

/** What is open over the page. */
export const overlay = createStore<'palette' | 'help' | 'scan' | null>(null);
/** What was scanned and is no order's code: the palette looks for it. */
export const scanned = createStore('');

// A scanner sends a character every few milliseconds, and Enter at the end.
const SCANNER_GAP_MILLISECONDS = 40;
const SHORTEST_CODE = 6;

/** Listens to the keyboard. `mayCreate`: whether the reader may raise orders. */
export function listenToKeys(mayCreate: () => boolean): () => void {
  let burst = '';
  let lastAt = 0;
  const onKey = (event: KeyboardEvent) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      overlay.set('palette');
      return;
    }
    if (
      event.metaKey ||
      event.ctrlKey ||
      event.altKey ||
      isTyping(event.target) ||
      document.querySelector('dialog[open]')
    )
      return;
    // A key that is held down comes as fast, but no scanner holds one.
    const goesOn = event.timeStamp - lastAt < SCANNER_GAP_MILLISECONDS && !event.repeat;
    burst = goesOn ? burst : '';
    lastAt = event.timeStamp;
    if (event.key === 'Enter' && burst.length >= SHORTEST_CODE) {
      event.preventDefault();
      openCode(burst);
      burst = '';
      return;
    }
    const isFirst = burst === '';
    if (event.key.length === 1) burst += event.key;
    // In the midst of a code no key is a shortcut.
    if (isFirst && hasKeys.get() && actOnKey(event.key, mayCreate)) event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

function actOnKey(key: string, mayCreate: () => boolean): boolean {
  switch (key) {
    case '/':
      overlay.set('palette');
      return true;
    case '?':
      overlay.set('help');
      return true;
    case 'c':
      if (mayCreate()) go('/orders/new');
      return mayCreate();
    case 'j':
    case 'k':
      return moveAmongRows(key === 'j' ? 1 : -1);
    default:
      return false;
  }
}

/** Moves the focus to the next or previous row of the page: whatever is marked `data-row`. */
function moveAmongRows(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return next !== undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

const ORDER_CODE = /\/v1\/work-orders\/([0-9a-f-]{36})$/i;

/** Opens what a code names: the traveler's QR code says an order by its path; anything else is searched for. */
export function openCode(code: string): void {
  const id = ORDER_CODE.exec(code.trim())?.[1];
  if (id) {
    overlay.set(null);
    go(`/orders/${id}`);
    return;
  }
  scanned.set(code.trim());
  overlay.set('palette');
}
