// Signing content: what a signature would bind, for every act that is signed, before it is signed.
import { z } from 'zod';
import { LANGUAGES } from '../../domain/evidence/signature.ts';
import { faultsOf } from '../../domain/faults.ts';
import { transitionBodies, transitionInput } from '../../domain/orders/transition.ts';
import { Problem } from '../../domain/problem.ts';
import { id } from '../../domain/values.ts';
import { DECISIONS } from '../../domain/workshop/inspection.ts';
import type { Act } from '../act.ts';
import { transitionSigningContent } from '../orders/transitions.ts';
import { inspectionSigningContent } from '../workshop/inspection-signing.ts';
import { amendmentSigningContent } from './amendments.ts';
import type { signingContent } from './signatures.ts';

const language = z.enum(LANGUAGES).meta({ description: 'The language the content is to be shown in.' });

// The body of an act without what only its signing adds.
function unsignedBody<Shape extends z.core.$ZodShape>({ shape }: { shape: Shape }) {
  const { action: _, signature: __, ...rest } = shape as Shape & { action: unknown; signature: unknown };
  return z.strictObject(rest as Omit<Shape, 'action' | 'signature'>);
}

/** What is asked: the act, and its body as it will be sent but for the signature (and the action). */
export const signingContentInput = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('sign_inspection'),
    body: z.strictObject({ inspectionId: id, decision: z.enum(DECISIONS) }),
    language,
  }),
  z.strictObject({ act: z.literal('sign_amendment'), body: z.strictObject({ amendmentId: id }), language }),
  z.strictObject({ act: z.literal('accept'), body: unsignedBody(transitionBodies.accept), language }),
  z.strictObject({ act: z.literal('release'), body: unsignedBody(transitionBodies.release), language }),
  z.strictObject({ act: z.literal('condemn'), body: unsignedBody(transitionBodies.condemn), language }),
]);
export type SigningContentInput = z.infer<typeof signingContentInput>;

const UNSIGNED = { contentSha256: '0'.repeat(64), pin: '000000' };

/**
 * The content that the signature on an act would bind now, and its hash. Raises what the act raises, but for revision and pin: access.role_denied,
 * transition.not_offered or act.not_offered, transition.blocked or act.blocked, request.invalid.
 */
export async function askSigningContent(
  act: Act,
  workOrderId: string,
  input: SigningContentInput,
): Promise<Pick<ReturnType<typeof signingContent>, 'content' | 'contentSha256'>> {
  const { content, contentSha256 } = await contentOf(act, workOrderId, input);
  return { content, contentSha256 };
}

async function contentOf(act: Act, workOrderId: string, input: SigningContentInput) {
  switch (input.act) {
    case 'sign_inspection':
      return await inspectionSigningContent(act, workOrderId, input.body, input.language);
    case 'sign_amendment':
      return await amendmentSigningContent(act, workOrderId, input.body, input.language);
    default:
      return await transitionSigningContent(act, workOrderId, asTransition(input), input.language);
  }
}

function asTransition({
  act: action,
  body,
  language: shown,
}: Exclude<SigningContentInput, { act: 'sign_inspection' | 'sign_amendment' }>) {
  const parsed = transitionInput.safeParse({ ...body, action, signature: { ...UNSIGNED, language: shown } });
  if (parsed.success) return parsed.data;
  const errors = faultsOf(parsed).map((fault) => ({ ...fault, pointer: `/body${fault.pointer}` }));
  throw new Problem('request.invalid', { errors });
}
