// A work order: where it stands, what stops it, where the time went, the work and its quality, and every act on it.
import { useEffect, useState } from 'preact/hooks';
import { useEquipment, usePlatform } from '../../api/names.ts';
import { useResource } from '../../api/resource.ts';
import type { WorkOrderView } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import {
  Age,
  Day,
  Designator,
  FacilityName,
  Fact,
  Narrative,
  PersonName,
  StatusChip,
  Waiting,
  When,
} from '../../parts/show.tsx';
import { common } from '../../parts/words.ts';
import { usePlace } from '../../router.ts';
import type { PageProps } from '../../routes.ts';
import { ActForm, type ActPart } from './act-form.tsx';
import type { OrderAct } from './acts.ts';
import { type OrderFile, useOrderFile } from './file.ts';
import { Amendments, Attachments, Chain, Narratives } from './kept.tsx';
import { Offers } from './offers.tsx';
import {
  Acts,
  Clock,
  Inspections,
  Nonconformances,
  Operations,
  Parts,
  Section,
  type SectionProps,
} from './sections.tsx';
import { orderWords } from './words.ts';
import './order.css';

export default function OrderPage({ params }: PageProps) {
  const { file, error, reload } = useOrderFile(params.id ?? '');
  const part = usePlace().query.get('part');
  const isThere = file !== undefined && file.events.length > 0;
  useEffect(() => {
    if (isThere && part) document.getElementById(part)?.scrollIntoView({ block: 'center' });
  }, [isThere, part]);
  if (!file) return error ? <ProblemNote error={error} onRetry={reload} /> : <Waiting />;
  return <Order file={file} error={error} reload={reload} />;
}

function Order({ file, error, reload }: { file: OrderFile; error: unknown; reload(): void }) {
  const { order } = file;
  const words = useWords(common);
  const [open, setOpen] = useState<{ act: OrderAct; part: ActPart | undefined } | null>(null);
  const onAct = (act: OrderAct, part?: ActPart) => setOpen({ act, part });
  const props = { file, onAct };
  return (
    <div class="order">
      <PageHead title={order.number}>
        <Designator value={order.priority.designator} />
        <StatusChip status={order.status} />
        {order.historical && <span class="chip">{words.imported}</span>}
        <ItemName file={file} />
      </PageHead>
      <ProblemNote error={error} onRetry={reload} />
      <div class="order-grid">
        <div class="stack">
          <Section name="stops">
            <Offers file={file} onAct={onAct} />
          </Section>
          <Operations {...props} />
          <Parts {...props} />
          <Inspections {...props} />
          <Nonconformances {...props} />
          <Narratives {...props} />
          <Amendments {...props} />
        </div>
        <div class="stack">
          <Stands {...props} />
          <Clock {...props} />
          <Papers file={file} />
          <People file={file} />
          <Family {...props} />
          <Attachments {...props} />
          <Chain {...props} />
        </div>
      </div>
      {open && (
        <ActForm
          key={`${open.act.operationId}${open.act.action ?? ''}${open.part?.id ?? ''}`}
          act={open.act}
          file={file}
          part={open.part}
          onDone={() => setOpen(null)}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

function ItemName({ file: { order } }: { file: OrderFile }) {
  const equipment = useEquipment(order.equipmentId);
  const platform = usePlatform(order.platformId);
  return (
    <span class="row tight">
      <strong>{platform?.designation ?? '…'}</strong>
      {platform && <Narrative text={platform.nomenclature} />}
      <span class="mono">{equipment?.serialNumber ?? '…'}</span>
    </span>
  );
}

function Stands(props: SectionProps) {
  const { order } = props.file;
  const words = useWords(orderWords);
  const names = useWords(terms);
  const { fields } = words;
  return (
    <Section name="stands" acts={<Acts {...props} names={['editWorkOrder']} />}>
      <p class="discrepancy">
        <Narrative text={order.discrepancy} />
      </p>
      <dl class="facts">
        <Fact name={fields.status ?? ''}>
          <span class="row tight">
            <StatusChip status={order.status} />
            <Age since={order.statusSince} />
          </span>
        </Fact>
        <Fact name={fields.cause ?? ''}>{order.holdCause && words.cause[order.holdCause]}</Fact>
        <Fact name={fields.facilityId ?? ''}>
          <FacilityName id={order.facilityId} />
        </Fact>
        <Fact name={fields.activity ?? ''}>{`${names.activity[order.activity]} · ${names.level[order.level]}`}</Fact>
        <Fact name={fields.priority ?? ''}>
          {`${names.forceActivity[order.priority.forceActivity]} × ${names.urgency[order.priority.urgency]}`}
        </Fact>
        <Fact name={fields.requiredBy ?? ''}>{order.requiredBy && <Day date={order.requiredBy} />}</Fact>
        <Fact name={fields.plannedStart ?? ''}>{order.plannedStart && <Day date={order.plannedStart} />}</Fact>
        <Fact name={fields.customerJobNumber ?? ''}>{order.customerJobNumber}</Fact>
        <Fact name={fields.conditionCode ?? ''}>{order.conditionCode && names.conditionCode[order.conditionCode]}</Fact>
        <Fact name={words.created}>
          <When at={order.createdAt} />
        </Fact>
        <Fact name={words.parent}>{order.parentId && <OrderNumber id={order.parentId} />}</Fact>
        <Fact name={fields.follows ?? ''}>{order.follows && <OrderNumber id={order.follows} />}</Fact>
      </dl>
    </Section>
  );
}

/** Another order by its number; one out of the reader's sight is said to be. */
function OrderNumber({ id }: { id: string }) {
  const { data, error } = useResource<WorkOrderView>(`/v1/work-orders/${id}`);
  const words = useWords(common);
  if (error) return <span class="soft">{words.unknown}</span>;
  return (
    <a class="mono" href={`/orders/${id}`}>
      {data?.number ?? '…'}
    </a>
  );
}

function Papers({ file: { order } }: { file: OrderFile }) {
  const words = useWords(orderWords);
  const path = `/v1/work-orders/${order.id}`;
  const isReleased = order.status === 'released' || order.status === 'closed';
  return (
    <Section name="papers">
      <ul class="stack tight">
        <li>
          <a href={`${path}/traveler`} target="_blank" rel="noreferrer">
            {words.traveler}
          </a>
        </li>
        {isReleased && (
          <li>
            <a href={`${path}/release-certificate`} target="_blank" rel="noreferrer">
              {words.certificate}
            </a>
          </li>
        )}
        {order.status === 'condemned' && (
          <li>
            <a href={`${path}/condemnation-certificate`} target="_blank" rel="noreferrer">
              {words.condemnation}
            </a>
          </li>
        )}
      </ul>
    </Section>
  );
}

function People({ file }: { file: OrderFile }) {
  const words = useWords(orderWords);
  const { order } = file;
  const done = new Set(file.operations.flatMap((o) => (o.performedBy ? [o.performedBy] : [])));
  const signed = new Set(file.signatures.filter((s) => s.supersededAt === null).map((s) => s.signer));
  const list = (ids: ReadonlySet<string>) => (
    <ul>
      {[...ids].map((id) => (
        <li key={id}>
          <PersonName id={id} />
        </li>
      ))}
    </ul>
  );
  return (
    <Section name="people">
      <dl class="facts">
        <Fact name={words.created}>
          <PersonName id={order.createdBy} />
        </Fact>
        <Fact name={words.fields.assignedTo ?? ''}>{order.assignedTo && <PersonName id={order.assignedTo} />}</Fact>
        <Fact name={words.performed}>{done.size > 0 && list(done)}</Fact>
        <Fact name={words.signed}>{signed.size > 0 && list(signed)}</Fact>
      </dl>
    </Section>
  );
}

function Family(props: SectionProps) {
  const { subOrders } = props.file.order;
  return (
    <Section name="family" isEmpty={subOrders.length === 0} acts={<Acts {...props} names={['createSubOrder']} />}>
      <ul class="lines">
        {subOrders.map((sub) => (
          <li key={sub.id} class="row spread">
            <a href={`/orders/${sub.id}`} class="mono">
              {sub.number}
            </a>
            <StatusChip status={sub.status} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
