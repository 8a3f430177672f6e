// Equipment: items, and the status reports that say what condition they are in.

import type { z } from 'zod';
import { faultsOf } from '../../domain/faults.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import {
  type Equipment,
  equipmentInput,
  type StatusReport,
  statusReportInput,
} from '../../domain/registers/equipment.ts';
import type { Fault } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page } from '../../storage/engine/pages.ts';
import type { Scope } from '../../storage/orders/work-order-lists.ts';
import { hasWorkOrders } from '../../storage/registers/equipment.ts';
import { platformsWorkedAt } from '../../storage/registers/facilities.ts';
import { findRecord, updateRecord } from '../../storage/registers/registers.ts';
import { insertStatusReport, listStatusReports } from '../../storage/registers/status-reports.ts';
import { type Act, type Caller, change, look, type Outcome, requireRole } from '../act.ts';
import { searchAnew } from '../orders/search.ts';
import { scopeOf } from '../orders/work-order-lists.ts';
import { missingRecords, referencesAt } from './references.ts';
import { getVisible, type Register, requireOwnPlatforms } from './registers.ts';

export const equipment: Register<'equipment', typeof equipmentInput, Equipment> = {
  noun: 'equipment',
  input: equipmentInput,
  writers: ['administrator'],
  async sight(tx, caller) {
    const platformIds = await platformsInSight(tx, scopeOf(caller));
    if (platformIds === null) return {};
    return { columns: { platformId: [...platformIds] }, sees: (row) => platformIds.has(row.platformId) };
  },
  unique: [['platformId', 'serialNumber']],
  follow: (tx, before, after) => searchAnew(tx, 'equipment', before, after),
  async check(input, { tx, before, id }) {
    const faults = [
      ...(await missingRecords(tx, 'platform', referencesAt('/platformId', input.platformId))),
      ...(await hostFaults(tx, id, input.installedIn)),
    ];
    if (before && before.platformId !== input.platformId && (await hasWorkOrders(tx, id))) {
      faults.push({
        pointer: '/platformId',
        code: 'equipment.platform_fixed',
        message: {
          en: 'The platform stays once there are work orders about the item.',
          ja: '作業指示書のある個体の装備品は変更できません。',
        },
      });
    }
    return faults;
  },
  columns(input, { before }) {
    if (before) return input;
    return { ...input, location: 'unit', locationFacilityId: null, condition: null, condemnedAt: null };
  },
  filters: {
    platformId: 'column',
    serialNumber: 'column',
    owningUnit: 'column',
    installedIn: 'column',
    condition: 'column',
    location: 'column',
    facilityId: (row, facilityId: string) => row.locationFacilityId === facilityId,
  },
  texts: (row) => [row.serialNumber, row.uii, row.owningUnit, row.homePort],
};

/** Whether the caller may see an item. */
export async function seesEquipment(tx: Tx, caller: Caller, row: { platformId: string }): Promise<boolean> {
  const platformIds = await platformsInSight(tx, scopeOf(caller));
  return platformIds === null || platformIds.has(row.platformId);
}

/** The platforms whose items are seen in a scope: its own, and those that its facilities work on; null: all of them. */
export async function platformsInSight(tx: Tx, { all, facilityIds, platformIds }: Scope): Promise<Set<string> | null> {
  return all ? null : new Set([...platformIds, ...(await platformsWorkedAt(tx, facilityIds))]);
}

/** What is wrong with what an item is said to be installed in: it is not there, or is the item itself or in it. */
export async function hostFaults(
  tx: Tx,
  id: string,
  installedIn: string | null,
  pointer = '/installedIn',
): Promise<Fault[]> {
  const faults = await missingRecords(tx, 'equipment', referencesAt(pointer, installedIn));
  if (await wouldHoldItself(tx, id, installedIn))
    faults.push({
      pointer,
      code: 'equipment.installed_in_itself',
      message: {
        en: 'An item is not installed in itself.',
        ja: '自分自身（または自分の構成品）には搭載できません。',
      },
    });
  return faults;
}

// Nesting is shallow (an engine in an aircraft); the bound only guards against a cycle that is there already.
async function wouldHoldItself(tx: Tx, id: string, installedIn: string | null): Promise<boolean> {
  let at = installedIn;
  for (let depth = 0; at !== null && depth < 20; depth++) {
    if (at === id) return true;
    at = (await findRecord(tx, 'equipment', at))?.installedIn ?? null;
  }
  return false;
}

/**
 * Reports the condition of an item at an instant that is not in the future. The latest report by its instant is the item's condition.
 * Raises resource.not_found, access.role_denied, access.outside_program, request.invalid, equipment.condemned.
 */
export async function reportStatus(
  act: Act,
  equipmentId: string,
  given: z.input<typeof statusReportInput>,
): Promise<Outcome<StatusReport>> {
  requireRole(act, 'program_office');
  const parsed = statusReportInput.safeParse(given);
  if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
  return await change(act, async (tx, now) => {
    const report: StatusReport = {
      id: act.newId(),
      equipmentId,
      ...parsed.data,
      reportedBy: act.caller.personId,
      workOrderId: null,
      recordedAt: now,
    };
    const item = await getVisible(tx, act.caller, equipment, equipmentId);
    refuseFaults(report.at > now ? [inFuture] : []);
    requireOwnPlatforms(act.caller, [item.platformId]);
    if (item.condemnedAt !== null && report.at > item.condemnedAt)
      throw new Problem('equipment.condemned', { condemnedAt: item.condemnedAt });
    const condition = await insertStatusReport(tx, report);
    const recording = { recordedAt: now, actorId: act.caller.personId };
    await updateRecord(tx, 'equipment', item, { condition }, recording, { statusReport: report });
    return report;
  });
}

const inFuture: Fault = {
  pointer: '/at',
  code: 'instant.future',
  message: { en: 'A condition is reported when it is known, not ahead.', ja: '未来の日時の状態は報告できません。' },
};

/** The status reports of an item that the caller may see. Raises resource.not_found. */
export async function listReports(
  act: Act,
  equipmentId: string,
  page: { limit: number; cursor?: string | null | undefined; sort: string },
): Promise<Page<StatusReport>> {
  return await look(act, async (tx) => {
    await getVisible(tx, act.caller, equipment, equipmentId);
    return await listStatusReports(tx, equipmentId, page);
  });
}
