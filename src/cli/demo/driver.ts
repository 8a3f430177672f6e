// Drives one order of the demo through the real use cases, each act by someone who may do it, at the time the clock shows.

import type { AmendmentInput } from '../../domain/evidence/amendment.ts';
import type { Language } from '../../domain/evidence/signature.ts';
import type { HoldCause, Status } from '../../domain/orders/status.ts';
import { type TransitionInput, transitionInput } from '../../domain/orders/transition.ts';
import { type WorkOrderInput, workOrderInput } from '../../domain/orders/work-order.ts';
import { Problem } from '../../domain/problem.ts';
import { type PartDemand, partDemandEntry } from '../../domain/supply/part-demand.ts';
import {
  addDays,
  dateInTokyo,
  type Instant,
  type IsoDate,
  type Message,
  type Money,
  type Text,
} from '../../domain/values.ts';
import { correctionInput } from '../../domain/workshop/correction.ts';
import type { Inspection } from '../../domain/workshop/inspection.ts';
import { inspectionInput, resultsInput } from '../../domain/workshop/inspection.ts';
import { type DispositionInput, dispositionInput, nonconformanceInput } from '../../domain/workshop/nonconformance.ts';
import { type Operation, operationInput } from '../../domain/workshop/operation.ts';
import { targetInput } from '../../domain/workshop/target.ts';
import type { TranslationInput } from '../../domain/workshop/translation.ts';
import { exampleId } from '../../http/examples.ts';
import { proposeAmendment } from '../../usecases/evidence/amendments.ts';
import { askSigningContent, signingContentInput } from '../../usecases/evidence/signing-content.ts';
import { listParts, showPart } from '../../usecases/orders/histories.ts';
import { transition } from '../../usecases/orders/transitions.ts';
import {
  createWorkOrder,
  editWorkOrder,
  type WorkOrderView,
  workOrderPatch,
} from '../../usecases/orders/work-orders.ts';
import { addPartDemand, editPartDemand } from '../../usecases/supply/part-demands.ts';
import { addAttachment } from '../../usecases/workshop/attachments.ts';
import {
  acknowledgeSegment,
  agreeCorrection,
  disputeSegment,
  proposeCorrection,
} from '../../usecases/workshop/corrections.ts';
import { signInspection } from '../../usecases/workshop/inspection-signing.ts';
import { openInspection, recordResults } from '../../usecases/workshop/inspections.ts';
import { logLabor } from '../../usecases/workshop/labor.ts';
import {
  approveDisposition,
  closeNonconformance,
  dispositionNonconformance,
  raiseNonconformance,
} from '../../usecases/workshop/nonconformances.ts';
import {
  addOperation,
  approveOperation,
  completeOperation,
  editOperation,
} from '../../usecases/workshop/operations.ts';
import { addTarget } from '../../usecases/workshop/targets.ts';
import { addTranslation } from '../../usecases/workshop/translations.ts';
import { type Job, type Measure, type Part, type Step, suppliers } from './jobs.ts';
import type { Plant, PlatformPart, World } from './world.ts';

/** Who does what on an order. */
export interface Crew {
  depot: string;
  technicians: readonly string[];
  inspector: string;
  acceptor: string;
  program: string;
}

/** What an order is to be, as far as it is not said by its job and item. */
export interface Draft {
  part: PlatformPart;
  item: { id: string; serialNumber: string };
  job: Job;
  crew?: Partial<Crew>;
  /** Whether the program office raises it; the depot unless said. */
  byProgram?: boolean;
  /** The name of its example. */
  example?: string;
  fields?: Partial<WorkOrderInput>;
}

/** Performs an act and answers null, or the problem when something blocks it. Raises what else goes wrong. */
export async function blockOf(act: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof Problem && ['transition.blocked', 'act.blocked'].includes(error.code)) return error;
    throw error;
  }
}

const bilingual: Language[] = ['ja', 'en'];
const visual = (en: string, ja: string) => ({
  name: { en, ja },
  method: 'visual',
  unit: null,
  lower: null,
  upper: null,
  standard: null,
});

/** An order in the hands of those who work on it. Every method is one act, or a few of one person in a row. */
export class OrderDriver {
  readonly world: World;
  readonly part: PlatformPart;
  readonly plant: Plant;
  readonly item: Draft['item'];
  readonly job: Job;
  readonly crew: Crew;
  readonly id: string;
  status: Status = 'draft';
  operations: Operation[] = [];
  number = '';
  inductedOn: IsoDate | null = null;
  /** The authorization it is to stand on; that of its platform unless set. */
  authorizationId: string;
  /** Since when it stands where it stands. */
  since: Instant;

  private constructor(world: World, { part, item, job, crew }: Draft, raised: WorkOrderView) {
    this.world = world;
    this.part = part;
    this.plant = world.plants[part.plant];
    this.item = item;
    this.job = job;
    this.crew = { ...this.everyone(), ...crew };
    this.id = raised.id;
    this.number = raised.number;
    this.authorizationId = part.authorizationId;
    this.since = raised.statusSince;
  }

  /** Raises an order. */
  static async raise(world: World, draft: Draft): Promise<OrderDriver> {
    const { stage } = world;
    const { part, item, job, fields = {} } = draft;
    const plant = world.plants[part.plant];
    const by = draft.byProgram ? world.holders.program : (draft.crew?.depot ?? stage.chance.pick(plant.depot));
    if (draft.example !== undefined) stage.nextIdIs(exampleId(draft.example));
    const input = workOrderInput.parse({
      equipmentId: item.id,
      facilityId: plant.id,
      activity: job.activity,
      level: 'depot',
      priority: {
        forceActivity: stage.chance.pick(['II', 'III', 'III', 'IV']),
        urgency: stage.chance.pick(['A', 'B', 'B', 'C']),
      },
      discrepancy: job.discrepancy,
      codes: job.codes,
      localTransportDays: stage.chance.whole(1, 3),
      ...fields,
    });
    const raised = await createWorkOrder(await stage.as(by), input);
    return new OrderDriver(
      world,
      { ...draft, crew: { depot: by === world.holders.program ? stage.chance.pick(plant.depot) : by, ...draft.crew } },
      raised.body,
    );
  }

  private everyone(): Crew {
    const { chance } = this.world.stage;
    return {
      depot: chance.pick(this.plant.depot),
      technicians: this.plant.technicians,
      inspector: chance.pick(this.plant.inspectors),
      acceptor: chance.pick(this.world.acceptors),
      program: this.world.holders.program,
    };
  }

  /** Whether it stands in one of these statuses. */
  stands(...statuses: Status[]): boolean {
    return statuses.includes(this.status);
  }

  private async as(personId: string) {
    return await this.world.stage.as(personId);
  }

  private named(example: string | undefined): void {
    if (example !== undefined) this.world.stage.nextIdIs(exampleId(example));
  }

  private minutes(least: number, most: number): void {
    this.world.stage.clock.advanceMinutes(this.world.stage.chance.whole(least, most));
  }

  /** Performs any action that is not signed. */
  async act(by: string, input: Record<string, unknown> & { action: TransitionInput['action'] }): Promise<void> {
    const done = await transition(await this.as(by), this.id, transitionInput.parse(input));
    this.status = done.body.status;
    this.since = done.body.statusSince;
  }

  /** Performs a signed action: content is shown first, in the language of the signer. */
  async sign(by: string, action: 'accept' | 'release' | 'condemn', body: Record<string, unknown> = {}): Promise<void> {
    const act = await this.as(by);
    const language = this.languageOf(by);
    const shown = await askSigningContent(act, this.id, signingContentInput.parse({ act: action, body, language }));
    const signature = { contentSha256: shown.contentSha256, language, pin: this.pinOf(by) };
    await this.act(by, { action, ...body, signature });
  }

  private languageOf(personId: string): Language {
    const isAmerican = [this.world.acceptors[0], this.world.holders.program].includes(personId);
    return bilingual[isAmerican ? 1 : 0] ?? 'en';
  }

  private pinOf(personId: string): string {
    return this.world.pins.get(personId) ?? '';
  }

  async submit(by = this.crew.depot): Promise<void> {
    await this.act(by, { action: 'submit' });
  }

  async giveBack(reason: Message): Promise<void> {
    await this.act(this.crew.program, { action: 'return', reason });
  }

  async edit(by: string, patch: Record<string, unknown>): Promise<void> {
    await editWorkOrder(await this.as(by), this.id, workOrderPatch.parse(patch));
  }

  /** `more` may name another authorization or a target date. */
  async authorize(more: Record<string, unknown> = {}): Promise<void> {
    const { chance } = this.world.stage;
    const estimatedCost = this.usd(this.job.cost * chance.between(0.85, 1.15));
    await this.act(this.crew.program, {
      action: 'authorize',
      authorizationId: this.authorizationId,
      estimatedCost,
      ...more,
    });
  }

  async reauthorize(reason: Message, factor: number): Promise<void> {
    await this.act(this.crew.program, {
      action: 'reauthorize',
      authorizationId: this.authorizationId,
      estimatedCost: this.usd(this.job.cost * factor),
      reason,
    });
  }

  private usd(thousands: number): Money {
    return { currency: 'USD', minorUnits: Math.round(thousands) * 100_000 };
  }

  /** `target` names the example of the target that induction freezes. */
  async induct(more: { occurredAt?: Instant; lateReason?: Text } = {}, target?: string): Promise<void> {
    const { stage } = this.world;
    if (target !== undefined) {
      // The first id an induction takes is that of its segment.
      stage.nextIdIs(stage.services.newId());
      this.named(target);
    }
    await this.act(this.crew.depot, {
      action: 'induct',
      custody: {
        document: `EX-1149-${this.number}`,
        deliveredBy: 'Owning unit, maintenance control',
        receivedBy: `${this.plant.code} receiving`,
        serialNumber: this.item.serialNumber,
      },
      ...more,
    });
    this.inductedOn = dateInTokyo(more.occurredAt ?? this.world.stage.clock.now());
  }

  /** Opens, fills and signs an inspection. Failed: the last measure is out of its limits. */
  async inspect(
    kind: Inspection['kind'],
    {
      failed = false,
      operation,
      by,
      example,
      unsigned = false,
    }: { failed?: boolean; operation?: Operation; by?: string; example?: string; unsigned?: boolean } = {},
  ): Promise<Inspection> {
    const inspector = by ?? (kind === 'acceptance' ? this.crew.acceptor : this.crew.inspector);
    const act = await this.as(inspector);
    const measures: readonly Measure[] =
      kind === 'receiving' ? [] : kind === 'in_process' ? this.job.measures.slice(0, 1) : this.job.measures;
    const seen = {
      receiving: visual('Identity and condition as received', '現品照合・受入時の状態'),
      in_process: visual('Workmanship', '作業の仕上がり'),
      final: visual('Work area clean, panels closed', '清掃・点検口閉鎖'),
      acceptance: visual('Records complete', '記録の完備'),
    }[kind];
    this.named(example);
    const opened = await openInspection(
      act,
      this.id,
      inspectionInput.parse({
        kind,
        operationId: operation?.id ?? null,
        characteristics: [seen, ...measures.map((m) => m.characteristic)],
      }),
    );
    const inspection = opened.body;
    this.minutes(10, 40);
    const results = [
      { characteristic: 1, conforms: true },
      ...measures.map((m, index) => ({
        characteristic: index + 2,
        value: failed && index === measures.length - 1 ? m.bad : m.good,
        instrumentId: this.plant.instrumentIds[0] ?? null,
      })),
    ];
    await recordResults(act, this.id, inspection.id, resultsInput.parse({ results }));
    if (unsigned) return inspection;
    this.minutes(3, 12);
    return await this.signInspection(inspector, inspection, failed ? 'failed' : 'passed');
  }

  /** Opens an inspection of what the job measures, with no result yet. */
  async openMeasured(kind: Inspection['kind'], example?: string): Promise<Inspection> {
    const act = await this.as(this.crew.inspector);
    this.named(example);
    const characteristics = this.job.measures.map((m) => m.characteristic);
    return (await openInspection(act, this.id, inspectionInput.parse({ kind, characteristics }))).body;
  }

  /** Shows the signer the inspection and signs it. */
  async signInspection(by: string, inspection: Inspection, decision: 'passed' | 'failed'): Promise<Inspection> {
    const act = await this.as(by);
    const language = this.languageOf(by);
    const asked = { act: 'sign_inspection', body: { inspectionId: inspection.id, decision }, language } as const;
    const shown = await askSigningContent(act, this.id, asked);
    const signature = { contentSha256: shown.contentSha256, language, pin: this.pinOf(by) };
    return (await signInspection(act, this.id, inspection.id, { decision, signature })).body;
  }

  /** Plans the steps of the job; hold points are set by the inspector. */
  async plan(steps: readonly Step[] = this.job.steps, examples: readonly (string | undefined)[] = []): Promise<void> {
    for (const [index, step] of steps.entries()) {
      const by = step.holdPoint ? this.crew.inspector : this.crew.depot;
      await this.addOperation(by, step, examples[index]);
      this.minutes(1, 4);
    }
  }

  /** Adds an operation, citing the revision of the manual that is in effect. */
  async addOperation(by: string, step: Step, example?: string): Promise<Operation> {
    this.named(example);
    const input = operationInput.parse({
      title: step.title,
      technicalData: [{ document: this.part.document, revision: this.manualRevision() }],
      requires: step.requires ?? null,
      holdPoint: step.holdPoint ?? false,
    });
    const added = (await addOperation(await this.as(by), this.id, input)).body;
    this.operations.push(added);
    return added;
  }

  /** The revision in effect on the day of the clock. */
  manualRevision(): string {
    const { stage, begin } = this.world;
    return dateInTokyo(stage.clock.now()) >= addDays(dateInTokyo(begin), SECOND_REVISION_DAY) ? 'Change 2' : 'Change 1';
  }

  async start(): Promise<void> {
    await this.act(this.crew.depot, { action: 'start' });
  }

  /** Completes an operation and, at a hold point, has it inspected. */
  async finish(operation: Operation): Promise<void> {
    await this.complete(operation);
    if (!operation.holdPoint) return;
    this.minutes(15, 60);
    await this.inspect('in_process', { operation });
  }

  /** Logs an operation as done, by a technician who may, and the hours of one or two people on it. */
  async complete(
    operation: Operation,
    { labor = true, performedAt }: { labor?: boolean; performedAt?: Instant } = {},
  ): Promise<void> {
    const { stage } = this.world;
    const able = operation.requires === null ? this.crew.technicians : this.plant.testers;
    const performedBy = stage.chance.pick(able);
    const act = await this.as(this.crew.depot);
    await this.citeCurrentRevision(operation);
    await completeOperation(act, this.id, operation.id, { performedBy, ...(performedAt ? { performedAt } : {}) });
    if (!labor) return;
    this.minutes(2, 10);
    await this.labor(operation, performedBy);
  }

  // A manual may have changed since the operation was planned.
  private async citeCurrentRevision(operation: Operation): Promise<void> {
    const revision = this.manualRevision();
    if (operation.technicalData.every((d) => d.revision === revision)) return;
    const patch = { technicalData: operation.technicalData.map((d) => ({ ...d, revision })) };
    await editOperation(await this.as(this.crew.depot), this.id, operation.id, patch);
    operation.technicalData = patch.technicalData;
    // What was approved and says something else now has to be approved again.
    if (operation.overAndAbove) await this.approveOperation(operation);
  }

  /** Logs hours of a person on an operation, entered by the depot. */
  async labor(
    operation: Operation,
    personId: string,
    hours = this.world.stage.chance.whole(4, 32) / 4,
    example?: string,
  ): Promise<void> {
    this.named(example);
    const on = dateInTokyo(this.world.stage.clock.now());
    await logLabor(await this.as(this.crew.depot), this.id, { operationId: operation.id, personId, hours, on });
  }

  async approveOperation(operation: Operation): Promise<void> {
    await approveOperation(await this.as(this.crew.program), this.id, operation.id);
  }

  async demand(part: Part, more: Record<string, unknown> = {}, example?: string): Promise<PartDemand> {
    const { stage, supplierIds, documents } = this.world;
    this.named(example);
    const today = dateInTokyo(stage.clock.now());
    const dayOfYear = Math.round((Date.parse(today) - Date.parse(`${today.slice(0, 4)}-01-01`)) / 86_400_000) + 1;
    // In turn, so that no two of a day are one.
    const serial = String(stage.chance.whole(0, 9) * 1000 + (documents.made++ % 1000)).padStart(4, '0');
    const input = partDemandEntry.parse({
      partNumber: part.partNumber,
      nsn: part.nsn,
      nomenclature: part.nomenclature,
      quantity: stage.chance.whole(1, 3),
      documentNumber: `N62649${today.slice(3, 4)}${String(dayOfYear).padStart(3, '0')}${serial}`,
      cage: suppliers[part.supplier].ncage,
      supplierId: supplierIds[part.supplier],
      neededBy: addDays(today, 14),
      ...more,
    });
    return (await addPartDemand(await this.as(this.crew.depot), this.id, input)).body;
  }

  async moveDemand(
    demand: PartDemand,
    status: PartDemand['status'],
    more: Record<string, unknown> = {},
  ): Promise<void> {
    await editPartDemand(await this.as(this.crew.depot), this.id, demand.id, { status, ...more });
  }

  async awaitParts(): Promise<void> {
    await this.act(this.crew.depot, { action: 'await_parts' });
  }

  async awaitEngineering(): Promise<void> {
    await this.act(this.crew.depot, { action: 'await_engineering' });
  }

  async hold(by: string, cause: HoldCause, reason: Message): Promise<void> {
    await this.act(by, { action: 'hold', cause, reason });
  }

  async resume(by = this.crew.depot): Promise<void> {
    await this.act(by, { action: 'resume' });
  }

  async present(): Promise<void> {
    await this.act(this.crew.depot, { action: 'present', toolsAccounted: true, foreignObjectsCleared: true });
  }

  /** Raises a nonconformance. */
  async find(
    by: string,
    severity: 'minor' | 'major' | 'critical',
    inspection: Inspection | null = null,
    example?: string,
  ): Promise<string> {
    this.named(example);
    const input = nonconformanceInput.parse({
      severity,
      description: this.job.flaw,
      inspectionId: inspection?.id ?? null,
      characteristic: inspection ? inspection.characteristics.length : null,
    });
    return (await raiseNonconformance(await this.as(by), this.id, input)).body.id;
  }

  /** Decides on a nonconformance; answers the operation that the decision ordered. */
  async dispose(
    nonconformanceId: string,
    disposition: DispositionInput['disposition'],
    reason: Message,
  ): Promise<Operation | null> {
    const input = dispositionInput.parse({ disposition, reason });
    const act = await this.as(this.crew.inspector);
    const { operationId } = (await dispositionNonconformance(act, this.id, nonconformanceId, input)).body;
    if (operationId === null) return null;
    const ordered = await showPart(act, this.id, 'operations', operationId);
    this.operations.push(ordered);
    return ordered;
  }

  async approveDisposition(nonconformanceId: string): Promise<void> {
    await approveDisposition(await this.as(this.crew.program), this.id, nonconformanceId);
  }

  async closeNonconformance(nonconformanceId: string): Promise<void> {
    await closeNonconformance(await this.as(this.crew.inspector), this.id, nonconformanceId);
  }

  async translate(
    by: string,
    subject: TranslationInput['subject'],
    { en, status }: { en: string; status: TranslationInput['status'] },
    example?: string,
  ): Promise<void> {
    this.named(example);
    await addTranslation(await this.as(by), this.id, { subject, language: 'en', text: en, status });
  }

  /** Attaches a table in text. */
  async attach(
    by: string,
    fileName: string,
    text: string,
    { en, ja, ...belongsTo }: Message & { operationId?: string },
    example?: string,
  ): Promise<void> {
    const content = (async function* () {
      yield Buffer.from(text);
    })();
    const act = await this.as(by);
    this.named(example);
    await addAttachment(
      act,
      this.id,
      { fileName, descriptionEn: en, descriptionJa: ja, ...belongsTo },
      { mediaType: 'text/csv', content, limitBytes: text.length },
    );
  }

  async target(
    date: IsoDate,
    cause: Message,
    finding: { nonconformanceId?: string; operationId?: string } = {},
  ): Promise<void> {
    await addTarget(await this.as(this.crew.program), this.id, targetInput.parse({ date, cause, ...finding }));
  }

  /** The numbers of the segments whose hours the plant charged to the government, which has not spoken of them yet. */
  async unacknowledged(): Promise<number[]> {
    const request = { limit: 200, sort: 'n', acknowledgement: 'unacknowledged' };
    return (await listParts(await this.as(this.crew.program), this.id, 'segments', request)).items.map((s) => s.n);
  }

  async acknowledge(n: number): Promise<void> {
    await acknowledgeSegment(await this.as(this.crew.program), this.id, n, {});
  }

  async dispute(n: number, reason: Message): Promise<void> {
    await disputeSegment(await this.as(this.crew.program), this.id, n, { reason });
  }

  /** The government’s proposal of what a segment of the clock should say. */
  async proposeCorrection(n: number, said: Record<string, unknown>, example?: string): Promise<string> {
    this.named(example);
    const input = correctionInput.parse(said);
    return (await proposeCorrection(await this.as(this.crew.program), this.id, n, input)).body.id;
  }

  /** The inspector’s proposal of what the record of a released order should say. */
  async proposeAmendment(changes: AmendmentInput['changes'], reason: Message, example?: string): Promise<void> {
    this.named(example);
    await proposeAmendment(await this.as(this.crew.inspector), this.id, { changes, reason });
  }

  async agreeCorrection(correctionId: string): Promise<void> {
    await agreeCorrection(await this.as(this.crew.depot), this.id, correctionId, {});
  }

  async accept(): Promise<void> {
    await this.sign(this.crew.inspector, 'accept');
  }

  async release(conditionCode: 'A' | 'B' | 'C' | 'D' = 'A', example?: string): Promise<void> {
    this.named(example);
    await this.sign(this.crew.acceptor, 'release', { conditionCode });
  }

  async close(costFactor: number): Promise<void> {
    await this.act(this.crew.program, {
      action: 'close',
      deliveryReceipt: `EX-DR-${this.number}`,
      actualCost: this.usd(this.job.cost * costFactor),
    });
  }

  async cancel(reason: Message): Promise<void> {
    const isHere = this.inductedOn !== null;
    await this.act(this.crew.program, {
      action: 'cancel',
      reason,
      ...(isHere
        ? {
            custody: { document: `EX-1149-R-${this.number}`, deliveredBy: this.plant.code, receivedBy: 'Owning unit' },
            conditionCode: 'F',
          }
        : {}),
    });
  }
}

/** The day of the history on which the second revision of every manual takes effect. */
const SECOND_REVISION_DAY = 310;
