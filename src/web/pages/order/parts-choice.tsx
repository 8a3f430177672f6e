// A field that names parts of the catalogue: those chosen, each to be taken out again, and a search for more.
import { useEffect, useState } from 'preact/hooks';
import { useResource } from '../../api/resource.ts';
import type { CatalogueItem, Page } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { useNarrative } from '../../parts/show.tsx';
import type { InputProps } from './fields.tsx';
import { orderWords } from './words.ts';

/** What a part of the catalogue is called in the reader's language, with its numbers. */
export function usePartName(): (item: CatalogueItem) => string {
  const say = useNarrative();
  return ({ nomenclature, nsn, partNumber }) =>
    [say(nomenclature), ...[partNumber, nsn].filter((number) => number !== null)].join(' · ');
}

const TYPING_MILLISECONDS = 150;
const MOST_FOUND = 20;

export function PartsChoice({ id, value, change, described, isFaulty }: InputProps) {
  const words = useWords(orderWords);
  const nameOf = usePartName();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), TYPING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed]);
  const path = `/v1/catalogue?limit=${MOST_FOUND}&q=${encodeURIComponent(asked)}`;
  const found = useResource<Page<CatalogueItem>>(asked === '' ? null : path).data?.items ?? [];
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <div class="stack tight">
      {chosen.length > 0 && (
        <ul class="lines">
          {chosen.map((one) => (
            <li key={one} class="row spread">
              <ChosenPart id={one} />
              <button type="button" class="compact" onClick={() => change(chosen.filter((other) => other !== one))}>
                {words.removeRow}
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        type="search"
        autocomplete="off"
        value={typed}
        aria-describedby={described}
        aria-invalid={isFaulty}
        onInput={(event) => setTyped(event.currentTarget.value)}
        // Enter looks for it; it does not send the form.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      {found
        .filter((item) => !chosen.includes(item.id))
        .map((item) => (
          <div key={item.id}>
            <button type="button" class="compact" onClick={() => change([...chosen, item.id])}>
              <Glyph name="plus" size={14} />
              {nameOf(item)}
            </button>
          </div>
        ))}
    </div>
  );
}

function ChosenPart({ id }: { id: string }) {
  const nameOf = usePartName();
  const item = useResource<CatalogueItem>(`/v1/catalogue/${id}`).data;
  return <span>{item ? nameOf(item) : '…'}</span>;
}
