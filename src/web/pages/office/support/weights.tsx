// How the ranking is made: its formula, the weights that rank, and every weighting that a program office has set, for those who may to set.
import { useState } from 'preact/hooks';
import type { Weighting } from '../../../../domain/supply/weighting.ts';
import { changed, useList } from '../../../api/resource.ts';
import type { Message } from '../../../api/types.ts';
import { writeMoney, writeNumber } from '../../../language/format.ts';
import { useLanguage, useWords } from '../../../language/language.ts';
import { Glyph } from '../../../parts/glyph.tsx';
import { ProblemNote } from '../../../parts/problem.tsx';
import { Narrative, Nothing, Waiting } from '../../../parts/show.tsx';
import { common } from '../../../parts/words.ts';
import { RegisterForm, type RegisterRecord } from '../../registers/form.tsx';
import { weightings } from '../../registers/registers.ts';
import { FiguresTable, Panel } from '../frame.tsx';
import { officeWords } from '../words.ts';
import {
  type PriorityAnswer,
  type ShownList,
  SUPPLY_PATHS,
  usePlatformNames,
  useRoles,
  useWeightingName,
} from './support.tsx';
import { supportWords } from './words.ts';
import '../../registers/registers.css';
import '../../order/order.css';

const GROUNDS = ['stoppedDay', 'orderStopped', 'priority', 'shortfallDay', 'waitingDay', 'singleSource'] as const;

export function Weights({ answer }: { answer: Pick<PriorityAnswer, 'definition' | 'weighting'> }) {
  const words = useWords(supportWords);
  return (
    <Panel title={words.howRanked}>
      <Formula answer={answer} />
      <WeightsInForce weighting={answer.weighting} />
      <Weightings />
    </Panel>
  );
}

// Lists frozen earlier say it in English only.
const textOf = (said: string | Message) => (typeof said === 'string' ? { en: said } : said);

/** The formula and its terms, as the answer itself says them. */
export function Formula({ answer: { definition } }: { answer: Pick<ShownList['ranking'], 'definition'> }) {
  const words = useWords(supportWords);
  return (
    <div class="stack tight">
      <p>
        {words.formula} <code>{definition.formula}</code>
      </p>
      <p class="formula">
        <code>
          <Narrative text={textOf(definition.score)} />
        </code>
      </p>
      <p class="small soft">
        <Narrative text={textOf(definition.order)} />
      </p>
      <ul class="small soft stack tight">
        {[definition.stoppedHours, definition.costOfWaiting, definition.horizon].map((text) => (
          <li key={text.en}>
            <Narrative text={text} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type Used = PriorityAnswer['weighting'];

/** The weights that ranked. */
export function WeightsInForce({ weighting }: { weighting: Used }) {
  const words = useWords(supportWords);
  const language = useLanguage();
  const name = useWeightingName()(weighting);
  const { because, weights, unknownLeadTimeDays, stoppedDayCost } = weighting;
  return (
    <>
      <p>
        {words.rankedBy} <strong>{name}</strong> <span class="soft">{words.because[because]}</span>
      </p>
      <FiguresTable
        caption={words.weightsOf(name)}
        columns={[{ name: words.ground }, { name: words.gives }, { name: words.weight, isNumber: true }]}
        rows={[
          ...GROUNDS.map((ground) => ({
            key: ground,
            cells: [words.groundNames[ground], words.grants[ground], writeNumber(weights[ground], language)],
          })),
          {
            key: 'lead',
            cells: [words.unknownLead, words.unknownLeadNote, words.days(unknownLeadTimeDays)],
          },
          {
            key: 'cost',
            cells: [
              words.dayCost,
              words.dayCostNote,
              stoppedDayCost === null ? words.notStated : writeMoney(stoppedDayCost, language),
            ],
          },
        ]}
      />
    </>
  );
}

/** All that are set. Everyone sees them; who may sets them. */
function Weightings() {
  const words = useWords(supportWords);
  const office = useWords(officeWords);
  const shared = useWords(common);
  const language = useLanguage();
  const roles = useRoles();
  const namesOf = usePlatformNames();
  const [form, setForm] = useState<Weighting | 'new' | null>(null);
  const { data, error, reload } = useList<Weighting>('/v1/weightings?limit=200');
  return (
    <>
      <div class="row spread section-head">
        <h3>{words.weightings}</h3>
        {roles.maySetWeights && (
          <button type="button" class="compact no-print" onClick={() => setForm('new')}>
            <Glyph name="plus" size={14} />
            {words.setWeights}
          </button>
        )}
      </div>
      <p class="small soft">{words.weightingsLead}</p>
      <ProblemNote error={error} onRetry={reload} />
      {!data && !error && <Waiting />}
      {data?.length === 0 && <Nothing>{words.noWeightings}</Nothing>}
      {data && data.length > 0 && (
        <FiguresTable
          caption={words.weightings}
          columns={[
            { name: words.name },
            { name: office.platform },
            ...GROUNDS.map((ground) => ({ name: words.groundNames[ground], isNumber: true })),
            { name: words.reason },
            { name: words.acts },
          ]}
          rows={data.map((weighting) => ({
            key: weighting.id,
            cells: [
              <a key="name" href={`/registers/weightings/${weighting.id}`}>
                {weighting.name}
              </a>,
              namesOf(weighting.platformIds),
              ...GROUNDS.map((ground) => writeNumber(weighting.weights[ground], language)),
              <span key="reason" class="sentence">
                <Narrative text={weighting.reason} />
              </span>,
              roles.mayChangeWeights(weighting.platformIds) ? (
                <button
                  key="edit"
                  type="button"
                  class="compact no-print"
                  aria-label={words.changeWeights(weighting.name)}
                  onClick={() => setForm(weighting)}
                >
                  {shared.edit}
                </button>
              ) : (
                '–'
              ),
            ],
          }))}
        />
      )}
      {form && (
        <RegisterForm
          register={weightings}
          path={form === 'new' ? '/v1/weightings' : `/v1/weightings/${form.id}`}
          record={form === 'new' ? null : (form as RegisterRecord & Weighting)}
          title={form === 'new' ? words.setWeights : words.changeWeights(form.name)}
          onDone={() => {
            setForm(null);
            changed(...SUPPLY_PATHS);
          }}
          onClose={() => setForm(null)}
        />
      )}
    </>
  );
}
