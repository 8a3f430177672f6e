// Attachments: which statuses take them, what is said of a file, and that none changes what was signed.
import { describe, expect, it } from 'vitest';
import { newlySuperseded } from '../../../src/domain/evidence/signing.ts';
import { faultsOf } from '../../../src/domain/faults.ts';
import { STATUSES } from '../../../src/domain/orders/status.ts';
import { applyChanges } from '../../../src/domain/orders/work-order-file.ts';
import { attachmentFaults, attachmentInput, takesAttachments } from '../../../src/domain/workshop/attachment.ts';
import { fileWith } from '../../support/facts.ts';

const ID = '01940000-0000-7000-8000-000000000001';
const told = (fields: object) =>
  faultsOf(attachmentInput.safeParse({ fileName: 'a.pdf', ...fields })).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );
const meant = (fields: object, type: Parameters<typeof attachmentFaults>[1] = 'application/pdf') =>
  attachmentFaults(attachmentInput.parse({ fileName: 'a.pdf', ...fields }), type).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

it('is taken by orders that are open or released', () => {
  expect(STATUSES.filter((status) => !takesAttachments(status))).toEqual(['closed', 'cancelled', 'condemned']);
});

describe('what is said of a file', () => {
  it.each(['検査成績書（最終）.pdf', 'a b.PDF', "it's 100%.pdf", '..pdf', 'a.exe.pdf'])(
    'its name may be %s',
    (fileName) => {
      expect(told({ fileName })).toEqual([]);
      expect(meant({ fileName })).toEqual([]);
    },
  );

  it.each([
    ['../a.pdf', 'file_name.path'],
    ['a/b.pdf', 'file_name.path'],
    ['C:\\a.pdf', 'file_name.path'],
    ['a\r\nb.pdf', 'file_name.path'],
    ['a\u0000.pdf', 'text.nul'],
    ['a\u202efdp.exe', 'text.bidi_control'],
    [' a.pdf', 'text.edges'],
    ['', 'text.too_short'],
    [`${'x'.repeat(197)}.pdf`, 'text.too_long'],
  ])('its name may not be %j', (fileName, code) => {
    expect(told({ fileName })).toEqual([`/fileName ${code}`]);
  });

  it('has a name that does not promise another type', () => {
    for (const fileName of ['a', 'a.', 'a.exe', 'a.pdf.exe', 'a.png', 'pdf']) {
      expect(meant({ fileName })).toEqual(['/fileName file_name.ending']);
    }
    for (const fileName of ['a.bat', 'a.html', 'a.svg', 'a.js'])
      expect(meant({ fileName }, 'text/plain')).toEqual(['/fileName file_name.ending']);
    expect(meant({ fileName: 'IMG_1.HEIC' }, 'image/heif')).toEqual([]);
    expect(meant({ fileName: 'a.csv' }, 'text/csv')).toEqual([]);
  });

  it('names at most one part that it belongs to', () => {
    expect(meant({ inspectionId: ID })).toEqual([]);
    expect(meant({ operationId: ID, inspectionId: ID, nonconformanceId: ID })).toEqual([
      '/inspectionId attachment.belongs_to_one',
      '/nonconformanceId attachment.belongs_to_one',
    ]);
  });
});

it('supersedes no signature', () => {
  const file = fileWith({});
  const set = { fileName: 'a.pdf', sha256: 'a'.repeat(64) };
  const next = applyChanges(file, [{ part: 'attachment', id: 'a', set }], 99);
  expect(next.attachments).toEqual([{ ...set, id: 'a', workOrderId: file.order.id }]);
  expect(file.signatures.some((s) => s.supersededAt === null)).toBe(true);
  expect(newlySuperseded(file, next)).toEqual([]);
});
