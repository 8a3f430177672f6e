// Signing of acts on an order: what they bind is asked of the order, and named in its words.
import { call } from '../../api/client.ts';
import type { WorkOrderView } from '../../api/types.ts';
import type { Language } from '../../language/bilingual.ts';
import { useWords } from '../../language/language.ts';
import { type SignatureGiven, type SigningContent, SigningDialog } from '../../parts/signing/signing.tsx';
import { signingWords } from '../../parts/signing/words.ts';
import type { OrderAct } from './acts.ts';
import { orderWords } from './words.ts';

interface SigningProps {
  act: NonNullable<OrderAct['signs']>;
  orderId: string;
  /** The act's body, but for the signature. */
  body: object;
  title: string;
  /** Why the act was refused, if it was. */
  error: unknown;
  isBusy: boolean;
  /** With the revision that the content shown is of. */
  onSign(signature: SignatureGiven, revision: number): void;
  onClose(): void;
}

export function Signing({ act, orderId, body, ...rest }: SigningProps) {
  const { fields } = useWords(orderWords);
  const { content: members } = useWords(signingWords);
  const read = async (language: Language) => {
    const { revision } = await call<WorkOrderView>('GET', `/v1/work-orders/${orderId}`);
    const content = await call<SigningContent>('POST', `/v1/work-orders/${orderId}/signing-content`, {
      body: { act, body, language },
    });
    return { ...content, revision };
  };
  return <SigningDialog {...rest} names={{ ...fields, ...members }} read={read} />;
}
