// What the API sends and takes, as types of the schemas that the server itself uses. Nothing of the server is loaded by them.
import type { z } from 'zod';
import type { Amendment as AmendmentRecord } from '../../domain/evidence/amendment.ts';
import type { eventRecord } from '../../domain/orders/event.ts';
import type { workOrderRecord } from '../../domain/orders/work-order.ts';
import type { Authorization as AuthorizationRecord } from '../../domain/registers/authorization.ts';
import type { equipmentRecord } from '../../domain/registers/equipment.ts';
import type {
  Equivalence as EquivalenceRecord,
  Satisfaction as SatisfactionAnswer,
} from '../../domain/registers/equivalence.ts';
import type {
  Certification as CertificationRecord,
  facilityRecord,
  instrumentRecord,
} from '../../domain/registers/facility.ts';
import type { Person as PersonRecord, Role as RoleName } from '../../domain/registers/person.ts';
import type { platformRecord } from '../../domain/registers/platform.ts';
import type { Standard as StandardRecord } from '../../domain/registers/standard.ts';
import type { CatalogueItem as CatalogueRecord } from '../../domain/supply/catalogue.ts';
import type { Supplier as SupplierRecord } from '../../domain/supply/supplier.ts';
import type { Message as BothLanguages, Text as EitherLanguage, Fault as FaultOfBody } from '../../domain/values.ts';
import type { sessionView, waysInView } from '../../http/access/sessions.ts';
import type { segmentView } from '../../http/orders/histories.ts';
import type { offersView } from '../../http/orders/transitions.ts';
import type { partDemandView } from '../../http/supply/part-demands.ts';
import type { attachmentView } from '../../http/workshop/attachments.ts';
import type { inspectionView, signatureView } from '../../http/workshop/inspections.ts';
import type { laborView } from '../../http/workshop/labor.ts';
import type { nonconformanceView } from '../../http/workshop/nonconformances.ts';
import type { operationView } from '../../http/workshop/operations.ts';
import type { translationView } from '../../http/workshop/translations.ts';
import type { card } from '../../usecases/orders/board.ts';
import type { inboxItem } from '../../usecases/orders/inbox.ts';
import type { workOrderViewSchema } from '../../usecases/orders/work-orders.ts';

export type { Category, Responsible } from '../../domain/metrics/turnaround.ts';
export type { ActionName } from '../../domain/orders/lifecycle.ts';
export type { Status } from '../../domain/orders/status.ts';

export type Message = BothLanguages;
export type Text = EitherLanguage;
export type Fault = FaultOfBody;
export type Role = RoleName;
export type Person = PersonRecord;
export type Session = z.output<typeof sessionView>;
export type WaysIn = z.output<typeof waysInView>;
export type WorkOrder = z.output<typeof workOrderRecord>;
export type Card = z.output<typeof card>;
export type WorkOrderView = z.output<typeof workOrderViewSchema>;
export type Offers = z.output<typeof offersView>;
export type Offer = Offers['transitions'][number];
export type Finding = Offer['blockedBy'][number];
export type Operation = z.output<typeof operationView>;
export type Labor = z.output<typeof laborView>;
export type PartDemand = z.output<typeof partDemandView>;
export type Inspection = z.output<typeof inspectionView>;
export type Characteristic = Inspection['characteristics'][number];
export type Signature = z.output<typeof signatureView>;
export type Nonconformance = z.output<typeof nonconformanceView>;
export type Segment = z.output<typeof segmentView>;
export type Translation = z.output<typeof translationView>;
export type Attachment = z.output<typeof attachmentView>;
export type Amendment = AmendmentRecord;
export type OrderEvent = z.output<typeof eventRecord>;
export type InboxItem = z.output<typeof inboxItem>;
export type Facility = z.output<typeof facilityRecord>;
export type Instrument = z.output<typeof instrumentRecord>;
export type Platform = z.output<typeof platformRecord>;
export type Equipment = z.output<typeof equipmentRecord>;
export type Authorization = AuthorizationRecord;
export type Standard = StandardRecord;
export type CatalogueItem = CatalogueRecord;
export type Supplier = SupplierRecord;
export type Equivalence = EquivalenceRecord;
export type Satisfaction = SatisfactionAnswer;
export type Certification = CertificationRecord;

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}
