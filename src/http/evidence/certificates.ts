// /v1/work-orders/{id}/release-certificate and condemnation-certificate: as JSON, as a JWS, as a page and as a PDF; and the schema of what they say.
import { z } from 'zod';
import {
  CERTIFICATE_KINDS,
  CERTIFICATE_TYPES,
  type CertificateContent,
  type CertificateKind,
  certificateContent,
  certificateRecord,
} from '../../domain/evidence/certificate.ts';
import { LANGUAGES } from '../../domain/evidence/signature.ts';
import { message } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import { listCertificates, type ShownCertificate, showCertificate } from '../../usecases/evidence/certificates.ts';
import { exampleId } from '../examples.ts';
import { ofOrder } from '../orders/parts.ts';
import { makePdf } from '../paper/pdf.ts';
import { Document, defineRoute, type Input } from '../route.ts';
import { certificatePage } from './certificate-page.ts';
import { sheetOf } from './certificate-sheet.ts';

const numbers = {
  supersedesNumber: z.string().nullable().meta({ description: 'The issue that this one supersedes.' }),
  supersededByNumber: z.string().nullable().meta({ description: 'The later issue; null: this one counts.' }),
};
export const certificateView = certificateRecord.extend({
  content: certificateContent,
  sha256: z.string().meta({ description: 'Of the canonical form (RFC 8785) of the content.' }),
  jws: z.string().meta({ description: 'The canonical form, signed: JWS in compact form (EdDSA).' }),
  ...numbers,
});
const certificateEntry = certificateRecord.omit({ content: true, jws: true }).extend(numbers);

const TYPES = ['application/json', 'application/jose', 'text/html', 'application/pdf'] as const;

const query = z.strictObject({
  n: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'Which issue; the last one if left out.' }),
  language: z.enum(LANGUAGES).optional().meta({
    description: 'Which language stands first on the page and in the PDF; that of Accept-Language if left out.',
  }),
});

/** The JSON Schema of what a certificate says, as it is published. */
export function certificateSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(certificateContent, { target: 'draft-2020-12', io: 'output', unrepresentable: 'any' });
  return { ...schema, $id: 'urn:seibi:certificate:1' };
}

function routeOf(kind: CertificateKind, example: string) {
  const name = kind === 'release' ? 'Release' : 'Condemnation';
  return defineRoute({
    operationId: `get${name}Certificate`,
    method: 'GET',
    path: `/v1/work-orders/{id}/${kind}-certificate`,
    tag: 'Evidence',
    summary: `Get the ${kind} certificate of an order`,
    description:
      `Issued in the transaction of the act, and anew after an amendment or a correction of the clock: each issue supersedes the one before, which stays. By \`Accept\`: JSON; the JWS (\`typ\` \`${CERTIFICATE_TYPES[kind]}\`), whose payload is the canonical form of the content; a page for A4 paper in both languages; or a PDF, which carries the JWS as the attached file \`certificate.jws\`. ` +
      'The QR code says the number and the SHA-256 of the content. What the content says is described by /schemas/release-certificate.json. It is no DD 250.',
    roles: 'anyone',
    ...ofOrder,
    query,
    answer: { status: 200, schema: certificateView, types: TYPES.slice(1), description: 'The certificate.' },
    problems: ['certificate.none'],
    example: { params: { id: exampleId(example) }, query: {} },
    handle: async (act, input) =>
      await answerAs(act, await showCertificate(act, input.params.id, kind, input.query.n), input),
  });
}

async function answerAs(
  act: Act,
  certificate: ShownCertificate,
  { query: { language = act.language }, prefers }: Input<unknown, z.output<typeof query>, unknown>,
): Promise<Document> {
  const type = prefers(TYPES);
  const { number, sha256, kid, jws, issuedAt, supersededByNumber } = certificate;
  const headers = { etag: etagOf(certificate, type, language), vary: 'Accept, Accept-Language' };
  const content = JSON.parse(certificate.content) as CertificateContent;
  if (type === 'application/json')
    return new Document('application/json; charset=utf-8', JSON.stringify({ ...certificate, content }), headers);
  const file = (extension: string) => `attachment; filename="${number}.${extension}"`;
  if (type === 'application/jose') return new Document(type, jws, { ...headers, 'content-disposition': file('jws') });
  const sheet = sheetOf(content, { sha256, kid, supersededByNumber }, language);
  if (type === 'text/html') return certificatePage(sheet, headers);
  const pdf = await makePdf({
    sheet,
    createdAt: issuedAt,
    attachments: [
      {
        name: 'certificate.jws',
        type: 'application/jose',
        description: `${number}, signed (JWS, EdDSA)`,
        content: jws,
      },
    ],
  });
  return new Document(type, pdf, { ...headers, 'content-disposition': file('pdf').replace('attachment', 'inline') });
}

// An issue never changes, but for being superseded; and each form is another representation. Source: RFC 9110, 8.8.3.
function etagOf({ sha256, supersededBy }: ShownCertificate, type: string, language: string): string {
  return `"${sha256.slice(0, 32)}.${supersededBy === null ? 'last' : 'superseded'}.${type.split('/')[1]}.${language}"`;
}

const receivingReport = z.strictObject({
  report: z.literal('WAWF Reparable Receiving Report'),
  certificate: z.strictObject({ number: z.string(), sha256: z.string() }),
  fields: z.record(z.string(), z.string().nullable()),
  sources: z
    .record(z.string(), z.string().nullable())
    .meta({ description: 'Where in the certificate each value stands (RFC 6901); null: in none of its members.' }),
  note: message,
});

export const certificateRoutes = [
  routeOf('release', 'order.released'),
  routeOf('condemnation', 'order.condemned'),
  defineRoute({
    operationId: 'listCertificates',
    method: 'GET',
    path: '/v1/work-orders/{id}/certificates',
    tag: 'Evidence',
    summary: 'List the issues of an order’s certificate',
    description:
      'Every issue, the first one first; the last one counts. The order has none before it is released or condemned.',
    roles: 'anyone',
    ...ofOrder,
    query: z.strictObject({ kind: z.enum(CERTIFICATE_KINDS).optional() }),
    answer: { status: 200, schema: z.strictObject({ items: z.array(certificateEntry) }) },
    example: { params: { id: exampleId('order.closed') }, query: {} },
    async handle(act, { params, query: { kind } }) {
      const issues = await listCertificates(act, params.id);
      return {
        items: issues
          .filter((c) => kind === undefined || c.kind === kind)
          .map(({ content: _, jws: __, ...entry }) => entry),
      };
    },
  }),
  defineRoute({
    operationId: 'getReceivingReport',
    method: 'GET',
    path: '/v1/work-orders/{id}/receiving-report',
    tag: 'Evidence',
    summary: 'A release as the fields of a WAWF Reparable Receiving Report',
    description:
      'What the last release certificate says, by the names of the fields it goes to, for a program that fills the report in. It says which certificate it was taken from and where in that each value stands; what Seibi does not know is null. It is a mapping: neither the report nor a DD 250.',
    roles: 'anyone',
    ...ofOrder,
    answer: { status: 200, schema: receivingReport },
    problems: ['certificate.none'],
    example: { params: { id: exampleId('order.released') } },
    async handle(act, { params }) {
      const { number, sha256, content } = await showCertificate(act, params.id, 'release');
      const { wawfReparableReceivingReport: mapped } = JSON.parse(content) as CertificateContent;
      const fields = mapped ?? [];
      return {
        report: 'WAWF Reparable Receiving Report' as const,
        certificate: { number, sha256 },
        fields: Object.fromEntries(fields.map(({ field, value }) => [field, value])),
        sources: Object.fromEntries(fields.map(({ field, source }) => [field, source])),
        note: {
          en: 'A mapping of the release certificate, which is the evidence. Not the report itself, and not a DD 250.',
          ja: '出荷判定書の対応表です。証拠となるのは出荷判定書であり、本書は報告書そのものでもDD 250でもありません。',
        },
      };
    },
  }),
  defineRoute({
    operationId: 'getCertificateSchema',
    method: 'GET',
    path: '/schemas/release-certificate.json',
    tag: 'Evidence',
    summary: 'The JSON Schema of a certificate’s content',
    description:
      'Draft 2020-12, of release and condemnation certificates. The same file stands in the repository under `openapi/`.',
    roles: 'public',
    answer: { status: 200, types: ['application/schema+json'], description: 'The schema.' },
    example: {},
    handle: async () => new Document('application/schema+json', JSON.stringify(certificateSchema())),
  }),
];
