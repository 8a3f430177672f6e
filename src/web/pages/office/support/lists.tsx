// The support lists: every version with its state and who has signed it, and freezing another one.
import { useState } from 'preact/hooks';

import type { Weighting } from '../../../../domain/supply/weighting.ts';
import { call } from '../../../api/client.ts';
import { useList, useResource } from '../../../api/resource.ts';
import type { Page } from '../../../api/types.ts';
import { writeNumber } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { PlatformFilter, SelectFilter } from '../../../parts/filters.tsx';
import { Glyph } from '../../../parts/glyph.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Nothing, Waiting, When } from '../../../parts/show.tsx';
import { common } from '../../../parts/words.ts';
import { go } from '../../../router.ts';
import type { Field } from '../../order/acts.ts';
import { FiguresTable, Panel } from '../frame.tsx';
import { officeWords } from '../words.ts';
import { SupportForm } from './form.tsx';
import { HorizonChip } from './ranking.tsx';
import {
  listAddress,
  type ShownList,
  SIDES,
  STATUSES,
  usePlatformNames,
  usePlatformOptions,
  useRoles,
  useSupplyQuestion,
} from './support.tsx';
import { supportWords } from './words.ts';

const FIRST = 25;
const MOST = 200;

export function Lists() {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const shared = useWords(common);
  const { mayFreeze } = useRoles();
  const { query } = useSupplyQuestion(['platformId', 'status']);
  const [limit, setLimit] = useState(FIRST);
  const [isFreezing, setFreezing] = useState(false);
  const { data, error, reload } = useResource<Page<ShownList>>(
    `/v1/support-lists?${query}${query && '&'}limit=${limit}`,
  );
  return (
    <>
      <form class="filters no-print" onSubmit={(event) => event.preventDefault()}>
        <PlatformFilter />
        <SelectFilter
          name="status"
          label={office.status}
          options={STATUSES.map((status) => [status, words.statuses[status]])}
        />
      </form>
      <Panel
        title={words.shows.lists}
        actions={
          mayFreeze && (
            <button type="button" class="compact" onClick={() => setFreezing(true)}>
              <Glyph name="plus" size={14} />
              {words.freeze}
            </button>
          )
        }
      >
        <p class="small soft">{words.listsLead}</p>
        <ProblemNote error={error} onRetry={reload} />
        {!data && !error && <Waiting />}
        {data?.items.length === 0 && <Nothing>{words.noLists}</Nothing>}
        {data && data.items.length > 0 && <ListTable lists={data.items} />}
        {data?.next && limit < MOST && (
          <div>
            <button type="button" class="compact no-print" onClick={() => setLimit(MOST)}>
              {shared.more}
            </button>
          </div>
        )}
      </Panel>
      {isFreezing && <Freeze onClose={() => setFreezing(false)} />}
    </>
  );
}

function ListTable({ lists }: { lists: readonly ShownList[] }) {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const language = useLanguage();
  const namesOf = usePlatformNames();
  return (
    <FiguresTable
      caption={words.shows.lists}
      columns={[
        { name: words.number },
        { name: words.version, isNumber: true },
        { name: words.horizon },
        { name: office.platform },
        { name: office.status },
        { name: words.parts, isNumber: true },
        ...SIDES.map((side) => ({ name: words.sides[side] })),
        { name: words.frozenAt },
      ]}
      rows={lists.map((list) => ({
        key: list.id,
        cells: [
          <a key="number" class="mono" href={listAddress(list.id)} data-row>
            {list.number}
          </a>,
          writeNumber(list.version, language),
          <HorizonChip key="horizon" horizon={list.horizon} />,
          namesOf(list.platformIds),
          <ListStatusChip key="status" list={list} />,
          writeNumber(list.items.length, language),
          ...SIDES.map((side) => <Signed key={side} list={list} side={side} />),
          <When key="frozen" at={list.asOf} stacked />,
        ],
      }))}
    />
  );
}

const TONES = { draft: undefined, proposed: 'warn', agreed: 'good', superseded: undefined } as const;

export function ListStatusChip({ list: { status } }: { list: Pick<ShownList, 'status'> }) {
  const words = useWords(supportWords);
  return (
    <span class="chip" data-tone={TONES[status]}>
      <Glyph name={status === 'agreed' ? 'check' : status === 'draft' ? 'pen' : 'doc'} size={14} />
      {words.statuses[status]}
    </span>
  );
}

/** The signature of a side that is in force. */
export function signatureOf({ signatures }: Pick<ShownList, 'signatures'>, side: 'us' | 'japan') {
  return signatures.find((signature) => signature.side === side && signature.supersededAt === null);
}

function Signed({ list, side }: { list: ShownList; side: 'us' | 'japan' }) {
  const words = useWords(supportWords);
  const signature = signatureOf(list, side);
  return signature ? (
    <span class="row tight">
      <Glyph name="check" size={14} />
      <When at={signature.signedAt} stacked />
    </span>
  ) : (
    <span class="soft">{words.notSigned}</span>
  );
}

const FREEZING: readonly Field[] = [
  { name: 'horizon', kind: 'choice', term: 'horizon', required: true },
  { name: 'platformIds', kind: 'members', term: 'ownPlatforms', required: true },
  { name: 'length', kind: 'whole' },
  { name: 'weightingId', kind: 'choice', term: 'weightings' },
];

/** Freezes the ranking as it is now. `given`: another list of the same platforms and horizon. */
export function Freeze({ given, onClose }: { given?: Pick<ShownList, 'horizon' | 'platformIds'>; onClose(): void }) {
  const words = useWords(supportWords);
  const { own } = useRoles();
  const platforms = usePlatformOptions().filter(([id]) => own.includes(id));
  const weightings = useList<Weighting>('/v1/weightings?limit=200').data ?? [];
  return (
    <SupportForm
      title={words.freeze}
      lead={words.freezeLead}
      fields={FREEZING}
      given={
        given ? { horizon: given.horizon, platformIds: given.platformIds } : { horizon: 'near_term', length: '25' }
      }
      terms={{
        horizon: words.horizons,
        ownPlatforms: Object.fromEntries(platforms),
        weightings: Object.fromEntries(weightings.map(({ id, name }) => [id, name])),
      }}
      send={async (body, idempotencyKey) => {
        const { id } = await call<ShownList>('POST', '/v1/support-lists', { body, idempotencyKey });
        go(listAddress(id));
      }}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
