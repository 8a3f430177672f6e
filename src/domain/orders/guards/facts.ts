// What guards look at, and how they answer: the facts, evidence, and the three answers.
import type { Amendment } from '../../evidence/amendment.ts';
import type { Authorization } from '../../registers/authorization.ts';
import type { Equipment } from '../../registers/equipment.ts';
import type { Equivalence } from '../../registers/equivalence.ts';
import type { Capability, Certification, Closure, Facility, Instrument } from '../../registers/facility.ts';
import type { ForeignYardRule } from '../../registers/foreign-yard.ts';
import type { HolidayList } from '../../registers/holiday.ts';
import type { Holder, Person, Qualification } from '../../registers/person.ts';
import type { Platform } from '../../registers/platform.ts';
import type { TechnicalData } from '../../registers/technical-data.ts';
import { type Fault, type Instant, type IsoDate, inBoth, type Message, type Money } from '../../values.ts';
import type { Inspection } from '../../workshop/inspection.ts';
import type { Operation } from '../../workshop/operation.ts';
import type { Activity } from '../codes.ts';
import type { Status } from '../status.ts';
import type { WorkOrder } from '../work-order.ts';
import type { WorkOrderFile } from '../work-order-file.ts';

/** A record a guard looked at. `revision` null: it has none (a person's act, a part of the order). */
export interface Evidence {
  record: string;
  id: string;
  revision: number | null;
  text: Message;
}

/** A stay of an item or of an order in a facility's custody. */
export interface Stay {
  workOrderId: string;
  number: string;
  from: Instant;
  to: Instant | null;
  /** Of the item held, where that is not the order's own: one that it is installed in, or one installed in it. */
  serialNumber?: string;
}

/** A stay at a facility, and the family of orders it belongs to: that of a root and its sub-orders. */
export interface FacilityStay extends Stay {
  rootId: string;
}

/** What the guards look at: loaded once, before any of them is asked. */
export interface Facts {
  /** Told what a guard threw: who asks is answered that it failed, who runs the service has to know why. */
  report?: (error: unknown) => void;
  /** The instant of the act. */
  at: Instant;
  /** Its date in Asia/Tokyo, by which certificates and the like are judged. */
  on: IsoDate;
  now: Instant;
  file: WorkOrderFile;
  caller: Person;
  callerQualifications: Qualification[];
  platform: Platform;
  equipment: Equipment;
  facility: Facility;
  certifications: Certification[];
  capabilities: Capability[];
  closures: Closure[];
  /** The imported ones from the year before `on`. */
  holidayLists: HolidayList[];
  instruments: Instrument[];
  equivalences: Equivalence[];
  /** The order's, or the one the request names. */
  authorization: Authorization | null;
  /** What other orders use of it. */
  authorizationUse: { number: string; cost: Money | null }[];
  /** Stays under orders of another root, from `at` until now: of this equipment, and of what was installed in it or it in while it was. */
  equipmentStays: Stay[];
  /** Stays of other orders at this facility, from `at` until now; those of the order's own family too. */
  facilityStays: FacilityStay[];
  suborders: { id: string; number: string; status: Status; stopsParent: boolean }[];
  /** In all orders that were ever of the family: who performed, entered or corrected labor, who signed, who accepted. */
  family: { performers: Set<string>; signers: Set<string>; acceptors: Set<string> };
  /** Who gave the signatures in force on the order, with every qualification they have. */
  signers: Holder[];
  technician: Person | null;
  technicianQualifications: Qualification[];
  technicalData: TechnicalData[];
  /** The operation or inspection a smaller act is about. */
  operation: Operation | null;
  inspection: Inspection | null;
  /** The amendment that is signed. */
  amendment?: Amendment;
  /** What the act's body says, as far as it is known. */
  given: {
    serialNumber?: string;
    estimatedCost?: Money;
    toolsAccounted?: boolean;
    foreignObjectsCleared?: boolean;
    finding?: 'beyond_repair' | 'lost' | 'destroyed';
    surveyReference?: string | null;
    asked: boolean;
  };
  /** The first fault of the order's chain; undefined: not looked at. */
  chainFault: Fault | null | undefined;
  settings: { foreignYardRule: ForeignYardRule | null };
}

/** What a guard answers. `holds` null: it depends on what the request gives, which has not been given yet. */
export interface Answer {
  holds: boolean | null;
  message: Message;
  evidence: Evidence[];
}

export type Guard = (facts: Facts) => Answer;

export const yes = (en: string, ja: string, evidence: Evidence[]): Answer => ({
  holds: true,
  message: { en, ja },
  evidence,
});
export const no = (en: string, ja: string, evidence: Evidence[]): Answer => ({
  holds: false,
  message: { en, ja },
  evidence,
});
export const open = (en: string, ja: string): Answer => ({ holds: null, message: { en, ja }, evidence: [] });

export function periodOf(p: { validFrom: IsoDate; validTo: IsoDate | null }): Message {
  return {
    en: p.validTo === null ? `from ${p.validFrom}` : `${p.validFrom} to ${p.validTo}`,
    ja: p.validTo === null ? `${p.validFrom}から` : `${p.validFrom}から${p.validTo}まで`,
  };
}

export function about(record: string, item: { id: string; revision?: number }, en: string, ja: string): Evidence {
  return { record, id: item.id, revision: item.revision ?? null, text: { en, ja } };
}

export function personEvidence(person: Pick<Person, 'id' | 'name' | 'revision'>): Evidence {
  const name = inBoth(person.name);
  return about('person', person, name.en, name.ja);
}

export function platformEvidence({ platform }: Pick<Facts, 'platform'>): Evidence {
  return about('platform', platform, platform.designation, platform.designation);
}

export function facilityEvidence({ facility }: Facts): Evidence {
  const name = inBoth(facility.name);
  return about('facility', facility, `${facility.code} ${name.en}`, `${facility.code} ${name.ja}`);
}

/** The parts of an order that a guard looked at; the order itself when it has none of them. */
export function partsOrOrder(parts: Evidence[], { order }: WorkOrderFile): Evidence[] {
  return parts.length > 0 ? parts : [about('work_order', { id: order.id }, order.number, order.number)];
}

/** What says which work an act is about. */
export interface WorkFacts {
  operation: Pick<Operation, 'activity'> | null;
  file: { order: Pick<WorkOrder, 'activity'> };
}

/** The work an act is about: its operation's activity, or else the order's. */
export function activityOf({ operation, file }: WorkFacts): Activity {
  return operation?.activity ?? file.order.activity;
}
