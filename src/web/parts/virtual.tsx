// A long list of rows of one height, of which only those in sight are drawn: ten thousand scroll like ten.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualProps<Item extends object> {
  items: readonly Item[];
  keyOf(item: Item): string;
  /** In pixels, the gap below it included. */
  rowHeight: number;
  label: string;
  render(item: Item): ComponentChildren;
  class?: string;
}

// Drawn beyond every edge, so that a flick shows no empty rows and the next row, or the next list, can take the focus.
const BEYOND_PIXELS = 420;

/** What of a list is in sight: from which row on, and how high it is; null: nothing, as of a column that lies aside. */
type Sight = { from: number; height: number } | null;

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
  const [sight, setSight] = useState<Sight>(null);
  // Measured before the first painting, so that only what is in sight is drawn from the beginning.
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    let isNear = isNearScreen(element);
    const look = () => {
      // Drawn anew once a row has gone by, not with every pixel.
      const seen = isNear ? { from: Math.floor(element.scrollTop / rowHeight), height: element.clientHeight } : null;
      setSight((before) => (before?.from === seen?.from && before?.height === seen?.height ? before : seen));
    };
    const measured = new ResizeObserver(look);
    measured.observe(element);
    const passing = new IntersectionObserver(
      ([entry]) => {
        isNear = entry?.isIntersecting ?? isNear;
        look();
      },
      { rootMargin: `${BEYOND_PIXELS}px`, scrollMargin: `${BEYOND_PIXELS}px` },
    );
    passing.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      measured.disconnect();
      passing.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [rowHeight]);
  const beyond = Math.ceil(BEYOND_PIXELS / rowHeight);
  const first = sight ? Math.max(0, Math.min(sight.from, items.length - 1) - beyond) : 0;
  const last = sight ? Math.min(items.length, sight.from + Math.ceil(sight.height / rowHeight) + beyond) : 0;
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

function isNearScreen(element: HTMLElement): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return (
    right > -BEYOND_PIXELS &&
    left < innerWidth + BEYOND_PIXELS &&
    bottom > -BEYOND_PIXELS &&
    top < innerHeight + BEYOND_PIXELS
  );
}
