// The named schemas of the OpenAPI document: the nouns, by the names people use for them.
import type { z } from 'zod';
import * as denial from '../domain/evidence/denial.ts';
import * as signature from '../domain/evidence/signature.ts';
import { importRecord } from '../domain/exchange/import.ts';
import * as event from '../domain/orders/event.ts';
import * as workOrder from '../domain/orders/work-order.ts';
import * as authorization from '../domain/registers/authorization.ts';
import * as baseline from '../domain/registers/baseline.ts';
import * as equipment from '../domain/registers/equipment.ts';
import * as equivalence from '../domain/registers/equivalence.ts';
import * as facility from '../domain/registers/facility.ts';
import * as person from '../domain/registers/person.ts';
import * as platform from '../domain/registers/platform.ts';
import * as standard from '../domain/registers/standard.ts';
import * as technicalData from '../domain/registers/technical-data.ts';
import * as catalogue from '../domain/supply/catalogue.ts';
import * as supplier from '../domain/supply/supplier.ts';
import * as supportPriority from '../domain/supply/support-priority.ts';
import * as weighting from '../domain/supply/weighting.ts';
import * as values from '../domain/values.ts';
import { workOrderViewSchema } from '../usecases/orders/work-orders.ts';
import { sessionView } from './access/sessions.ts';
import { amendmentView } from './evidence/amendments.ts';
import { certificateView } from './evidence/certificates.ts';
import { segmentView } from './orders/histories.ts';
import { partDemandView } from './supply/part-demands.ts';
import { supportListView } from './supply/support-lists.ts';
import { attachmentView } from './workshop/attachments.ts';
import { correctionView } from './workshop/corrections.ts';
import { inspectionView, signatureView } from './workshop/inspections.ts';
import { laborView } from './workshop/labor.ts';
import { nonconformanceView } from './workshop/nonconformances.ts';
import { operationView } from './workshop/operations.ts';
import { targetView } from './workshop/targets.ts';
import { translationView } from './workshop/translations.ts';

/** Schemas by component name. A schema used in a route and not named here is named after its operation. */
export const components: Record<string, z.ZodType> = {
  Text: values.text,
  Money: values.money,
  Standard: standard.standardRecord,
  Equivalence: equivalence.equivalenceRecord,
  Platform: platform.platformRecord,
  Equipment: equipment.equipmentRecord,
  StatusReport: equipment.statusReportRecord,
  Facility: facility.facilityRecord,
  Certification: facility.certificationRecord,
  Capability: facility.capabilityRecord,
  Instrument: facility.instrumentRecord,
  Closure: facility.closureRecord,
  Authorization: authorization.authorizationRecord,
  Person: person.personRecord,
  Qualification: person.qualificationRecord,
  Key: person.keyRecord,
  Session: sessionView,
  TechnicalData: technicalData.technicalDataRecord,
  Supplier: supplier.supplierRecord,
  CatalogueItem: catalogue.catalogueItemRecord,
  Weighting: weighting.weightingRecord,
  SupportPriority: supportPriority.priorityItem,
  SupportList: supportListView,
  Baseline: baseline.baselineRecord,
  WorkOrder: workOrder.workOrderRecord,
  WorkOrderView: workOrderViewSchema,
  Operation: operationView,
  LaborEntry: laborView,
  PartDemand: partDemandView,
  Inspection: inspectionView,
  Nonconformance: nonconformanceView,
  SignatureInput: signature.signatureInput,
  Signature: signatureView,
  Target: targetView,
  Translation: translationView,
  Attachment: attachmentView,
  Event: event.eventRecord,
  Segment: segmentView,
  Correction: correctionView,
  Certificate: certificateView,
  Amendment: amendmentView,
  Import: importRecord,
  Denial: denial.denialRecord,
};
