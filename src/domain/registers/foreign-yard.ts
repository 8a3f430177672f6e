// The foreign yard rule: which vessels a foreign shipyard may work on. Its details are unverified, and so are data.
import { z } from 'zod';
import { ACTIVITIES } from '../orders/codes.ts';
import { token } from '../values.ts';
import { PLATFORM_KINDS } from './platform.ts';

export const foreignYardRule = z.strictObject({
  verified: z.boolean(),
  source: token(300),
  kinds: z.array(z.enum(PLATFORM_KINDS)).min(1).meta({ description: 'The platforms it is about.' }),
  activities: z.array(z.enum(ACTIVITIES)).min(1).meta({ description: 'The work it restricts.' }),
  homePorts: z.array(token()).min(1).meta({ description: 'Home ports abroad, whose ships may be worked on there.' }),
});
export type ForeignYardRule = z.infer<typeof foreignYardRule>;
