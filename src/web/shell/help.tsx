// The list of keys, and the switch that turns the single ones off. Source of the switch: WCAG 2.2, 2.1.4.
import { useWords } from '../language/language.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useStore } from '../store.ts';
import { overlay } from './keys.ts';
import { chooseKeys, hasKeys } from './preferences.ts';
import { shellWords } from './words.ts';

const KEYS = [
  { keys: ['/', 'Ctrl K', '⌘ K'], does: 'palette' },
  { keys: ['c'], does: 'create' },
  { keys: ['j', 'k'], does: 'next' },
  { keys: ['?'], does: 'help' },
] as const;

export function Help() {
  const words = useWords(shellWords);
  const isOn = useStore(hasKeys);
  return (
    <Dialog title={words.helpTitle} onClose={() => overlay.set(null)}>
      <dl class="keys-list">
        {KEYS.map(({ keys, does }) => (
          <>
            <dt class="row tight">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words.keys[does]}</dd>
          </>
        ))}
      </dl>
      <p>{words.keys.scan}</p>
      <label class="check">
        <input type="checkbox" checked={isOn} onChange={(event) => chooseKeys(event.currentTarget.checked)} />
        {words.keysOn}
      </label>
      <p class="soft small">{words.disclaimer}</p>
      <p class="row small">
        <a href="/verify">{words.verify}</a>
        <a href="/docs">{words.api}</a>
      </p>
    </Dialog>
  );
}
