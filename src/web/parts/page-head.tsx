// The head of a page: its title, also the window's, which takes the focus when the page is come to.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface PageHeadProps {
  title: string;
  /** What stands before the title, such as the status. */
  children?: ComponentChildren;
  actions?: ComponentChildren;
}

export function PageHead({ title, children, actions }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Seibi`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="row spread page-head">
      <div class="row">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
      {actions && <div class="row">{actions}</div>}
    </div>
  );
}
