// The sections of an order's page: its clock, work, parts and quality, each with the acts on it.
import type { ComponentChildren } from 'preact';
import { session } from '../../api/client.ts';
import type { Inspection, Role } from '../../api/types.ts';
import { writeHours } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { partyOf } from '../../parts/parties.ts';
import { SegmentBar } from '../../parts/segments.tsx';
import { Day, Due, Narrative, Nothing, PersonName, When } from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { type ActPart, useActName } from './act-form.tsx';
import { actOf, type OrderAct } from './acts.ts';
import type { OrderFile } from './file.ts';
import { holdPointsBefore } from './hold-points.ts';
import { orderWords } from './words.ts';

export interface SectionProps {
  file: OrderFile;
  onAct(act: OrderAct, part?: ActPart): void;
}

/** Whether the reader's role may do an act on the order as it stands; the rest is the API's to judge. */
function mayDo(act: OrderAct, file: OrderFile): boolean {
  const roles: readonly Role[] = session.get()?.person.roles ?? [];
  if (!act.roles.some((role) => roles.includes(role))) return false;
  return !act.while || act.while.includes(file.order.status);
}

interface ActsProps extends SectionProps {
  names: readonly string[];
  part?: ActPart;
}

/** Buttons for acts, those that the reader may do. */
export function Acts({ file, onAct, names, part }: ActsProps) {
  const nameOf = useActName();
  const own = names.map((name) => actOf(name)).filter((act) => mayDo(act, file));
  if (own.length === 0) return null;
  return (
    <div class="row tight no-print">
      {own.map((act) => (
        <button key={act.operationId} type="button" class="compact" onClick={() => onAct(act, part)}>
          {nameOf(act)}
        </button>
      ))}
    </div>
  );
}

type SectionName = keyof ReturnType<typeof useSections>;
const useSections = () => useWords(orderWords).sections;

export function Section({
  name,
  children,
  acts,
  isEmpty = false,
}: {
  name: SectionName;
  children?: ComponentChildren;
  acts?: ComponentChildren;
  /** Nothing is there: it takes one line. */
  isEmpty?: boolean;
}) {
  const sections = useSections();
  const words = useWords(common);
  return (
    <section class="panel" id={name} aria-labelledby={`${name}-title`} data-empty={isEmpty || undefined}>
      <div class="row spread section-head">
        <h2 id={`${name}-title`}>{sections[name]}</h2>
        {isEmpty && <span class="soft empty">{words.none}</span>}
        {acts}
      </div>
      {!isEmpty && children}
    </section>
  );
}

export function Clock(props: SectionProps) {
  const { file } = props;
  const words = useWords(orderWords);
  const shared = useWords(common);
  const names = useWords(terms);
  const language = useLanguage();
  const { clock, targets, inductedAt } = file.order;
  const last = targets.at(-1);
  // The bar is as long as the time until the target, so that what is left of it is seen.
  const outOf =
    last && inductedAt ? (Date.parse(`${last.date}T15:00:00Z`) - Date.parse(inductedAt)) / 3_600_000 : undefined;
  return (
    <Section name="clock" acts={<Acts {...props} names={['addTarget']} />}>
      {clock && (
        <>
          <SegmentBar hoursByCategory={clock.hoursByCategory} legend {...(outOf && outOf > 0 ? { outOf } : {})} />
          <p class="row">
            <strong class="number">{writeHours(clock.grossHours, language)}</strong>
            {clock.runs && <span class="chip">{words.running}</span>}
          </p>
        </>
      )}
      <ul class="stack tight">
        {targets.map((target, index) => (
          <li key={target.id} class="row tight">
            <span class="soft small">{index === 0 ? words.firstTarget : words.lastTarget}</span>
            {file.order.endedAt ? <Day date={target.date} /> : <Due date={target.date} />}
            {target.cause && <Narrative text={target.cause} />}
          </li>
        ))}
      </ul>
      {targets.length === 0 && <Nothing>{words.noTarget}</Nothing>}
      {file.segments.length > 0 && (
        <details>
          <summary>{shared.aside(words.segmentList, file.segments.length)}</summary>
          <ul class="lines">
            {file.segments.map((segment) => (
              <li key={segment.id} class="row spread">
                <span class="row tight">
                  <span class="swatch" data-category={segment.category} data-party={partyOf[segment.category]} />
                  {names.category[segment.category]}
                  <span class="small soft">
                    <When at={segment.from} />
                    {segment.to && (
                      <>
                        {' – '}
                        <When at={segment.to} />
                      </>
                    )}
                  </span>
                  {segment.acknowledgement && (
                    <span class="chip">{names.acknowledgement[segment.acknowledgement]}</span>
                  )}
                </span>
                <Acts
                  {...props}
                  names={
                    segment.acknowledgement
                      ? ['acknowledgeSegment', 'disputeSegment', 'proposeCorrection']
                      : ['proposeCorrection']
                  }
                  part={{ id: segment.id, n: segment.n }}
                />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

export function Operations(props: SectionProps) {
  const { file } = props;
  const words = useWords(orderWords);
  const shared = useWords(common);
  const names = useWords(terms);
  return (
    <Section
      name="operations"
      isEmpty={file.operations.length === 0}
      acts={<Acts {...props} names={['addOperation', 'logLabor']} />}
    >
      <ol class="lines">
        {file.operations.map((operation) => {
          const { id, status } = operation;
          const open = status === 'open';
          const waitsFor = open ? holdPointsBefore(operation, file.operations, file) : [];
          const hours = file.labor.filter((l) => l.operationId === id).reduce((sum, l) => sum + l.hours, 0);
          return (
            <li key={id} id={id} class="stack tight">
              <div class="row spread">
                <span class="row tight">
                  <span class="mono soft">{operation.sequence}</span>
                  <strong>
                    <Narrative text={operation.title} />
                  </strong>
                </span>
                <span class="row tight">
                  <span class="chip" data-tone={status === 'done' ? 'good' : undefined}>
                    <Glyph name={status === 'done' ? 'check' : open ? 'clock' : 'dash'} size={14} />
                    {names.operationStatus[status]}
                  </span>
                  {operation.holdPoint && (
                    <span class="chip" data-tone={operation.holdPointWaiver ? undefined : 'warn'}>
                      <Glyph name="flag" size={14} />
                      {operation.holdPointWaiver ? shared.aside(words.holdPoint, words.waived) : words.holdPoint}
                    </span>
                  )}
                  {operation.overAndAbove && (
                    <span class="chip" data-tone={operation.approvedAt ? undefined : 'warn'}>
                      {words.overAndAbove}
                      {!operation.approvedAt && ` – ${words.waitsApproval}`}
                    </span>
                  )}
                  {waitsFor.map(({ sequence }) => (
                    <span key={sequence} class="chip" data-tone="warn">
                      <Glyph name="clock" size={14} />
                      {words.waitsHoldPoint(sequence)}
                    </span>
                  ))}
                </span>
              </div>
              <p class="row small soft">
                {operation.performedAt && (
                  <span>
                    <PersonName id={operation.performedBy} /> · <When at={operation.performedAt} />
                  </span>
                )}
                {hours > 0 && <span class="number">{words.hours(Math.round(hours * 100) / 100)}</span>}
                {operation.technicalData.map(({ document, revision }) => (
                  <span key={document} class="mono">{`${document} ${revision}`}</span>
                ))}
                {operation.requires && <span class="mono">{operation.requires}</span>}
              </p>
              {open && (
                <Acts
                  {...props}
                  names={[
                    'completeOperation',
                    'editOperation',
                    ...(operation.overAndAbove && !operation.approvedAt ? ['approveOperation'] : []),
                    'markOperationNotApplicable',
                    ...(operation.holdPoint && !operation.holdPointWaiver ? ['waiveHoldPoint'] : []),
                  ]}
                  part={{ id, record: operation }}
                />
              )}
            </li>
          );
        })}
      </ol>
      {file.labor.length > 0 && (
        <details>
          <summary>{shared.aside(words.sections.labor, file.labor.length)}</summary>
          <ul class="lines">
            {file.labor.map((entry) => (
              <li key={entry.id} class="row spread">
                <span class="row">
                  <Day date={entry.on} />
                  <PersonName id={entry.personId} />
                  <span class="number">{words.hours(entry.hours)}</span>
                </span>
                <Acts {...props} names={['correctLabor']} part={{ id: entry.id, record: entry }} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

export function Parts(props: SectionProps) {
  const { file } = props;
  const names = useWords(terms);
  const words = useWords(orderWords);
  return (
    <Section name="parts" isEmpty={file.partDemands.length === 0} acts={<Acts {...props} names={['addPartDemand']} />}>
      <ul class="lines">
        {file.partDemands.map((demand) => {
          const stands = demand.status !== 'received' && demand.status !== 'cancelled';
          return (
            <li key={demand.id} id={demand.id} class="stack tight">
              <div class="row spread">
                <span class="row tight">
                  <strong>
                    <Narrative text={demand.nomenclature} />
                  </strong>
                  <span class="mono">{demand.partNumber ?? demand.nsn}</span>
                  <span class="number">{`× ${demand.quantity}`}</span>
                </span>
                <span class="row tight">
                  {demand.stopsWork && stands && (
                    <span class="chip" data-tone="warn">
                      <Glyph name="pause" size={14} />
                      {words.fields.stopsWork}
                    </span>
                  )}
                  <span class="chip" data-tone={demand.status === 'received' ? 'good' : undefined}>
                    {names.demandStatus[demand.status]}
                  </span>
                </span>
              </div>
              <Acts {...props} names={['editPartDemand']} part={{ id: demand.id, record: demand }} />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

export function Inspections(props: SectionProps) {
  const { file } = props;
  return (
    <Section
      name="inspections"
      isEmpty={file.inspections.length === 0}
      acts={<Acts {...props} names={['openInspection']} />}
    >
      <ul class="lines">
        {file.inspections.map((inspection) => (
          <InspectionLine key={inspection.id} {...props} inspection={inspection} />
        ))}
      </ul>
    </Section>
  );
}

function InspectionLine({ inspection, ...props }: SectionProps & { inspection: Inspection }) {
  const words = useWords(orderWords);
  const names = useWords(terms);
  const { id, kind, decision, signedAt, supersededBy } = inspection;
  return (
    <li id={id} class="stack tight">
      <div class="row spread">
        <a href={`/orders/${props.file.order.id}/inspections/${id}`} data-row>
          <strong>{names.inspectionKind[kind]}</strong>
        </a>
        <span class="row tight">
          {decision && (
            <span class="chip" data-tone={decision === 'passed' ? 'good' : 'bad'}>
              <Glyph name={decision === 'passed' ? 'check' : 'cross'} size={14} />
              {names.decision[decision]}
            </span>
          )}
          <span class="chip">{supersededBy ? words.superseded : signedAt ? words.signed : words.unsigned}</span>
        </span>
      </div>
      {signedAt && (
        <p class="small soft">
          <PersonName id={inspection.signedBy} /> · <When at={signedAt} />
        </p>
      )}
      {!signedAt && <Acts {...props} names={['editInspection', 'signInspection']} part={{ id, record: inspection }} />}
    </li>
  );
}

export function Nonconformances(props: SectionProps) {
  const { file } = props;
  const names = useWords(terms);
  return (
    <Section
      name="nonconformances"
      isEmpty={file.nonconformances.length === 0}
      acts={<Acts {...props} names={['raiseNonconformance']} />}
    >
      <ul class="lines">
        {file.nonconformances.map((n) => (
          <li key={n.id} id={n.id} class="stack tight">
            <div class="row spread">
              <strong>
                <Narrative text={n.description} />
              </strong>
              <span class="row tight">
                <span class="chip" data-tone={n.severity === 'minor' ? undefined : 'bad'}>
                  <Glyph name="warn" size={14} />
                  {names.severity[n.severity]}
                </span>
                {n.disposition && <span class="chip">{names.disposition[n.disposition]}</span>}
                <span class="chip" data-tone={n.status === 'closed' ? 'good' : 'warn'}>
                  {names.nonconformanceStatus[n.status]}
                </span>
              </span>
            </div>
            <p class="small soft">
              <PersonName id={n.raisedBy} /> · <When at={n.raisedAt} />
            </p>
            {n.status !== 'closed' && (
              <Acts
                {...props}
                names={[
                  ...(n.status === 'open' ? ['editNonconformance'] : []),
                  'dispositionNonconformance',
                  ...(n.disposition && !n.approvedAt && n.status === 'open' ? ['approveDisposition'] : []),
                  ...(n.status === 'dispositioned' ? ['closeNonconformance'] : []),
                ]}
                part={{ id: n.id, record: n }}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
