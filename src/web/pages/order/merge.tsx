// Merging by the person: for each field that both sides changed, what it was, what it is now and what was typed, to choose from.
import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api/client.ts';
import { useWords } from '../../language/language.ts';
import type { ActPart } from './act-form.tsx';
import type { Field, OrderAct } from './acts.ts';
import { useFormWords } from './fields.tsx';
import type { OrderFile } from './file.ts';
import { type Values, valuesOf } from './values.ts';
import { orderWords } from './words.ts';

export interface Merging {
  path: string;
  fields: readonly Field[];
  base: Values | null;
  mine: Values;
}

/** What there is to merge in the form of an act: only forms that change a record have something. */
export function mergeOf(
  act: OrderAct,
  base: Values | null,
  mine: Values,
  file: OrderFile,
  part: ActPart | undefined,
): Merging | null {
  if (base === null) return null;
  const path = `/v1/work-orders/${file.order.id}${act.path.replace('{part}', part?.id ?? '')}`;
  return { path, fields: act.fields, base, mine };
}

const lastOf = (name: string) => name.slice(name.lastIndexOf('.') + 1);

const asText = (value: unknown): string =>
  value === undefined || value === null || value === ''
    ? '–'
    : typeof value === 'object'
      ? Object.values(value).map(asText).join(' / ')
      : String(value);

/** The fields that somebody else changed meanwhile, each to be decided. */
export function Merge({
  fields: merging,
  onChoose,
}: {
  fields: Merging | null;
  onChoose(name: string, value: unknown): void;
}) {
  const words = useWords(orderWords);
  const labels = useFormWords().fields;
  const [now, setNow] = useState<Record<string, unknown> | null>(null);
  const path = merging?.path;
  useEffect(() => {
    if (path)
      call<Record<string, unknown>>('GET', path)
        .then(setNow)
        .catch(() => setNow(null));
  }, [path]);
  if (!merging || !now) return null;
  const { fields, base, mine } = merging;
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  const current = valuesOf(fields, now);
  const differing = fields.filter(({ name }) => !same(base?.[name], current[name]));
  if (differing.length === 0) return null;
  return (
    <div class="scrolls">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.fields.field}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.now}</th>
            <th scope="col">{words.yours}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map(({ name }) => (
            <tr key={name}>
              <th scope="row">{labels[lastOf(name)] ?? name}</th>
              <td>{asText(base?.[name])}</td>
              <td>
                {asText(current[name])}
                <br />
                <button type="button" class="compact" onClick={() => onChoose(name, current[name])}>
                  {words.keepTheirs}
                </button>
              </td>
              <td>{asText(mine[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
