// A record that a guard looked at, by what it said of it, leading to the record's own page where it has one.
import type { Finding } from '../api/types.ts';
import { useWords } from '../language/language.ts';
import { usePlace } from '../router.ts';
import { Narrative } from './show.tsx';
import { common } from './words.ts';

const PAGES: Readonly<Record<string, string>> = {
  work_order: '/orders',
  facility: '/registers/facilities',
  standard: '/registers/standards',
  equivalence: '/registers/equivalences',
  authorization: '/registers/authorizations',
  person: '/registers/people',
  platform: '/registers/platforms',
  equipment: '/registers/equipment',
  technical_data: '/registers/technical-data',
};

/** One piece of evidence. What is out of the reader's sight is said to be. */
export function Evidence({
  evidence: { record, id, revision, text, withheld },
}: {
  evidence: Finding['evidence'][number];
}) {
  const words = useWords(common);
  const { path } = usePlace();
  if (withheld) return <span>{words.withheld}</span>;
  const page = PAGES[record];
  const href = page && id ? `${page}/${id}` : null;
  return (
    <span>
      {/* The page that one is on leads nowhere. */}
      {href && href !== path ? (
        <a href={href}>
          <Narrative text={text} />
        </a>
      ) : (
        <Narrative text={text} />
      )}
      {revision !== null && <span class="mono">{` r${revision}`}</span>}
    </span>
  );
}
