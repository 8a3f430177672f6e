// What a certificate says of an order: what each standard was met by, over what, on which day; and what it does not know.
import { describe, expect, it } from 'vitest';
import { buildCertificate } from '../../../src/domain/evidence/certificate-making.ts';
import {
  type CertificateSources,
  peopleNamedIn,
  type ReliedOn,
} from '../../../src/domain/evidence/certificate-sources.ts';
import { canonical } from '../../../src/domain/evidence/evidence.ts';
import type { WorkOrderFile } from '../../../src/domain/orders/work-order-file.ts';
import {
  AT,
  amendmentOf,
  authorizationOf,
  certificationOf,
  characteristicOf,
  demandOf,
  equipmentOf,
  equivalenceOf,
  facilityOf,
  fileWith,
  inspectionOf,
  instrumentOf,
  march,
  nonconformanceOf,
  openOperationOf,
  operationOf,
  platformOf,
  qualificationOf,
  resultOf,
  signatureOf,
  signatureOn,
  unsignedInspectionOf,
} from '../../support/facts.ts';

const hash = (letter: string) => letter.repeat(64);
const relied = (
  record: string,
  data: { id: string; revision: number } | null,
  more: Partial<ReliedOn> = {},
): ReliedOn => ({
  sequence: 22,
  guard: 'facility_qualified',
  record,
  recordId: data?.id ?? 'nobody',
  recordRevision: data?.revision ?? 1,
  sha256: data ? hash('a') : null,
  data,
  ...more,
});

const released = { status: 'released', conditionCode: 'A', releasedAt: march(10), endedAt: march(10) } as const;
const jis = equivalenceOf({ held: 'JIS Q 17025', required: 'ISO/IEC 17025', degree: 'identical' });
const sjac = equivalenceOf({ held: 'SJAC 9110B', required: 'AS9110C', degree: 'equivalent' });

function sourcesOf(file: WorkOrderFile, fields: Partial<CertificateSources> = {}): CertificateSources {
  return {
    kind: 'release',
    n: 1,
    issuedAt: AT,
    issuedFor: 'released',
    supersedes: null,
    file,
    chain: { sequence: 25, sha256: hash('c') },
    parentNumber: null,
    platform: platformOf(),
    equipment: equipmentOf(),
    facility: facilityOf(),
    closures: [],
    holidayLists: [],
    names: new Map([
      ['inspector', { en: 'Inspector' }],
      ['acceptor', { ja: '受領検査員' }],
      ['technician', { en: 'Technician', ja: '作業者' }],
    ]),
    reliedOn: [
      relied('certification', certificationOf({ standard: 'SJAC 9110B' })),
      relied('equivalence', sjac),
      relied('equivalence', jis, { guard: 'instruments_calibrated' }),
      relied('authorization', authorizationOf({ provisos: [{ en: 'No cryptographic items.' }] }), {
        guard: 'authorization_covers',
      }),
      relied('instrument', instrumentOf(), { guard: 'instruments_calibrated', sequence: 18 }),
      relied('instrument', instrumentOf(), { guard: 'measured_with', sequence: 17 }),
      relied('person', null),
    ],
    lateEntries: [],
    ...fields,
  };
}

/** A released order whose release was signed by the acceptor. */
function releasedFile(fields: Partial<WorkOrderFile> = {}): WorkOrderFile {
  const file = fileWith(released);
  const signatures = [
    ...file.signatures,
    signatureOf('release', 24, { signer: 'acceptor', signedAt: march(10), pinIssuedBy: null }),
  ];
  return { ...file, signatures, ...fields };
}

describe('the standards of a certificate', () => {
  it('name the certificate that met each on the day of the release, over which equivalence, at which version', () => {
    const { standards } = buildCertificate(sourcesOf(releasedFile()));
    expect(standards.find((s) => s.holder === 'facility')).toMatchObject({
      required: 'AS9110C',
      by: 'KSZ',
      on: '2026-03-10',
      held: {
        record: 'certification',
        id: certificationOf().id,
        revision: certificationOf().revision,
        sha256: hash('a'),
        standard: 'SJAC 9110B',
      },
      path: [{ equivalenceId: sjac.id, revision: sjac.revision, degree: 'equivalent' }],
    });
    expect(standards.find((s) => s.holder === 'instrument')).toMatchObject({
      by: 'TW-104',
      on: '2026-03-02',
      held: { number: 'CAL-1', validFrom: '2026-01-10' },
      path: [{ equivalenceId: jis.id }],
    });
  });

  it('say so where no decision relied on anything for one', () => {
    const { standards } = buildCertificate(sourcesOf(releasedFile(), { reliedOn: [] }));
    expect(standards).toContainEqual({
      holder: 'facility',
      required: 'AS9110C',
      by: 'KSZ',
      on: '2026-03-10',
      held: null,
      path: [],
    });
    expect(standards.some((s) => s.holder === 'instrument')).toBe(false);
  });

  it('name the qualifications of those who worked and inspected, each of their own', () => {
    const ofInspector = qualificationOf('NAS410-5', { id: 'q1', personId: 'other inspector' });
    const ofTechnician = qualificationOf('AWS D17.1', { id: 'q2', personId: 'technician', stampNumber: 'W-3' });
    const file = releasedFile({
      operations: [
        operationOf(10, { requires: 'AWS D17.1' }),
        operationOf(20, { activity: 'modification', performedBy: 'someone' }),
        openOperationOf(30, { requires: 'AWS D17.1' }),
      ],
    });
    const reliedOn = [relied('qualification', ofInspector), relied('qualification', ofTechnician)];
    const { standards } = buildCertificate(sourcesOf(file, { reliedOn }));
    expect(standards.filter((s) => s.holder === 'inspector')).toMatchObject([
      { by: 'other inspector', required: 'NAS410-5', held: { record: 'qualification', id: 'q1' }, path: [] },
    ]);
    expect(standards.filter((s) => s.holder === 'technician')).toMatchObject([
      { by: 'Technician', held: { id: 'q2', number: 'W-3' } },
      // Nobody knows the name, and nothing was relied on.
      { by: 'someone', held: null },
    ]);
  });

  it('pass over what was not valid on the day, and take what is asked again once it is met', () => {
    const old = certificationOf({ id: 'old', standard: 'SJAC 9110B', validTo: '2026-03-01' });
    const reliedOn = [relied('certification', old), relied('equivalence', sjac)];
    const [facility] = buildCertificate(sourcesOf(releasedFile(), { reliedOn })).standards;
    expect(facility).toMatchObject({ held: null });
    const file = releasedFile({
      operations: [
        operationOf(10, { requires: 'AWS D17.1', performedAt: march(1) }),
        operationOf(20, { requires: 'AWS D17.1' }),
      ],
    });
    const begun = qualificationOf('AWS D17.1', { personId: 'technician', validFrom: '2026-03-02' });
    const { standards } = buildCertificate(sourcesOf(file, { reliedOn: [relied('qualification', begun)] }));
    expect(standards.find((s) => s.holder === 'technician')).toMatchObject({
      on: '2026-03-04',
      held: { standard: 'AWS D17.1' },
    });
  });

  it('are judged for the day the status began where nothing was signed', () => {
    const file = { ...releasedFile(), signatures: [] };
    expect(buildCertificate(sourcesOf(file)).standards[0]?.on).toBe('2026-03-09');
  });

  it('name a person in whatever language their name is in', () => {
    const file = releasedFile({ operations: [operationOf(10, { requires: 'AWS D17.1', performedBy: 'acceptor' })] });
    const { standards } = buildCertificate(sourcesOf(file));
    expect(standards.find((s) => s.holder === 'technician')?.by).toBe('受領検査員');
  });
});

describe('a certificate', () => {
  it('is JSON that has a canonical form, and carries the head it was given', () => {
    const content = buildCertificate(sourcesOf(releasedFile()));
    expect(JSON.parse(canonical(content))).toEqual(content);
    expect(content).toMatchObject({ number: 'KSZ-26060-0001-C1', chain: { sequence: 25, sha256: hash('c') } });
  });

  it('names the authorization as the last decision saw it; none it knows nothing of', () => {
    const later = { ...authorizationOf({ validTo: '2026-12-31' }), revision: 2 };
    const sources = sourcesOf(releasedFile());
    const reliedOn = [...sources.reliedOn, relied('authorization', later, { sequence: 24 })];
    expect(buildCertificate({ ...sources, reliedOn }).authorization).toMatchObject({
      revision: 2,
      validTo: '2026-12-31',
    });
    expect(buildCertificate({ ...sources, reliedOn: [] }).authorization).toBeNull();
    const without = { ...releasedFile(), order: fileWith({ ...released, authorizationId: null }).order };
    expect(buildCertificate(sourcesOf(without)).authorization).toBeNull();
  });

  it('lists each version relied on once, with the guards and events that looked at it', () => {
    const { reliedOn } = buildCertificate(sourcesOf(releasedFile()));
    expect(reliedOn.find((r) => r.record === 'instrument')).toMatchObject({
      guards: ['instruments_calibrated', 'measured_with'],
      sequences: [18, 17],
    });
    const again = sourcesOf(releasedFile(), {
      reliedOn: [relied('facility', facilityOf()), relied('facility', facilityOf())],
    });
    expect(buildCertificate(again).reliedOn).toMatchObject([{ guards: ['facility_qualified'], sequences: [22] }]);
  });

  it('shows what was measured, with the calibration of that day, and what has no result', () => {
    const measured = inspectionOf('final', 18, {
      characteristics: [characteristicOf(), characteristicOf({ name: { en: 'clean' } }), characteristicOf()],
      results: [resultOf(), resultOf({ characteristic: 2, value: null, conforms: true, instrumentId: null })],
    });
    const outside = inspectionOf('receiving', 6, {
      id: 'late',
      signatureId: 'nobody',
      results: [
        resultOf({ measuredAt: '2027-05-01T00:00:00.000Z', instrumentId: 'other' }),
        resultOf({ measuredAt: '2027-05-01T00:00:00.000Z' }),
      ],
    });
    const replaced = inspectionOf('in_process', 12, { supersededBy: 'another' });
    const file = releasedFile({
      inspections: [outside, replaced, measured, unsignedInspectionOf('final')],
      signatures: [signatureOn(measured)],
    });
    const { inspections } = buildCertificate(sourcesOf(file));
    expect(inspections.map((i) => [i.kind, i.operationSequence, i.superseded])).toEqual([
      ['receiving', null, true],
      ['in_process', 10, true],
      ['final', null, false],
    ]);
    expect(inspections[2]?.characteristics).toMatchObject([
      { value: '42.1', conforms: true, instrument: { serialNumber: 'TW-104', calibration: { certificate: 'CAL-1' } } },
      { value: null, instrument: null, measuredBy: { id: 'inspector' } },
      { value: null, conforms: null, measuredBy: null, measuredAt: null, instrument: null },
    ]);
    const late = {
      ...file,
      inspections: [inspectionOf('final', 18, { results: [resultOf({ measuredAt: '2027-05-01T00:00:00.000Z' })] })],
    };
    expect(buildCertificate(sourcesOf(late)).inspections[0]?.characteristics[0]?.instrument?.calibration).toBeNull();
  });

  it('shows waivers, what was not applicable, dispositions and who approved', () => {
    const reason = { en: 'Not fitted.', ja: '非装備' };
    const file = releasedFile({
      operations: [
        operationOf(10, {
          holdPoint: true,
          holdPointWaiver: { reason, waivedBy: 'inspector', waivedAt: march(4) },
          approvedBy: 'acceptor',
        }),
        openOperationOf(20, {
          status: 'not_applicable',
          notApplicable: { reason, decidedBy: 'inspector', decidedAt: march(4) },
        }),
      ],
      nonconformances: [nonconformanceOf({ approvedBy: 'program' })],
      partDemands: [demandOf(), demandOf({ id: 'cancelled', status: 'cancelled' })],
    });
    const content = buildCertificate(sourcesOf(file));
    expect(content.operations[0]).toMatchObject({
      holdPointWaiver: { waivedBy: { name: { en: 'Inspector' } } },
      approvedBy: { id: 'acceptor' },
    });
    expect(content.operations[1]).toMatchObject({ notApplicable: { reason, decidedBy: { id: 'inspector' } } });
    expect(content.nonconformances).toMatchObject([{ approvedBy: { id: 'program', name: { en: 'program' } } }]);
    expect(content.parts.length).toBe(1);
    expect(content.parts[0]).not.toHaveProperty('supplied');
    const supplied = { nsn: null, partNumber: 'P-2', cage: 'SJ123' };
    const other = buildCertificate(sourcesOf({ ...file, partDemands: [demandOf({ supplied })] }));
    expect(other.parts).toMatchObject([{ partNumber: 'P-1', supplied }]);
  });

  it('shows the designation that each signature was given under', () => {
    const gqar = qualificationOf('GQAR', { personId: 'acceptor' });
    const sources = sourcesOf(releasedFile(), {
      reliedOn: [
        relied('qualification', gqar, { sequence: 24 }),
        relied('qualification', qualificationOf('NAS410-5', { personId: 'acceptor' }), { sequence: 20 }),
      ],
    });
    const { signatures } = buildCertificate(sources);
    expect(signatures.at(-1)).toMatchObject({
      act: 'release',
      designation: { qualification: 'GQAR', delegationReference: 'DCMA-2026-7' },
    });
    expect(signatures.slice(0, -1).every((s) => s.designation === null)).toBe(true);
  });

  it('shows the signed amendments, not those that wait', () => {
    const amendment = amendmentOf({
      status: 'signed',
      signatureId: 'signature',
      decidedBy: 'acceptor',
      decidedAt: march(12),
    });
    const waiting = amendmentOf({ id: 'waits' });
    const file = releasedFile({ amendments: [amendment, waiting] });
    expect(buildCertificate(sourcesOf(file)).amendments).toEqual([
      expect.objectContaining({
        id: 'amendment',
        signedBy: { id: 'acceptor', name: { ja: '受領検査員' } },
        signedAt: march(12),
      }),
    ]);
    expect(peopleNamedIn(file)).toContain('acceptor');
  });

  it('shows the reviewed translation of what was reported, as long as the original reads so', () => {
    const translation = {
      id: 't1',
      workOrderId: 'order',
      subject: { part: 'order' as const, id: 'order', field: 'discrepancy' as const },
      language: 'en' as const,
      text: 'Chips',
      status: 'reviewed' as const,
      original: { ja: '金属片' },
      author: 'depot',
      at: march(2),
    };
    const machine = { ...translation, id: 't2', status: 'machine' as const, text: 'Metal piece' };
    const other = {
      ...translation,
      id: 't3',
      subject: { part: 'operation' as const, id: 'operation 10', field: 'title' as const },
    };
    const japanese = fileWith({ ...released, discrepancy: { ja: '金属片' } });
    const shown = (translations: WorkOrderFile['translations']) =>
      buildCertificate(sourcesOf({ ...japanese, translations })).order.discrepancyTranslation;
    expect(shown([translation, machine, other])).toEqual({ text: { en: 'Chips' }, status: 'reviewed' });
    expect(shown([machine])).toEqual({ text: { en: 'Metal piece' }, status: 'machine' });
    expect(shown([{ ...translation, original: { ja: '別の原文' } }])).toBeNull();
    expect(shown([])).toBeNull();
  });

  it('tells the clock from induct to the end, in hours by category, and none where it never ran', () => {
    const { turnaround } = buildCertificate(sourcesOf(releasedFile()));
    expect(turnaround).toMatchObject({
      formula: 'turnaround/1',
      from: march(2),
      to: march(10),
      grossHours: 192,
      netOfSupplyHours: 192,
    });
    const hours = Object.values(turnaround?.hoursByCategory ?? {}).reduce((sum, value) => sum + value, 0);
    expect(hours).toBe(192);
    const target = {
      id: 't',
      workOrderId: 'order',
      n: 1,
      date: '2026-03-09',
      cause: null,
      nonconformanceId: null,
      operationId: null,
      setBy: 'x',
      setAt: march(2),
    };
    const late = buildCertificate(sourcesOf(releasedFile({ targets: [target] }))).turnaround;
    expect(late).toMatchObject({ targets: [{ n: 1, date: '2026-03-09', cause: null }], onTime: { original: false } });
    for (const missing of [{ inductedAt: null }, { endedAt: null }])
      expect(buildCertificate(sourcesOf(fileWith({ ...released, ...missing }))).turnaround).toBeNull();
  });
});

describe('the mapping to a receiving report', () => {
  const fieldsOf = (sources: CertificateSources) =>
    Object.fromEntries((buildCertificate(sources).wawfReparableReceivingReport ?? []).map((f) => [f.field, f.value]));

  it('gives what is known and null for the rest', () => {
    const custody = [
      {
        direction: 'received' as const,
        at: march(2),
        document: 'DD1149-1',
        deliveredBy: 'VMM-265',
        receivedBy: 'KSZ',
        serialNumber: '168243',
        conditionCode: 'F' as const,
      },
    ];
    const file = { ...releasedFile(), order: fileWith({ ...released, custody }).order };
    const fields = fieldsOf(
      sourcesOf(file, { platform: platformOf({ nsn: '1520-01-234-5678' }), facility: facilityOf({ ncage: 'J1234' }) }),
    );
    expect(fields).toMatchObject({
      contractNumber: null,
      clin: null,
      partNumber: null,
      nsn: '1520-01-234-5678',
      serialNumber: '168243',
      uii: null,
      quantityShipped: '1',
      supplyConditionCode: 'A',
      shipFrom: 'J1234',
      shipTo: '09456',
      shipToName: 'VMM-265',
      acceptanceDate: '2026-03-10',
      acceptor: '受領検査員',
      acceptorDelegation: null,
    });
  });

  it('knows no acceptance where there is none, takes names in the language there is, and is none of a condemned item', () => {
    const sources = sourcesOf(fileWith(released), {
      platform: platformOf({ nomenclature: { ja: 'オスプレイ' } }),
      facility: facilityOf({ name: { ja: '木更津' } }),
    });
    expect(fieldsOf(sources)).toMatchObject({
      itemDescription: 'オスプレイ',
      shipFromName: '木更津',
      shipToName: null,
      receivingDocument: null,
      acceptanceDate: null,
      acceptor: null,
    });
    const signed = sourcesOf(releasedFile(), { names: new Map([['acceptor', { en: 'Acceptor' }]]) });
    expect(fieldsOf(signed).acceptor).toBe('Acceptor');
    const nameless = {
      platform: platformOf({ nomenclature: {} }),
      facility: facilityOf({ name: {} }),
      names: new Map([['acceptor', {}]]),
    };
    expect(fieldsOf(sourcesOf(releasedFile(), nameless))).toMatchObject({
      itemDescription: null,
      shipFromName: null,
      acceptor: null,
    });
    expect(buildCertificate({ ...sources, kind: 'condemnation' }).wawfReparableReceivingReport).toBeNull();
  });
});
