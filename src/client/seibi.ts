// The client: what a plant's or an office's own program asks of Seibi, with the types of its schemas.

import type { z } from 'zod';
import type { Language } from '../domain/evidence/signature.ts';
import type { command } from '../domain/exchange/command.ts';
import type { Delivery, Webhook, webhookInput, webhookPatch, webhookWithSecret } from '../domain/exchange/webhook.ts';
import type { Segment } from '../domain/metrics/turnaround.ts';
import type { transitionInput } from '../domain/orders/transition.ts';
import type { WorkOrder, workOrderInput } from '../domain/orders/work-order.ts';
import type { Problem } from '../domain/problem.ts';
import type { authorizationInput, authorizationRecord } from '../domain/registers/authorization.ts';
import type { equipmentInput, equipmentRecord } from '../domain/registers/equipment.ts';
import type { facilityInput, facilityRecord } from '../domain/registers/facility.ts';
import type { platformInput, platformRecord } from '../domain/registers/platform.ts';
import type { PartDemand, partDemandEntry } from '../domain/supply/part-demand.ts';
import type { Attachment } from '../domain/workshop/attachment.ts';
import type { Inspection, inspectionInput, resultsInput } from '../domain/workshop/inspection.ts';
import type { Nonconformance, nonconformanceInput } from '../domain/workshop/nonconformance.ts';
import type { completionInput, Labor, laborInput, Operation, operationInput } from '../domain/workshop/operation.ts';
import type { FeedEvent } from '../usecases/exchange/feed.ts';
import type { Offers } from '../usecases/orders/transitions.ts';
import type { WorkOrderView } from '../usecases/orders/work-orders.ts';
import { Pages } from './pages.ts';
import { followed, valuesOf } from './streams.ts';
import { type ChangeOptions, type ClientOptions, type Query, Transport } from './transport.ts';

type Given<Schema extends z.ZodType> = z.input<Schema>;
type Read<Schema extends z.ZodType> = z.output<Schema>;
/** What has a revision: it is changed as it was seen, or not at all. */
export interface Seen {
  id: string;
  revision: number;
}
/** A part of an order, with the order's revision. */
export type Part<Record> = Record & { revision: number };

/** What became of one command of a queue. */
export interface CommandAnswer {
  line: number;
  idempotencyKey: string | null;
  status: number;
  replayed: boolean;
  body?: unknown;
  problem?: { code: Problem['code']; status: number; title: string; detail: string } & Record<string, unknown>;
}

/** The records of a register. */
export class Register<Item extends Seen, Input> {
  private readonly transport: Transport;
  private readonly path: string;

  constructor(transport: Transport, path: string) {
    this.transport = transport;
    this.path = path;
  }

  list(query?: Query): Pages<Item> {
    return new Pages(this.transport, this.path, query);
  }

  get(id: string): Promise<Item> {
    return this.transport.json({ method: 'GET', path: `${this.path}/${id}` });
  }

  create(body: Input, options?: ChangeOptions): Promise<Item> {
    return this.transport.json({ method: 'POST', path: this.path, body, options });
  }

  /** Changes a record as it was seen. Raises SeibiProblem `revision.stale` when somebody changed it first. */
  edit({ id, revision }: Seen, body: object, options?: ChangeOptions): Promise<Item> {
    return this.transport.json({ method: 'PATCH', path: `${this.path}/${id}`, body, revision, options });
  }
}

/** The parts of an order of one kind. */
export class Parts<Item extends { id: string }, Input> {
  protected readonly transport: Transport;
  private readonly name: string;

  constructor(transport: Transport, name: string) {
    this.transport = transport;
    this.name = name;
  }

  protected pathOf(orderId: string, rest = ''): string {
    return `/v1/work-orders/${orderId}/${this.name}${rest}`;
  }

  list(orderId: string, query?: Query): Pages<Part<Item>> {
    return new Pages(this.transport, this.pathOf(orderId), query);
  }

  get(orderId: string, id: string): Promise<Part<Item>> {
    return this.transport.json({ method: 'GET', path: this.pathOf(orderId, `/${id}`) });
  }

  add(orderId: string, body: Input, options?: ChangeOptions): Promise<Part<Item>> {
    return this.transport.json({ method: 'POST', path: this.pathOf(orderId), body, options });
  }

  edit(orderId: string, { id, revision }: Seen, body: object, options?: ChangeOptions): Promise<Part<Item>> {
    return this.transport.json({ method: 'PATCH', path: this.pathOf(orderId, `/${id}`), body, revision, options });
  }
}

class Operations extends Parts<Operation, Given<typeof operationInput>> {
  complete(
    orderId: string,
    operationId: string,
    body: Given<typeof completionInput> = {},
    options?: ChangeOptions,
  ): Promise<Part<Operation>> {
    const path = this.pathOf(orderId, `/${operationId}/complete`);
    return this.transport.json({ method: 'POST', path, body, options });
  }
}

class Inspections extends Parts<Inspection, Given<typeof inspectionInput>> {
  record(
    orderId: string,
    inspectionId: string,
    body: Given<typeof resultsInput>,
    options?: ChangeOptions,
  ): Promise<Part<Inspection>> {
    const path = this.pathOf(orderId, `/${inspectionId}/results`);
    return this.transport.json({ method: 'POST', path, body, options });
  }
}

class WorkOrders {
  readonly operations: Operations;
  readonly labor: Parts<Labor, Given<typeof laborInput>>;
  readonly partDemands: Parts<PartDemand, Given<typeof partDemandEntry>>;
  readonly inspections: Inspections;
  readonly nonconformances: Parts<Nonconformance, Given<typeof nonconformanceInput>>;
  readonly attachments: Pick<Parts<Attachment, never>, 'list' | 'get'>;
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
    this.operations = new Operations(transport, 'operations');
    this.labor = new Parts(transport, 'labor');
    this.partDemands = new Parts(transport, 'part-demands');
    this.inspections = new Inspections(transport, 'inspections');
    this.nonconformances = new Parts(transport, 'nonconformances');
    this.attachments = new Parts<Attachment, never>(transport, 'attachments');
  }

  list(query?: Query): Pages<WorkOrder> {
    return new Pages(this.transport, '/v1/work-orders', query);
  }

  get(id: string, query?: { asOf?: string }): Promise<WorkOrderView> {
    return this.transport.json({ method: 'GET', path: `/v1/work-orders/${id}`, query });
  }

  create(body: Given<typeof workOrderInput>, options?: ChangeOptions): Promise<WorkOrderView> {
    return this.transport.json({ method: 'POST', path: '/v1/work-orders', body, options });
  }

  edit({ id, revision }: Seen, body: object, options?: ChangeOptions): Promise<WorkOrderView> {
    return this.transport.json({ method: 'PATCH', path: `/v1/work-orders/${id}`, body, revision, options });
  }

  /** What can be done with an order, and what stands in the way. */
  ask(id: string, ahead?: { occurredAt?: string; authorizationId?: string }): Promise<Offers> {
    return this.transport.json({ method: 'GET', path: `/v1/work-orders/${id}/transitions`, query: ahead });
  }

  /** Performs an action on an order as it was seen. Raises SeibiProblem: `transition.blocked` with everything that blocks it, and others. */
  act({ id, revision }: Seen, body: Given<typeof transitionInput>, options?: ChangeOptions): Promise<WorkOrderView> {
    return this.transport.json({ method: 'POST', path: `/v1/work-orders/${id}/transitions`, body, revision, options });
  }

  /** What a signature of an act would bind, and its hash. */
  signingContent(
    id: string,
    body: { act: string; body: object; language: Language },
  ): Promise<{ content: Record<string, unknown>; contentSha256: string }> {
    return this.transport.json({ method: 'POST', path: `/v1/work-orders/${id}/signing-content`, body });
  }

  events(id: string, query?: Query): Pages<FeedEvent> {
    return new Pages(this.transport, `/v1/work-orders/${id}/events`, query);
  }

  segments(id: string, query?: Query): Pages<Part<Segment>> {
    return new Pages(this.transport, `/v1/work-orders/${id}/segments`, query);
  }
}

class Webhooks extends Register<Webhook, Given<typeof webhookInput>> {
  private readonly own: Transport;

  constructor(transport: Transport) {
    super(transport, '/v1/webhooks');
    this.own = transport;
  }

  /** Its secret is answered here and never again. */
  override create(body: Given<typeof webhookInput>, options?: ChangeOptions): Promise<Read<typeof webhookWithSecret>> {
    return this.own.json({ method: 'POST', path: '/v1/webhooks', body, options });
  }

  override edit(seen: Seen, body: Given<typeof webhookPatch>, options?: ChangeOptions): Promise<Webhook> {
    return super.edit(seen, body, options);
  }

  async remove(id: string): Promise<void> {
    await this.own.json<null>({ method: 'DELETE', path: `/v1/webhooks/${id}` });
  }

  rotateSecret(id: string, options?: ChangeOptions): Promise<Read<typeof webhookWithSecret>> {
    return this.own.json({ method: 'POST', path: `/v1/webhooks/${id}/secret`, body: {}, options });
  }

  deliveries(id: string, query?: Query): Pages<Delivery> {
    return new Pages(this.own, `/v1/webhooks/${id}/deliveries`, query);
  }

  redeliver(id: string, deliveryId: string, options?: ChangeOptions): Promise<Delivery> {
    const path = `/v1/webhooks/${id}/deliveries/${deliveryId}/redeliver`;
    return this.own.json({ method: 'POST', path, body: {}, options });
  }
}

/** The head of what a metric answers; its figures stand in `total` and in `groups`. */
export interface MetricAnswer<Figures> {
  metric: string;
  from: string;
  to: string;
  asOf: string;
  groupBy: string | null;
  definition: Record<string, unknown>;
  filters: Record<string, unknown>;
  total: Figures;
  groups: { key: string; name: string; figures: Figures }[];
}

/** Seibi, as one person with one key. */
export class Seibi {
  readonly workOrders: WorkOrders;
  readonly webhooks: Webhooks;
  readonly platforms: Register<Read<typeof platformRecord>, Given<typeof platformInput>>;
  readonly equipment: Register<Read<typeof equipmentRecord>, Given<typeof equipmentInput>>;
  readonly facilities: Register<Read<typeof facilityRecord>, Given<typeof facilityInput>>;
  readonly authorizations: Register<Read<typeof authorizationRecord>, Given<typeof authorizationInput>>;
  private readonly transport: Transport;

  constructor(options: ClientOptions) {
    this.transport = new Transport(options);
    this.workOrders = new WorkOrders(this.transport);
    this.webhooks = new Webhooks(this.transport);
    this.platforms = new Register(this.transport, '/v1/platforms');
    this.equipment = new Register(this.transport, '/v1/equipment');
    this.facilities = new Register(this.transport, '/v1/facilities');
    this.authorizations = new Register(this.transport, '/v1/authorizations');
  }

  /** Any other address: a GET that answers JSON. */
  get<T>(path: string, query?: Query): Promise<T> {
    return this.transport.json({ method: 'GET', path, query });
  }

  /** Any other list. */
  list<Item>(path: string, query?: Query): Pages<Item> {
    return new Pages(this.transport, path, query);
  }

  /** Any other change. */
  post<T>(path: string, body: object = {}, options?: ChangeOptions & { revision?: number }): Promise<T> {
    return this.transport.json({ method: 'POST', path, body, options, revision: options?.revision });
  }

  /** The figures of a metric, by its name. */
  metric<Figures>(name: string, query: Query): Promise<MetricAnswer<Figures>> {
    return this.transport.json({ method: 'GET', path: `/v1/metrics/${name}`, query });
  }

  /** What has happened since a cursor (from the beginning, unless given), as far as it is known now. */
  events(query?: Query): Pages<FeedEvent> {
    return new Pages(this.transport, '/v1/events', query);
  }

  /** What happens, as it happens, without gap or double, until the signal or the reader ends it. */
  follow(query: Query & { cursor?: string } = {}, signal?: AbortSignal): AsyncGenerator<FeedEvent> {
    return followed(this.transport, query, signal);
  }

  /** Sends what was done without a network; what became of each command comes as it is done. */
  async *runCommands(
    commands: readonly Given<typeof command>[],
    options?: ChangeOptions,
  ): AsyncGenerator<CommandAnswer> {
    const text = commands.map((one) => `${JSON.stringify(one)}\n`).join('');
    const raw = { type: 'application/x-ndjson', text };
    const accept = 'application/x-ndjson';
    yield* valuesOf<CommandAnswer>(
      await this.transport.send({ method: 'POST', path: '/v1/commands', raw, accept, options }),
    );
  }
}
