// An order with all its parts, as the page of it shows them, kept up with what others do.
import { useEffect } from 'preact/hooks';
import { follow } from '../../api/feed.ts';
import { changed, useList, useResource } from '../../api/resource.ts';
import type {
  Amendment,
  Attachment,
  Inspection,
  Labor,
  Nonconformance,
  Offers,
  Operation,
  OrderEvent,
  PartDemand,
  Segment,
  Signature,
  Translation,
  WorkOrderView,
} from '../../api/types.ts';

export type InspectionRow = Inspection;

export interface OrderFile {
  order: WorkOrderView;
  operations: readonly Operation[];
  labor: readonly Labor[];
  partDemands: readonly PartDemand[];
  inspections: readonly Inspection[];
  nonconformances: readonly Nonconformance[];
  segments: readonly Segment[];
  translations: readonly Translation[];
  attachments: readonly Attachment[];
  amendments: readonly Amendment[];
  signatures: readonly Signature[];
  events: readonly OrderEvent[];
  offers: Offers | undefined;
}

/** Says that an order changed: everything that is shown of it, of lists and of what waits is read anew. */
export function orderChanged(id: string): void {
  changed(`/v1/work-orders/${id}`, '/v1/inbox', '/v1/board');
}

/** An order and its parts; undefined until the order itself is there. */
export function useOrderFile(id: string): { file: OrderFile | undefined; error: unknown; reload(): void } {
  const path = `/v1/work-orders/${id}`;
  const order = useResource<WorkOrderView>(path);
  const part = <T>(name: string) => useList<T>(`${path}/${name}?limit=200`).data ?? [];
  const offers = useResource<Offers>(`${path}/transitions`).data;
  const parts = {
    operations: part<Operation>('operations'),
    labor: part<Labor>('labor'),
    partDemands: part<PartDemand>('part-demands'),
    inspections: part<Inspection>('inspections'),
    nonconformances: part<Nonconformance>('nonconformances'),
    segments: part<Segment>('segments'),
    translations: part<Translation>('translations'),
    attachments: part<Attachment>('attachments'),
    amendments: part<Amendment>('amendments'),
    signatures: part<Signature>('signatures'),
    events: part<OrderEvent>('events'),
  };
  const seen = order.data?.revision ?? 0;
  useEffect(
    () =>
      follow({
        onEvents(events) {
          // What was done here has been read already.
          if (events.some(({ workOrderId, sequence }) => workOrderId === id && sequence > seen)) orderChanged(id);
        },
        onGap: () => orderChanged(id),
      }),
    [id, seen],
  );
  const file = order.data && { order: order.data, offers, ...parts };
  return { file, error: order.error, reload: order.reload };
}
