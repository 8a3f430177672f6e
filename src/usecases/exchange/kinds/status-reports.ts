// Status reports as a kind of file: the history of what condition items were in.

import { z } from 'zod';
import { faultsOf } from '../../../domain/faults.ts';
import { Problem, refuseFaults } from '../../../domain/problem.ts';
import { CONDITIONS, NMC_CAUSES, type StatusReport } from '../../../domain/registers/equipment.ts';
import { id, instant, text } from '../../../domain/values.ts';
import { findRecord, updateRecord } from '../../../storage/registers/registers.ts';
import {
  findStatusReport,
  insertStatusReport,
  statusReportsAfter,
  statusReportsAlike,
} from '../../../storage/registers/status-reports.ts';
import { seesEquipment } from '../../registers/equipment.ts';
import { missingRecords, referencesAt } from '../../registers/references.ts';
import { isSame, requireOwnPlatforms } from '../../registers/registers.ts';
import { there } from '../../there.ts';
import { examples } from './examples.ts';
import type { Kind } from './kinds.ts';
import { idOfKey, resolveReferences } from './references.ts';
import { futureFaults, headShape, oncePerPlace, unknownNames } from './register.ts';

const schema = z
  .strictObject({
    ...headShape,
    equipmentId: id,
    condition: z.enum(CONDITIONS),
    cause: z.enum(NMC_CAUSES).nullable().default(null).meta({ description: 'For NMC only.' }),
    at: instant,
    note: text.nullable().default(null),
    reportedBy: id.optional().meta({ description: 'Who reported it; who imports it unless given.' }),
    workOrderId: id.nullable().default(null).meta({ description: 'The order whose release reported it.' }),
  })
  .refine((r) => r.condition === 'NMC' || r.cause === null, {
    path: ['cause'],
    params: { code: 'status_report.cause_without_nmc' },
  });

/** Status reports, from the program offices of their platforms and from administrators. A report is added, never changed. */
export const statusReportKind: Kind = {
  title: { en: 'Status reports of equipment', ja: '個体の状態報告' },
  schema,
  writers: ['administrator', 'program_office'],
  example: examples['status-reports'],
  note: null,
  async put({ tx, caller, now, newId }, row) {
    const given = { ...row };
    const faults = [
      ...unknownNames(schema.shape, given),
      ...(await resolveReferences(tx, given, {
        equipmentId: 'equipment',
        reportedBy: 'person',
        workOrderId: 'work_order',
      })),
    ];
    const parsed = schema.safeParse(given);
    refuseFaults(oncePerPlace([...faults, ...faultsOf(parsed)]));
    const { id: givenId, key, reportedBy = caller.personId, ...said } = parsed.data as z.output<typeof schema>;
    refuseFaults([
      ...(await missingRecords(tx, 'equipment', referencesAt('/equipmentId', said.equipmentId))),
      ...(await missingRecords(tx, 'person', referencesAt('/reportedBy', reportedBy))),
      ...futureFaults(said.at, now, '/at'),
    ]);
    const item = await there(findRecord(tx, 'equipment', said.equipmentId));
    requireOwnPlatforms(caller, [item.platformId]);
    const known = givenId ?? (key === undefined ? undefined : idOfKey('status_report', key));
    const before = known === undefined ? await statusReportsAlike(tx, said) : await findStatusReport(tx, known);
    if (before) {
      const { recordedAt: _, id: __, reportedBy: ___, ...kept } = before;
      if (isSame(kept, said)) return { put: 'unchanged', warnings: [] };
      throw new Problem('register.taken', { fields: ['id'] });
    }
    if (item.condemnedAt !== null && said.at > item.condemnedAt && said.workOrderId === null)
      throw new Problem('equipment.condemned', { condemnedAt: item.condemnedAt });
    const report: StatusReport = { id: known ?? newId(), ...said, reportedBy, recordedAt: now };
    const condition = await insertStatusReport(tx, report);
    const recording = { recordedAt: now, actorId: caller.personId };
    await updateRecord(tx, 'equipment', item, { condition }, recording, { statusReport: report });
    return { put: 'created', warnings: [] };
  },
  async page(tx, act, after) {
    const rows = await statusReportsAfter(tx, after ?? '', 500);
    const seen = new Map<string, boolean>();
    const records: Record<string, unknown>[] = [];
    for (const { recordedAt: _, ...report } of rows) {
      let isSeen = seen.get(report.equipmentId);
      if (isSeen === undefined) {
        const item = await findRecord(tx, 'equipment', report.equipmentId);
        isSeen = item !== null && (await seesEquipment(tx, act.caller, item));
        seen.set(report.equipmentId, isSeen);
      }
      if (isSeen) records.push(report);
    }
    return { records, next: rows.length < 500 ? null : (rows.at(-1)?.id ?? null) };
  },
};
