// Checkpoint: what is signed now and then about the log of all events, so that nobody, not even its operator, can tell another history later.
import { z } from 'zod';
import { LOG_KINDS } from '../orders/event.ts';
import { type Fault, id, instant, type Message } from '../values.ts';
import { canonical, sha256 } from './evidence.ts';
import { type JwsFault, type PublicKey, verifyJws } from './jws.ts';
import { leafHash } from './merkle.ts';

/** The type of a checkpoint's JWS. */
export const CHECKPOINT_TYPE = 'seibi-checkpoint';

/** A SHA-256 as it is written everywhere. */
export const sha256Hex = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'form.sha256')
  .meta({ description: 'SHA-256 in lower-case hex.' });

export const logEntry = z.strictObject({
  kind: z.enum(LOG_KINDS).meta({ description: 'Whether it is an event of a work order or of a register record.' }),
  recordId: id.meta({ description: 'The order or record.' }),
  sequence: z.int().min(1),
  sha256: sha256Hex.meta({ description: 'The `sha256` of the event.' }),
});
export type LogEntry = z.infer<typeof logEntry>;

/** The text of a log entry, as it stands in the tree: its RFC 8785 form. */
export function entryText({ kind, recordId, sequence, sha256 }: LogEntry): string {
  return canonical({ kind, recordId, sequence, sha256 });
}

/** The leaf of a log entry. */
export function leafOf(entry: LogEntry): string {
  return leafHash(entryText(entry));
}

/** What a checkpoint says; signed in its RFC 8785 form. */
const checkpointContent = z.strictObject({
  version: z.literal(1),
  tree: z.literal('rfc9162-sha256').meta({ description: 'How the root is computed: RFC 9162 2.1 with SHA-256.' }),
  n: z.int().min(1).meta({ description: 'Counts the checkpoints of an installation.' }),
  size: z.int().min(0).meta({ description: 'How many entries of the log it speaks of.' }),
  rootSha256: sha256Hex.meta({ description: 'The root of the tree over them.' }),
  previousSha256: sha256Hex
    .nullable()
    .meta({ description: 'The hash of the checkpoint before; null: it is the first.' }),
  issuedAt: instant,
});
export type CheckpointContent = z.infer<typeof checkpointContent>;

/** A checkpoint as it is kept and answered. */
export const checkpointRecord = z.strictObject({
  ...checkpointContent.omit({ version: true, tree: true }).shape,
  content: z.string().meta({ description: 'The exact text that was signed.' }),
  sha256: sha256Hex.meta({ description: 'The hash of `content`.' }),
  kid: z.string().meta({ description: 'The key that signed it.' }),
  jws: z.string().meta({ description: 'It as a JWS in compact form, of the type `seibi-checkpoint`.' }),
});
export type Checkpoint = z.infer<typeof checkpointRecord>;

/** The text of the next checkpoint, to be signed. */
export function checkpointText(
  next: Pick<CheckpointContent, 'size' | 'rootSha256' | 'issuedAt'>,
  before: Pick<Checkpoint, 'n' | 'sha256'> | null,
): { content: CheckpointContent; text: string } {
  const content: CheckpointContent = {
    version: 1,
    tree: 'rfc9162-sha256',
    n: (before?.n ?? 0) + 1,
    previousSha256: before?.sha256 ?? null,
    ...next,
  };
  return { content, text: canonical(content) };
}

const REASONS: Record<JwsFault, Message> = {
  malformed: { en: 'it is no JWS', ja: 'JWSではありません' },
  other_kind: { en: 'it is a JWS of another type or algorithm', ja: '種類または署名方式の異なるJWSです' },
  unknown_key: { en: 'none of the keys given signed it', ja: '示された鍵で署名されたものではありません' },
  not_signed: { en: 'its signature does not verify', ja: '署名を検証できません' },
};

/** What a JWS of a type holds, if it is signed by one of the keys, JSON, and in its one form (RFC 8785); else the fault. */
export function readSigned(
  jws: string,
  type: string,
  keys: readonly PublicKey[],
): { value: unknown; text: string; sha256: string; kid: string } | { fault: Fault } {
  const found = verifyJws(jws, type, keys);
  if ('fault' in found) return { fault: faultOf(`jws.${found.fault}`, REASONS[found.fault]) };
  const { payload: text, kid } = found;
  try {
    const value = JSON.parse(text) as unknown;
    if (canonical(value) === text) return { value, text, sha256: sha256(text), kid };
  } catch {
    // What is no JSON has no form at all.
  }
  return {
    fault: faultOf('jws.form', {
      en: 'its content is not in the form that is signed',
      ja: '署名対象の形式ではありません',
    }),
  };
}

/** The checkpoint that a JWS holds, or why it is none. */
export function readCheckpoint(jws: string, keys: readonly PublicKey[]): { checkpoint: Checkpoint } | { fault: Fault } {
  const signed = readSigned(jws, CHECKPOINT_TYPE, keys);
  if ('fault' in signed) return signed;
  const content = checkpointContent.safeParse(signed.value);
  if (!content.success)
    return {
      fault: faultOf('checkpoint.form', {
        en: 'it is signed, but no checkpoint',
        ja: '署名されていますが、チェックポイントではありません',
      }),
    };
  const { version: _, tree: __, ...said } = content.data;
  return { checkpoint: { ...said, content: signed.text, sha256: signed.sha256, kid: signed.kid, jws: jws.trim() } };
}

function faultOf(code: string, message: Message): Fault {
  return { pointer: '', code, message };
}
