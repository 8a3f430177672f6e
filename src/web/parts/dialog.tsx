// A dialog over the page: keeps the focus inside, gives it back at the end, and closes by Escape.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useWords } from '../language/language.ts';
import { Glyph } from './glyph.tsx';
import { common } from './words.ts';

interface DialogProps {
  title: string;
  onClose(): void;
  wide?: boolean;
  /** Nothing of the page behind it is seen. */
  covers?: boolean;
  /** Asked before it is closed by Escape or its button; false: it stays. */
  mayClose?(): boolean;
  children: ComponentChildren;
}

/** A modal dialog, open as long as it is drawn. */
export function Dialog({ title, onClose, wide, covers, mayClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const words = useWords(common);
  const titleId = useId();
  // At once, not after the next painting: who types on has the keys go where they see them go.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      // As long as it is open nothing behind it takes the focus.
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const close = () => {
    if (mayClose?.() !== false) onClose();
  };
  return (
    <dialog
      ref={element}
      data-wide={wide || undefined}
      data-covers={covers || undefined}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
    >
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" class="plain" onClick={close} aria-label={words.close}>
          <Glyph name="close" />
        </button>
      </div>
      <div class="dialog-body stack">{children}</div>
    </dialog>
  );
}
