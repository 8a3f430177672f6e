// The standards that a certificate names: what was required of the facility, the people and the instruments, and what met it.

import type { Activity } from '../orders/codes.ts';
import { requirementsFor } from '../orders/guards/standards.ts';
import type { WorkOrderFile } from '../orders/work-order-file.ts';
import type { Equivalence } from '../registers/equivalence.ts';
import type { Certification } from '../registers/facility.ts';
import type { Qualification } from '../registers/person.ts';
import { satisfies } from '../registers/satisfaction.ts';
import { dateInTokyo, type Instant, type IsoDate, inPeriod } from '../values.ts';
import type { StandardMet } from './certificate.ts';
import { type CertificateSources, instrumentOf, reliedVersions, type Version } from './certificate-sources.ts';
import type { Signature } from './signature.ts';

type Held = NonNullable<StandardMet['held']> & { supplements: { condition: string; evidence: string }[] };

const heldOf = (record: Held['record'], v: Version, more: Omit<Held, keyof Version | 'record'>): Held => ({
  record,
  id: v.id,
  revision: v.revision,
  sha256: v.sha256,
  ...more,
});

/** What somebody or something had to meet on a day, and what they held. */
interface Asked {
  holder: StandardMet['holder'];
  by: string;
  on: IsoDate;
  activity: Activity;
  required: readonly string[];
  held: readonly Held[];
}

/** Each standard that was required of the facility, the people and the instruments, and what met it on the day. */
export function standardsOf(sources: CertificateSources): StandardMet[] {
  const equivalences = reliedVersions<Equivalence>(sources, 'equivalence');
  const found = new Map<string, StandardMet>();
  const asked = [askedOfFacility(sources), ...askedOfPeople(sources), ...askedOfInstruments(sources)];
  for (const one of asked)
    for (const required of one.required) {
      const key = `${one.holder} ${one.by} ${required}`;
      if (!found.get(key)?.held) found.set(key, metBy(one, required, sources.platform.id, equivalences));
    }
  return [...found.values()];
}

function metBy(
  { holder, by, on, activity, held }: Asked,
  required: string,
  platformId: string,
  equivalences: Equivalence[],
): StandardMet {
  const met = held
    .filter((h) => inPeriod(h, on))
    .map((h) => ({
      held: h,
      answer: satisfies({
        held: h.standard,
        required,
        on,
        platformId,
        activity,
        supplements: h.supplements,
        equivalences,
      }),
    }))
    .find((m) => m.answer.satisfied);
  const { supplements: _, ...kept } = met?.held ?? { supplements: null };
  return { holder, required, by, on, held: met ? (kept as StandardMet['held']) : null, path: met?.answer.path ?? [] };
}

function askedOfFacility(sources: CertificateSources): Asked {
  const { file, platform, facility } = sources;
  const { order } = file;
  const certificates = reliedVersions<Certification>(sources, 'certification').reverse();
  return {
    holder: 'facility',
    by: facility.code,
    on: dateInTokyo(decisionOf(file)?.signedAt ?? order.statusSince),
    activity: order.activity,
    required: requirementsFor(platform, 'facility', order.activity),
    held: certificates.map((c) =>
      heldOf('certification', c, {
        standard: c.standard,
        number: c.number,
        body: c.body,
        validFrom: c.validFrom,
        validTo: c.validTo,
        supplements: c.supplements,
      }),
    ),
  };
}

function askedOfPeople(sources: CertificateSources): Asked[] {
  const { file, platform } = sources;
  const qualified = reliedVersions<Qualification>(sources, 'qualification').reverse();
  const asked = (holder: Asked['holder'], personId: string, at: Instant, activity: Activity, required: string[]) => {
    const name = sources.names.get(personId);
    const held = qualified
      .filter((q) => q.personId === personId)
      .map((q) =>
        heldOf('qualification', q, {
          standard: q.qualification,
          number: q.stampNumber,
          body: null,
          validFrom: q.validFrom,
          validTo: q.validTo,
          supplements: q.supplements,
        }),
      );
    return { holder, by: name?.en ?? name?.ja ?? personId, on: dateInTokyo(at), activity, required, held };
  };
  const technicians = file.operations.flatMap(({ performedBy, performedAt, activity, requires }) => {
    if (performedBy === null || performedAt === null) return [];
    const required = [...requirementsFor(platform, 'technician', activity), ...(requires === null ? [] : [requires])];
    return [asked('technician', performedBy, performedAt, activity, required)];
  });
  const { activity } = file.order;
  const required = requirementsFor(platform, 'inspector', activity);
  const inspectors = file.signatures
    .filter((s) => isFacilitys(file, s))
    .map((s) => asked('inspector', s.signer, s.signedAt, activity, required));
  return [...technicians, ...inspectors];
}

function askedOfInstruments(sources: CertificateSources): Asked[] {
  const { file, platform } = sources;
  const { activity } = file.order;
  const results = file.inspections.filter((i) => i.signedSequence !== null).flatMap((i) => i.results);
  return results.flatMap(({ instrumentId, measuredAt }): Asked[] => {
    const instrument = instrumentId === null ? null : instrumentOf(sources, instrumentId);
    if (!instrument) return [];
    const held = instrument.calibrations.map((c) =>
      heldOf('instrument', instrument, {
        standard: c.standard,
        number: c.certificate,
        body: null,
        validFrom: c.calibratedOn,
        validTo: c.dueOn,
        supplements: [],
      }),
    );
    const required = requirementsFor(platform, 'instrument', activity);
    return [
      { holder: 'instrument', by: instrument.serialNumber, on: dateInTokyo(measuredAt), activity, required, held },
    ];
  });
}

/** The signature that released or condemned. */
function decisionOf({ signatures }: WorkOrderFile): Signature | undefined {
  return signatures.find((s) => s.act === 'release' || s.act === 'condemn');
}

function isFacilitys(file: WorkOrderFile, s: Signature): boolean {
  const inspection = file.inspections.find((i) => i.id === s.inspectionId);
  return inspection ? inspection.kind !== 'acceptance' : s.act === 'accept';
}
