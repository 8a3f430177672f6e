// The bar of segments: hours by cause and by whose they are, with the same in words below it.
import type { Category } from '../api/types.ts';
import { writeHours } from '../language/format.ts';
import { useLanguage, useWords } from '../language/language.ts';
import { terms, termsOf } from '../language/terms.ts';
import { partyOf } from './parties.ts';
import { common } from './words.ts';

interface BarProps {
  hoursByCategory: Partial<Record<Category, number | null>>;
  /** The hours that fill the bar; those spent unless given. */
  outOf?: number;
  thin?: boolean;
  legend?: boolean;
}

/** One bar of hours by cause. */
export function SegmentBar({ hoursByCategory, outOf, thin = false, legend = false }: BarProps) {
  const language = useLanguage();
  const names = useWords(terms);
  const words = useWords(common);
  const parts = termsOf(names.category).flatMap((category) => {
    const hours = hoursByCategory[category] ?? 0;
    return hours > 0 ? [{ category, hours, text: `${names.category[category]} ${writeHours(hours, language)}` }] : [];
  });
  const spent = parts.reduce((sum, { hours }) => sum + hours, 0);
  const whole = Math.max(outOf ?? 0, spent);
  return (
    <div class="segments">
      <div
        class="segments-bar"
        data-thin={thin || undefined}
        role="img"
        aria-label={`${words.segments}: ${parts.map(({ text }) => text).join(', ') || words.none}`}
      >
        {parts.map(({ category, hours, text }) => (
          <i
            key={category}
            data-category={category}
            data-party={partyOf[category]}
            title={text}
            style={{ width: `${(hours / whole) * 100}%` }}
          />
        ))}
      </div>
      {legend && (
        <ul class="legend" aria-hidden="true">
          {parts.map(({ category, text }) => (
            <li key={category}>
              <span class="swatch" data-category={category} data-party={partyOf[category]} />
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
