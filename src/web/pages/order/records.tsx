// Fields that name a record: of the order itself first, else of the registers as far as they fit it.
import { useFacilities, useFacility, usePlatforms } from '../../api/names.ts';
import { useList } from '../../api/resource.ts';
import type { Authorization, Equipment, Person, WorkOrder } from '../../api/types.ts';
import { useWords } from '../../language/language.ts';
import { useNarrative } from '../../parts/show.tsx';
import { type InputProps, Select } from './fields.tsx';
import type { OrderFile } from './file.ts';
import { useInspectionName } from './inspection-name.ts';
import { orderWords } from './words.ts';

type Options = readonly (readonly [string, string])[];

/** Records that can be named here: those of the order first, then those of the registers that fit it. */
function useRecords({ field: { kind }, file }: InputProps): Options {
  const say = useNarrative();
  const words = useWords(orderWords);
  const nameOf = useInspectionName();
  const order = file?.order;
  const facilityId = order?.facilityId ?? null;
  const authorizations = useList<Authorization>(
    kind === 'authorization' && order
      ? `/v1/authorizations?limit=200&platformId=${order.platformId}&facilityId=${order.facilityId}&activity=${order.activity}`
      : null,
  ).data;
  const people = useList<Person>(
    kind === 'person' && facilityId ? `/v1/people?limit=200&facilityId=${facilityId}` : null,
  ).data;
  const suppliers = useList<{ id: string; ncage: string; name: Person['name'] }>(
    kind === 'supplier' ? '/v1/suppliers?limit=200' : null,
  ).data;
  const equipment = useList<Equipment>(
    kind === 'equipment' ? `/v1/equipment?limit=200${order ? `&platformId=${order.platformId}` : ''}` : null,
  ).data;
  const orders = useList<WorkOrder>(
    kind === 'order' ? '/v1/work-orders?limit=200&status=released&status=closed' : null,
  ).data;
  const facilities = useFacilities();
  const platforms = usePlatforms();
  const facility = useFacility(facilityId);
  switch (kind) {
    case 'authorization':
      return (authorizations ?? []).map((a) => [a.id, `${a.number} (${a.issuer}, – ${a.validTo ?? ''})`]);
    case 'person':
      return (people ?? []).map((p) => [p.id, `${say(p.name)}${facility ? ` (${facility.code})` : ''}`]);
    case 'supplier':
      return (suppliers ?? []).map((s) => [s.id, `${s.ncage} ${say(s.name)}`]);
    case 'equipment':
      return (equipment ?? []).map((e) => [
        e.id,
        `${platforms?.find(({ id }) => id === e.platformId)?.designation ?? ''} ${e.serialNumber}`,
      ]);
    case 'order':
      return (orders ?? []).map((o) => [o.id, o.number]);
    case 'facility':
      return (facilities ?? []).map((f) => [f.id, `${f.code} ${say(f.name)}`]);
    case 'platform':
      return (platforms ?? []).map((p) => [p.id, `${p.designation} ${say(p.nomenclature)}`]);
    case 'operation':
      return (file?.operations ?? []).map((o) => [o.id, `${o.sequence} ${say(o.title)}`]);
    case 'inspection':
      return (file?.inspections ?? []).map((i) => [i.id, nameOf(i)]);
    case 'nonconformance':
      return (file?.nonconformances ?? []).map((n) => [n.id, say(n.description)]);
    default:
      return file ? subjectsOf(file, say, words.fields.discrepancy ?? '') : [];
  }
}

function subjectsOf(file: OrderFile, say: ReturnType<typeof useNarrative>, discrepancy: string): Options {
  return [
    [`order ${file.order.id} discrepancy`, discrepancy],
    ...file.operations.map((o) => [`operation ${o.id} title`, `${o.sequence} ${say(o.title)}`] as const),
    ...file.partDemands.map((d) => [`part_demand ${d.id} nomenclature`, say(d.nomenclature)] as const),
    ...file.nonconformances.map((n) => [`nonconformance ${n.id} description`, say(n.description)] as const),
  ];
}

export function RecordChoice(props: InputProps) {
  return <Select {...props} label={undefined} options={useRecords(props)} />;
}
