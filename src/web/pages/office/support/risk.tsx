// Supply risk: how much of the standing still hangs on single suppliers, platform by platform, and what the loss of one would stop.
import type { RiskAnswer } from '../../../../usecases/supply/risks.ts';
import { useResource } from '../../../api/resource.ts';
import { addDays, todayInJapan, writeDays, writeNumber, writeShare } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { PlatformFilter } from '../../../parts/filters.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Day, Narrative, Nothing, Waiting, When } from '../../../parts/show.tsx';
import { common } from '../../../parts/words.ts';
import { setQuery, usePlace } from '../../../router.ts';
import { DateFilter } from '../filters.tsx';
import { FiguresTable, KeyFigures, Panel } from '../frame.tsx';
import { officeWords } from '../words.ts';
import { nameOfKey, usePlatformNames, useSupplyQuestion } from './support.tsx';
import { supportWords } from './words.ts';

export function Risk() {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const { query: said } = usePlace();
  const { query } = useSupplyQuestion(['platformId', 'from', 'to']);
  const path = `/v1/supply-risk${query && `?${query}`}`;
  const { data, error, reload } = useResource<RiskAnswer>(path);
  const [from, to] = [said.get('from') ?? data?.from ?? '', said.get('to') ?? data?.to];
  return (
    <>
      <form class="filters no-print" onSubmit={(event) => event.preventDefault()}>
        <DateFilter label={office.from} value={from} onChange={(day) => setQuery({ from: day })} />
        <DateFilter
          label={office.through}
          value={to ? addDays(to, -1) : ''}
          onChange={(day) => setQuery({ to: day && addDays(day, 1) })}
        />
        <PlatformFilter />
        <DateFilter
          label={office.asOf}
          value={said.get('asOf') ?? ''}
          max={todayInJapan()}
          onChange={(asOf) => setQuery({ asOf: asOf === todayInJapan() ? null : asOf })}
        />
      </form>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data && data.platforms.length === 0 && <Nothing>{words.nothingStopped}</Nothing>}
      {data && data.platforms.length > 0 && (
        <>
          <Key answer={data} />
          <Panel title={words.byPlatform} csv={path} fileName="supply-risk">
            <Platforms answer={data} />
          </Panel>
          <Panel title={words.losses}>
            <p class="small soft">{words.lossesLead}</p>
            {data.suppliers.length === 0 ? <Nothing>{words.noLosses}</Nothing> : <Losses answer={data} />}
          </Panel>
          <aside class="defined small soft">
            <p>
              <Narrative text={data.definition.stoppedHours} />
            </p>
            <p>
              <Narrative text={data.definition.singleSource} />
            </p>
            <p class="row">
              <span>
                {office.formula} <code>{data.definition.formula}</code>
              </span>
              <span>
                {office.window} <Day date={data.from} /> – <Day date={addDays(data.to, -1)} />
              </span>
              <span>
                {office.knownAt} <When at={data.asOf} />
              </span>
            </p>
          </aside>
        </>
      )}
    </>
  );
}

function Key({ answer: { total } }: { answer: RiskAnswer }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  return (
    <KeyFigures
      figures={[
        { name: words.stoppedForParts, value: writeDays(total.stoppedHours, language) },
        {
          name: words.behindOne,
          value: writeShare(total.singleSourceShare, language),
          note: writeDays(total.singleSourceHours, language),
          tone: (total.singleSourceShare ?? 0) > 0.5 ? 'bad' : undefined,
        },
        {
          name: words.behindNone,
          value: writeShare(total.noSourceShare, language),
          note: writeDays(total.noSourceHours, language),
        },
        ...total.byCountry.slice(0, 2).map(({ country, share, singleSourceHours }) => ({
          name: words.behindOneIn(country),
          value: writeShare(share, language),
          note: writeDays(singleSourceHours, language),
        })),
      ]}
    />
  );
}

function Platforms({ answer }: { answer: RiskAnswer }) {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const shared = useWords(common);
  const language = useLanguage();
  const rows = [
    ...answer.platforms.map((platform) => ({ ...platform, name: platform.designation })),
    { ...answer.total, platformId: 'total', name: shared.total },
  ];
  return (
    <FiguresTable
      caption={words.byPlatform}
      columns={[
        { name: office.platform },
        { name: words.stoppedForParts, isNumber: true },
        { name: words.behindOne, isNumber: true },
        { name: words.behindOneTime, isNumber: true },
        { name: words.behindNone, isNumber: true },
        { name: words.byCountry },
      ]}
      rows={rows.map((risk) => ({
        key: risk.platformId,
        isChosen: risk.platformId === 'total',
        cells: [
          risk.name,
          writeDays(risk.stoppedHours, language),
          <span key="share" class="share">
            {writeShare(risk.singleSourceShare, language)}
            <span class="share-bar" aria-hidden="true">
              <i style={{ width: `${(risk.singleSourceShare ?? 0) * 100}%` }} />
            </span>
          </span>,
          writeDays(risk.singleSourceHours, language),
          writeShare(risk.noSourceShare, language),
          risk.byCountry.map(({ country, share }) => `${country} ${writeShare(share, language)}`).join(', ') || '–',
        ],
      }))}
    />
  );
}

function Losses({ answer }: { answer: RiskAnswer }) {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const language = useLanguage();
  const namesOf = usePlatformNames();
  return (
    <FiguresTable
      caption={words.losses}
      columns={[
        { name: words.supplier },
        { name: words.country },
        { name: office.platform },
        { name: words.openOrders, isNumber: true },
        { name: words.stoppedNow, isNumber: true },
        { name: words.stoppedForParts, isNumber: true },
        { name: words.parts },
      ]}
      rows={answer.suppliers.map((supplier) => ({
        key: supplier.supplierId,
        cells: [
          <a key="supplier" href={`/registers/suppliers/${supplier.supplierId}`}>
            <span class="mono">{supplier.ncage}</span> <Narrative text={supplier.name} />
          </a>,
          supplier.country,
          <span key="platforms" class="several">
            {namesOf(supplier.platformIds)}
          </span>,
          writeNumber(supplier.openOrders, language),
          writeNumber(supplier.stoppedOrders, language),
          writeDays(supplier.stoppedHours, language),
          <span key="parts" class="sentence mono small">
            {supplier.parts.map(nameOfKey).join(', ')}
          </span>,
        ],
      }))}
    />
  );
}
