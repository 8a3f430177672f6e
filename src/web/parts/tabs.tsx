// Tabs that are links: the one that is shown stays in sight where there is no room for all.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export function Tabs({ label, current, children }: { label: string; current: string; children: ComponentChildren }) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = nav.current?.querySelector<HTMLElement>('[aria-current]');
    // Not scrollIntoView: that would move the page too.
    if (nav.current && tab) nav.current.scrollLeft = tab.offsetLeft - (nav.current.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <nav ref={nav} class="tabs no-print" aria-label={label}>
      {children}
    </nav>
  );
}
