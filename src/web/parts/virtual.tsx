// A long list of rows of one height, of which only those in sight are drawn: ten thousand scroll like ten.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualProps<Item extends object> {
  items: readonly Item[];
  keyOf(item: Item): string;
  /** In pixels, the gap below it included. */
  rowHeight: number;
  label: string;
  render(item: Item): ComponentChildren;
  class?: string;
}

// Drawn beyond both edges, so that a flick shows no empty rows and the next row can take the focus.
const BEYOND = 8;

export function VirtualList<Item extends object>({
  items,
  keyOf,
  rowHeight,
  label,
  render,
  class: name,
}: VirtualProps<Item>) {
  const place = useRef<HTMLElement>(null);
  // What an item was drawn as is handed on while it stays in sight: only rows that come into it are drawn.
  const drawn = useRef(new WeakMap<Item, ComponentChildren>());
  const drawnOf = (item: Item) => {
    const known = drawn.current.get(item) ?? render(item);
    drawn.current.set(item, known);
    return known;
  };
  const [from, setFrom] = useState(0);
  const [height, setHeight] = useState(800);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measured = new ResizeObserver(() => setHeight(element.clientHeight));
    measured.observe(element);
    return () => measured.disconnect();
  }, []);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    // Drawn anew once a row has gone by, not with every pixel.
    const scrolled = () => setFrom(Math.floor(element.scrollTop / rowHeight));
    element.addEventListener('scroll', scrolled, { passive: true });
    scrolled();
    return () => element.removeEventListener('scroll', scrolled);
  }, [rowHeight]);
  const first = Math.max(0, Math.min(from, items.length - 1) - BEYOND);
  const last = Math.min(items.length, from + Math.ceil(height / rowHeight) + BEYOND);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by itself is reached by the keyboard
    <section ref={place} class={`virtual ${name ?? ''}`} tabIndex={0} aria-label={label}>
      <ul style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(first, last).map((item, index) => (
          <li
            key={keyOf(item)}
            aria-setsize={items.length}
            aria-posinset={first + index + 1}
            style={{ transform: `translateY(${(first + index) * rowHeight}px)`, height: `${rowHeight}px` }}
          >
            {drawnOf(item)}
          </li>
        ))}
      </ul>
    </section>
  );
}
