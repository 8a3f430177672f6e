// Priority: force or activity and urgency of need, and the designator that follows from them.
import { z } from 'zod';
import type { Fault } from '../values.ts';
import { designatorOf, FORCE_ACTIVITIES, URGENCIES } from './codes.ts';

export const priorityInput = z.strictObject({
  forceActivity: z.enum(FORCE_ACTIVITIES),
  urgency: z.enum(URGENCIES),
  designator: z.int().min(1).max(15).optional().meta({ description: 'Derived; a given one that differs is refused.' }),
});
export const priority = priorityInput.extend({ designator: z.int().min(1).max(15) });

/** The fault of a designator that is not the one that follows, at `/priority/designator`, or none. Source: the UMMIPS table (DoDM 4140.01). */
export function priorityFaults({ forceActivity, urgency, designator }: z.infer<typeof priorityInput>): Fault[] {
  const derived = designatorOf(forceActivity, urgency);
  if (designator === undefined || designator === derived) return [];
  return [
    {
      pointer: '/priority/designator',
      code: 'priority.designator_differs',
      message: {
        en: `Force activity ${forceActivity} and urgency ${urgency} give designator ${derived}.`,
        ja: `部隊区分${forceActivity}と緊急度${urgency}の優先指示番号は${derived}です。`,
      },
    },
  ];
}
