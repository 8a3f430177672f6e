// What the reader chose for this browser: colours, hands, and whether single keys are shortcuts.
import { createStore } from '../store.ts';

type Theme = 'light' | 'dark';
type Hands = 'bare' | 'gloves';

export const theme = createStore<Theme>('light');
export const hands = createStore<Hands>('bare');
export const hasKeys = createStore(true);

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Takes up what was chosen before; where nothing was, colours follow the system. */
export function takeUpPreferences(): void {
  const follow = () => {
    const kept = localStorage.getItem('seibi.theme');
    setTheme(kept === 'dark' || kept === 'light' ? kept : dark.matches ? 'dark' : 'light');
  };
  follow();
  dark.addEventListener('change', follow);
  // Paper is white, whatever the screen is.
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.theme = 'light';
  });
  addEventListener('afterprint', () => setTheme(theme.get()));
  setHands(localStorage.getItem('seibi.hands') === 'gloves' ? 'gloves' : 'bare');
  hasKeys.set(localStorage.getItem('seibi.keys') !== 'off');
}

function setTheme(next: Theme): void {
  document.documentElement.dataset.theme = next;
  theme.set(next);
}

function setHands(next: Hands): void {
  document.documentElement.dataset.hands = next;
  hands.set(next);
}

export function chooseTheme(next: Theme): void {
  localStorage.setItem('seibi.theme', next);
  setTheme(next);
}

export function chooseHands(next: Hands): void {
  localStorage.setItem('seibi.hands', next);
  setHands(next);
}

export function chooseKeys(on: boolean): void {
  localStorage.setItem('seibi.keys', on ? 'on' : 'off');
  hasKeys.set(on);
}
