// The registers: a list of each, searched by words, and every record on a page of its own.
import { useState } from 'preact/hooks';
import { useList } from '../../api/resource.ts';
import type { Equivalence } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { Nothing, Waiting } from '../../parts/show.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { common } from '../../parts/words.ts';
import { go, setQuery, usePlace } from '../../router.ts';
import type { PageProps } from '../../routes.ts';
import { UseBar } from './beside.tsx';
import { RegisterForm, type RegisterRecord } from './form.tsx';
import { Graph } from './graph.tsx';
import { columnsOf, mayWrite, RecordPage, useName } from './record.tsx';
import { partOf, type Register, registers } from './registers.ts';
import { Member, useRegisterWords } from './show.tsx';
import { registerWords } from './words.ts';
import '../order/order.css';
import './registers.css';

export default function RegistersPage({ params }: PageProps) {
  const register = registers.find((one) => partOf(one) === params.register) ?? registers[0];
  if (!register) return null;
  return params.id ? (
    <RecordPage key={params.id} register={register} id={params.id} />
  ) : (
    <ListPage register={register} />
  );
}

function ListPage({ register }: { register: Register }) {
  const words = useWords(registerWords);
  const { query } = usePlace();
  const q = query.get('q') ?? '';
  const search = q ? `&q=${encodeURIComponent(q)}` : '';
  const { data, error, reload } = useList<RegisterRecord>(`${register.path}?limit=200${search}`);
  const [isAdding, setAdding] = useState(false);
  const name = words.names[register.name];
  return (
    <div class="registers stack">
      <PageHead
        title={name}
        actions={
          mayWrite(register) && (
            <button type="button" onClick={() => setAdding(true)}>
              <Glyph name="plus" />
              {words.newOf[register.name]}
            </button>
          )
        }
      >
        {data && <span class="soft">{words.count(data.length)}</span>}
      </PageHead>
      <Tabs label={words.tabs} current={register.name}>
        {registers.map((one) => (
          <a key={one.name} href={`/registers/${partOf(one)}`} aria-current={one === register ? 'page' : undefined}>
            {words.names[one.name]}
          </a>
        ))}
      </Tabs>
      <p class="soft">{words.leads[register.name]}</p>
      <form class="filters no-print" onSubmit={(event) => event.preventDefault()}>
        <label class="filter">
          <span>{words.search}</span>
          <input
            type="search"
            value={q}
            onChange={(event) => setQuery({ q: event.currentTarget.value.trim() || null })}
          />
        </label>
      </form>
      <ProblemNote error={error} onRetry={reload} />
      {register.name === 'equivalences' && data && !q && <Graph equivalences={data as unknown as Equivalence[]} />}
      {!data && !error && <Waiting />}
      {data?.length === 0 && <Nothing>{words.none}</Nothing>}
      {data && data.length > 0 && <RegisterTable register={register} records={data} />}
      {isAdding && (
        <RegisterForm
          register={register}
          path={register.path}
          record={null}
          title={words.newOf[register.name]}
          onDone={(made) => {
            setAdding(false);
            go(`/registers/${partOf(register)}/${made.id}`);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}

function RegisterTable({ register, records }: { register: Register; records: readonly RegisterRecord[] }) {
  const words = useWords(registerWords);
  const shared = useWords(common);
  const { nameOf } = useRegisterWords();
  const nameOfRecord = useName(register);
  const columns = columnsOf(register);
  return (
    <section class="panel">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by itself is reached by the keyboard */}
      <section class="scrolls" tabIndex={0} aria-label={shared.tableOf(words.names[register.name])}>
        <table>
          <thead>
            <tr>
              {columns.map((field) => (
                <th key={field.name} scope="col">
                  {nameOf(field)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record) => (
              <tr key={record.id}>
                {columns.map((field, at) =>
                  at === 0 ? (
                    <th key={field.name} scope="row">
                      <a href={`/registers/${partOf(register)}/${record.id}`} data-row>
                        {field.kind === 'platform' ? (
                          <PlainPlatform field={field.name} record={record} />
                        ) : (
                          nameOfRecord(record)
                        )}
                      </a>
                    </th>
                  ) : (
                    <td key={field.name}>
                      {field.name === 'valueUsed' ? (
                        <UseBar record={record} />
                      ) : (
                        <Member field={field} record={record} isBrief emptyIsAll={register.emptyIsAll} />
                      )}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** A platform by name, without a link of its own. */
function PlainPlatform({ field, record }: { field: string; record: RegisterRecord }) {
  const platforms = useList<{ id: string; designation: string }>('/v1/platforms?limit=200').data;
  return <span>{platforms?.find(({ id }) => id === record[field])?.designation ?? '…'}</span>;
}
