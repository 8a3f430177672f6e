// Equivalences as a graph: standards in columns from what is held to what is required, each equivalence an arrow that says its degree.
import { useState } from 'preact/hooks';
import type { Equivalence } from '../../api/types.ts';
import { todayInJapan } from '../../language/format.ts';
import { useWords } from '../../language/language.ts';
import { registerWords } from './words.ts';

const BOX = { width: 178, height: 36 };
const STEP = { x: 330, y: 54 };
const MARGIN = 12;

interface Placed {
  code: string;
  x: number;
  y: number;
}

/** Standards that hang together, in one group each, the largest first. */
function groupsOf(equivalences: readonly Equivalence[]): string[][] {
  const groupOf = new Map<string, Set<string>>();
  for (const { held, required } of equivalences) {
    const joined = new Set([held, required, ...(groupOf.get(held) ?? []), ...(groupOf.get(required) ?? [])]);
    for (const code of joined) groupOf.set(code, joined);
  }
  return [...new Set(groupOf.values())].map((group) => [...group]).sort((a, b) => b.length - a.length);
}

/** How far each standard stands from what nothing else is required for: the longest way there, loops of identical ones aside. */
function columnsOf(codes: readonly string[], equivalences: readonly Equivalence[]): Map<string, number> {
  const steps = new Map<string, number>();
  const visit = (code: string, path: readonly string[]): number => {
    const known = steps.get(code);
    if (known !== undefined) return known;
    const next = equivalences.filter(({ held, required }) => held === code && !path.includes(required));
    const far = next.reduce((most, { required }) => Math.max(most, visit(required, [...path, code]) + 1), 0);
    if (path.length === 0) steps.set(code, far);
    return far;
  };
  for (const code of codes) visit(code, []);
  return steps;
}

function place(equivalences: readonly Equivalence[]): { placed: Map<string, Placed>; width: number; height: number } {
  const placed = new Map<string, Placed>();
  let top = MARGIN;
  let right = 0;
  for (const group of groupsOf(equivalences)) {
    const columns = columnsOf(group, equivalences);
    const most = Math.max(...columns.values());
    const rows = new Map<number, number>();
    const rowOf = new Map<string, number>();
    // From right to left, each beside what it leads to: then no two arrows have their middle at one place.
    const middle = (code: string) => {
      const ends = equivalences.flatMap(({ held, required }) => (held === code ? (rowOf.get(required) ?? []) : []));
      return ends.length === 0 ? 0 : ends.reduce((sum, row) => sum + row, 0) / ends.length;
    };
    for (let column = most; column >= 0; column -= 1) {
      const own = group.filter((code) => most - (columns.get(code) ?? 0) === column).sort();
      for (const code of own.sort((a, b) => middle(a) - middle(b))) {
        const row = rows.get(column) ?? 0;
        rows.set(column, row + 1);
        rowOf.set(code, row);
        placed.set(code, { code, x: MARGIN + column * STEP.x, y: top + row * STEP.y });
        right = Math.max(right, MARGIN + column * STEP.x + BOX.width);
      }
    }
    top += Math.max(...rows.values()) * STEP.y + 18;
  }
  return { placed, width: right + MARGIN, height: top };
}

/** Everything that leads to a standard or from it. */
function connected(code: string, equivalences: readonly Equivalence[]): Set<string> {
  const found = new Set([code]);
  const spread = (from: 'held' | 'required', to: 'held' | 'required') => {
    const queue = [code];
    for (let at = queue.pop(); at !== undefined; at = queue.pop())
      for (const one of equivalences)
        if (one.degree !== 'none' && one[from] === at && !found.has(one[to])) {
          found.add(one[to]);
          queue.push(one[to]);
        }
  };
  spread('held', 'required');
  spread('required', 'held');
  return found;
}

export function Graph({ equivalences }: { equivalences: readonly Equivalence[] }) {
  const words = useWords(registerWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const today = todayInJapan();
  const current = equivalences.filter(
    ({ validFrom, validTo }) => validFrom <= today && (validTo === null || today <= validTo),
  );
  if (current.length === 0) return null;
  const { placed, width, height } = place(current);
  const lit = chosen ? connected(chosen, current) : null;
  return (
    <section class="panel stack tight" aria-labelledby="graph">
      <h2 id="graph">{words.graph}</h2>
      <p class="small soft">{words.graphLead}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by itself is reached by the keyboard */}
      <section class="scrolls" tabIndex={0} aria-label={words.graphLabel}>
        <div class="graph" style={{ width: `${width}px`, height: `${height}px` }}>
          <svg width={width} height={height} aria-hidden="true">
            <defs>
              <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                <path d="M0 0 8 4 0 8Z" fill="context-stroke" />
              </marker>
            </defs>
            {current.map((one) => (
              <Arrow
                key={one.id}
                equivalence={one}
                from={placed.get(one.held)}
                to={placed.get(one.required)}
                isDim={lit !== null && !(lit.has(one.held) && lit.has(one.required))}
                label={words.terms.degree?.[one.degree] ?? one.degree}
              />
            ))}
          </svg>
          {[...placed.values()].map(({ code, x, y }) => (
            <button
              key={code}
              type="button"
              class="node"
              aria-pressed={chosen === code}
              data-dim={(lit && !lit.has(code)) || undefined}
              style={{ left: `${x}px`, top: `${y}px`, width: `${BOX.width}px`, height: `${BOX.height}px` }}
              onClick={() => setChosen(chosen === code ? null : code)}
            >
              {code}
            </button>
          ))}
        </div>
      </section>
    </section>
  );
}

interface ArrowProps {
  equivalence: Equivalence;
  from: Placed | undefined;
  to: Placed | undefined;
  isDim: boolean;
  label: string;
}

function Arrow({ equivalence: { degree }, from, to, isDim, label }: ArrowProps) {
  if (!from || !to) return null;
  const isBack = from.x >= to.x;
  const [y1, y2] = [from.y + BOX.height / 2 + (isBack ? 9 : 0), to.y + BOX.height / 2 + (isBack ? 9 : 0)];
  const [x1, x2] = isBack ? [from.x, to.x + BOX.width + 3] : [from.x + BOX.width, to.x - 3];
  const bend = (x2 - x1) / 2;
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  return (
    <g class="arrow" data-degree={degree} data-dim={isDim || undefined}>
      <path d={path} marker-end="url(#arrow)" />
      {!isBack && (
        <text x={(x1 + x2) / 2} y={(y1 + y2) / 2 + 5} text-anchor="middle">
          {label}
        </text>
      )}
    </g>
  );
}
