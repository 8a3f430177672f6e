// Which field of a WAWF Reparable Receiving Report each fact of a certificate goes to.

import { dateInTokyo } from '../values.ts';
import type { CertificateContent } from './certificate.ts';

/**
 * The fields of a WAWF Reparable Receiving Report that are public knowledge. Source: the help pages of WAWF at piee.eb.mil (header, line
 * item and UID tabs), and its guide to the Reparable Receiving Report.
 */
export function receivingReportOf(content: CertificateContent): CertificateContent['wawfReparableReceivingReport'] {
  const { order, item, facility } = content;
  const acceptance = content.signatures.findLast((s) => s.act === 'release');
  const field = (name: string, value: string | null, source: string) => ({
    field: name,
    value,
    source: value === null ? null : source,
  });
  const unknown = (name: string) => ({ field: name, value: null, source: null });
  const received = order.custody.find((c) => c.direction === 'received');
  return [
    unknown('contractNumber'),
    unknown('deliveryOrder'),
    unknown('clin'),
    unknown('shipmentNumber'),
    field('workOrderNumber', order.number, '/order/number'),
    field('customerJobNumber', order.customerJobNumber, '/order/customerJobNumber'),
    field('nsn', item.nsn, '/item/nsn'),
    unknown('partNumber'),
    field('model', item.designation, '/item/designation'),
    field('itemDescription', item.nomenclature.en ?? item.nomenclature.ja ?? null, '/item/nomenclature'),
    field('serialNumber', item.serialNumber, '/item/serialNumber'),
    field('uii', item.uii, '/item/uii'),
    { field: 'quantityShipped', value: '1', source: null },
    { field: 'unitOfMeasure', value: 'EA', source: null },
    field('supplyConditionCode', order.conditionCode, '/order/conditionCode'),
    field('shipFrom', facility.ncage, '/facility/ncage'),
    field('shipFromName', facility.name.en ?? facility.name.ja ?? null, '/facility/name'),
    field('shipTo', item.owningUnit, '/item/owningUnit'),
    field('shipToName', received?.deliveredBy ?? null, '/order/custody/0/deliveredBy'),
    field('receivingDocument', received?.document ?? null, '/order/custody/0/document'),
    field('acceptanceDate', acceptance ? dateInTokyo(acceptance.signedAt) : null, '/signatures'),
    field(
      'acceptor',
      acceptance ? (acceptance.signer.name.en ?? acceptance.signer.name.ja ?? null) : null,
      '/signatures',
    ),
    field('acceptorDelegation', acceptance?.designation?.delegationReference ?? null, '/signatures'),
  ];
}
