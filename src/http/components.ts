// The named schemas of the OpenAPI document: the nouns, by the names people use for them.
import type { z } from 'zod';
import * as authorization from '../domain/authorization.ts';
import * as baseline from '../domain/baseline.ts';
import * as catalogue from '../domain/catalogue.ts';
import * as denial from '../domain/denial.ts';
import * as equipment from '../domain/equipment.ts';
import * as equivalence from '../domain/equivalence.ts';
import * as event from '../domain/event.ts';
import * as facility from '../domain/facility.ts';
import { importRecord } from '../domain/import.ts';
import * as person from '../domain/person.ts';
import * as platform from '../domain/platform.ts';
import * as signature from '../domain/signature.ts';
import * as standard from '../domain/standard.ts';
import * as supplier from '../domain/supplier.ts';
import * as supportPriority from '../domain/support-priority.ts';
import * as technicalData from '../domain/technical-data.ts';
import * as values from '../domain/values.ts';
import * as weighting from '../domain/weighting.ts';
import * as workOrder from '../domain/work-order.ts';
import { workOrderViewSchema } from '../usecases/work-orders.ts';
import { amendmentView } from './amendments.ts';
import { attachmentView } from './attachments.ts';
import { certificateView } from './certificates.ts';
import { correctionView } from './corrections.ts';
import { segmentView } from './histories.ts';
import { inspectionView, signatureView } from './inspections.ts';
import { laborView } from './labor.ts';
import { nonconformanceView } from './nonconformances.ts';
import { operationView } from './operations.ts';
import { partDemandView } from './part-demands.ts';
import { sessionView } from './sessions.ts';
import { supportListView } from './support-lists.ts';
import { targetView } from './targets.ts';
import { translationView } from './translations.ts';

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
