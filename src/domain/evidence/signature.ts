// Signature (署名): the hash of the exact content shown, the language it was shown in, and who signed after proving who they are.
import { z } from 'zod';
import { pin } from '../registers/person.ts';
import { id, instant } from '../values.ts';

export const SIGNED_ACTS = ['sign_inspection', 'accept', 'release', 'condemn', 'sign_amendment'] as const;
export type SignedAct = (typeof SIGNED_ACTS)[number];
export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

export const signatureInput = z.strictObject({
  contentSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'form.sha256')
    .meta({ description: 'The hash that signing-content answered.' }),
  language: z.enum(LANGUAGES).meta({ description: 'The language the content was shown in.' }),
  pin,
});
export type SignatureInput = z.infer<typeof signatureInput>;

export const signatureRecord = z.strictObject({
  id,
  workOrderId: id,
  act: z.enum(SIGNED_ACTS),
  inspectionId: id.nullable(),
  signer: id,
  meaning: z.strictObject({ en: z.string(), ja: z.string() }),
  language: z.enum(LANGUAGES),
  content: z.string().meta({ description: 'The canonical text that was signed.' }),
  contentSha256: z.string(),
  subjectSha256: z
    .string()
    .meta({ description: 'Of what may change later: when it no longer matches, the signature is superseded.' }),
  subjectVersion: z
    .int()
    .nullable()
    .meta({ description: 'Which form of what may change later was hashed; null: the first.' }),
  stampNumber: z.string().nullable(),
  pinIssuedBy: id.nullable().meta({ description: 'The administrator who issued the one-time code for the pin.' }),
  pinIssuedAt: instant
    .nullable()
    .meta({ description: 'When that code was issued; null: not known of signatures given earlier.' }),
  pinSetAt: instant
    .nullable()
    .meta({ description: 'When the holder set the pin with it; null: not known of signatures given earlier.' }),
  signedAt: instant,
  sequence: z.int().meta({ description: 'The event that carries it.' }),
  supersededAt: instant.nullable(),
});
export type Signature = z.infer<typeof signatureRecord>;
