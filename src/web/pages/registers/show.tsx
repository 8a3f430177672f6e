// How members of register records are shown: by the kind of their field, in the reader's language, with names for ids.
import { useEquipment, useFacilities, usePlatforms } from '../../api/names.ts';
import { useResource } from '../../api/resource.ts';
import type { CatalogueItem, Text } from '../../api/types.ts';
import { writeMoney, writeNumber } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Day, Narrative, When } from '../../parts/show.tsx';
import type { Field } from '../order/acts.ts';
import type { FormWords } from '../order/fields.tsx';
import { usePartName } from '../order/parts-choice.tsx';
import { memberOf } from '../order/values.ts';
import { registerWords } from './words.ts';

type Row = Readonly<Record<string, unknown>>;
type Money = Parameters<typeof writeMoney>[0];

/** What fields are called, also those whose place in the record makes them mean something else. */
export function useRegisterWords(): FormWords & { nameOf(field: Field): string } {
  const words = useWords(registerWords);
  const names = useWords(terms);
  const own = words.fields;
  const nameOf = ({ name }: Field) => {
    if (name === 'organization.kind') return words.organization.kind;
    if (name === 'organization.name') return words.organization.name;
    return own[name.slice(name.lastIndexOf('.') + 1)] ?? name;
  };
  return { fields: own, hints: words.hints, terms: { ...names, ...words.terms }, nameOf };
}

interface MemberProps {
  field: Field;
  record: Row;
  /** In a list: rows are counted, instants stand in one zone. */
  isBrief?: boolean;
  /** Inside of what is clicked itself: without links. */
  isPlain?: boolean;
  /** Of the register: nothing chosen means all. */
  emptyIsAll?: boolean | undefined;
}

/** One member of a record. */
export function Member({ field, record, isBrief = false, isPlain = false, emptyIsAll = false }: MemberProps) {
  const words = useWords(registerWords);
  const value = memberOf(record, field.name);
  if (value === null || value === undefined || value === '') return <span class="soft">{'–'}</span>;
  if (Array.isArray(value) && value.length === 0) {
    const isAll = field.name === 'activities' || field.name === 'platformIds';
    return <span class="soft">{isAll && emptyIsAll ? words.everything : '–'}</span>;
  }
  return <Given field={field} value={value} isBrief={isBrief} isPlain={isPlain} emptyIsAll={emptyIsAll} />;
}

function Given({
  field,
  value,
  isBrief,
  isPlain,
  emptyIsAll,
}: {
  field: Field;
  value: unknown;
  isBrief: boolean;
  isPlain: boolean;
  emptyIsAll: boolean;
}) {
  const language = useLanguage();
  const { terms: all } = useRegisterWords();
  const named = (one: unknown) => all[field.term ?? '']?.[String(one)] ?? String(one);
  switch (field.kind) {
    case 'narrative':
      return <Narrative text={value as Text} />;
    case 'date':
      return <Day date={String(value)} />;
    case 'instant':
      return <When at={String(value)} stacked={isBrief} />;
    case 'money':
      return <span class="number">{writeMoney(value as Money, language)}</span>;
    case 'whole':
    case 'number':
      return <span class="number">{writeNumber(Number(value), language)}</span>;
    case 'choice':
      return <span>{named(value)}</span>;
    case 'platform':
      return <Platforms ids={[String(value)]} isPlain={isPlain} />;
    case 'platforms':
      return <Platforms ids={value as string[]} isPlain={isPlain} />;
    case 'facilities':
      return <Facilities ids={value as string[]} isPlain={isPlain} />;
    case 'equipment':
      return <Item id={String(value)} />;
    case 'parts':
      return <Parts ids={value as string[]} isBrief={isBrief} />;
    case 'members':
      return <span>{(value as string[]).map(named).join(language === 'ja' ? '・' : ', ')}</span>;
    case 'lines':
      return <span>{(value as string[]).join(language === 'ja' ? '、' : ', ')}</span>;
    case 'narratives':
      return (
        <ul>
          {(value as Text[]).map((text, at) => (
            <li key={at}>
              <Narrative text={text} />
            </li>
          ))}
        </ul>
      );
    case 'rows':
      return <RowsShown field={field} rows={value as Row[]} isBrief={isBrief} emptyIsAll={emptyIsAll} />;
    default:
      return <span>{String(value)}</span>;
  }
}

function Named({ href, name, isPlain }: { href: string; name: string | undefined; isPlain: boolean }) {
  return isPlain ? <span>{name ?? '…'}</span> : <a href={href}>{name ?? '…'}</a>;
}

interface IdsProps {
  ids: readonly string[];
  isPlain: boolean;
}

function Platforms({ ids, isPlain }: IdsProps) {
  const platforms = usePlatforms();
  return (
    <span class="listed">
      {ids.map((id) => (
        <Named
          key={id}
          href={`/registers/platforms/${id}`}
          name={platforms?.find((one) => one.id === id)?.designation}
          isPlain={isPlain}
        />
      ))}
    </span>
  );
}

function Facilities({ ids, isPlain }: IdsProps) {
  const facilities = useFacilities();
  return (
    <span class="listed mono">
      {ids.map((id) => (
        <Named
          key={id}
          href={`/registers/facilities/${id}`}
          name={facilities?.find((one) => one.id === id)?.code}
          isPlain={isPlain}
        />
      ))}
    </span>
  );
}

function Item({ id }: { id: string }) {
  const item = useEquipment(id);
  return (
    <a href={`/registers/equipment/${id}`} class="mono">
      {item?.serialNumber ?? '…'}
    </a>
  );
}

/** Parts of the catalogue: in a list how many, else each by name. */
function Parts({ ids, isBrief }: { ids: readonly string[]; isBrief: boolean }) {
  if (isBrief) return <span class="number">{ids.length}</span>;
  return (
    <ul>
      {ids.map((id) => (
        <li key={id}>
          <Part id={id} />
        </li>
      ))}
    </ul>
  );
}

function Part({ id }: { id: string }) {
  const nameOf = usePartName();
  const item = useResource<CatalogueItem>(`/v1/catalogue/${id}`).data;
  return <a href={`/registers/catalogue/${id}`}>{item ? nameOf(item) : '…'}</a>;
}

interface RowsProps {
  field: Field;
  rows: readonly Row[];
  isBrief: boolean;
  emptyIsAll: boolean;
}

/** Rows of a record: in a list how many, else each with all its members. */
function RowsShown({ field, rows, isBrief, emptyIsAll }: RowsProps) {
  const { nameOf } = useRegisterWords();
  if (isBrief) return <span class="number">{rows.length}</span>;
  const members = field.row ?? [];
  return (
    <div class="scrolls">
      <table>
        <thead>
          <tr>
            {members.map((member) => (
              <th key={member.name} scope="col">
                {nameOf(member)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {members.map((member) => (
                <td key={member.name}>
                  <Member field={member} record={row} emptyIsAll={emptyIsAll} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
