// Standards: the register, and whether a held one satisfies a required one.

import type { Activity } from '../../domain/orders/codes.ts';
import { refuseFaults } from '../../domain/problem.ts';
import type { Satisfaction } from '../../domain/registers/equivalence.ts';
import { satisfies } from '../../domain/registers/satisfaction.ts';
import { type Standard, standardFaults, standardInput } from '../../domain/registers/standard.ts';
import { dateInTokyo, type IsoDate } from '../../domain/values.ts';
import { allEquivalences } from '../../storage/registers/equivalences.ts';
import { type Act, look } from '../act.ts';
import { missingRecords, referencesAt, unknownStandards } from './references.ts';
import { everything, type Register } from './registers.ts';

export const standards: Register<'standard', typeof standardInput, Standard> = {
  noun: 'standard',
  input: standardInput,
  writers: ['administrator'],
  sight: everything,
  faults: standardFaults,
  unique: [['code']],
  async check(input, { tx, before }) {
    const faults = await unknownStandards(tx, referencesAt('/supersedes', input.supersedes));
    // Other records name a standard by its code, so a code stays; a new revision is a new standard.
    if (before && before.code !== input.code) {
      faults.push({
        pointer: '/code',
        code: 'standard.code_fixed',
        message: {
          en: 'The code of a standard stays as it is; register the new revision as a standard of its own.',
          ja: '規格のコードは変更できません。改訂版は新しい規格として登録してください。',
        },
      });
    }
    return faults;
  },
  filters: { code: 'column', subject: 'column', issuer: 'column' },
  texts: (row) => [row.code, row.title, row.issuer],
};

/** What is asked of /standards/satisfies; `supplements` are codes of conditions taken as met. */
export interface SatisfiesQuestion {
  held: string;
  required: string;
  on?: IsoDate | undefined;
  platformId?: string | undefined;
  activity?: Activity | undefined;
  supplements?: readonly string[] | undefined;
}

/** The answer with the question as it was understood: the day is today in Tokyo unless given. */
export interface SatisfiesAnswer extends Satisfaction {
  held: string;
  required: string;
  on: IsoDate;
  platformId: string | null;
  activity: Activity | null;
}

/** Whether `held` satisfies `required`, by which path or why not. Raises request.invalid for unknown standards or platform. */
export async function askSatisfies(act: Act, question: SatisfiesQuestion): Promise<SatisfiesAnswer> {
  const { held, required } = question;
  const on = question.on ?? dateInTokyo(act.clock());
  const platformId = question.platformId ?? null;
  const activity = question.activity ?? null;
  return await look(act, async (tx) => {
    const named = [...referencesAt('/held', held), ...referencesAt('/required', required)];
    refuseFaults([
      ...(await unknownStandards(tx, named)),
      ...(await missingRecords(tx, 'platform', referencesAt('/platformId', platformId))),
    ]);
    const supplements = (question.supplements ?? []).map((condition) => ({ condition, evidence: 'as asked' }));
    const equivalences = await allEquivalences(tx);
    const answer = satisfies({ held, required, on, platformId, activity, supplements, equivalences });
    return { held, required, on, platformId, activity, ...answer };
  });
}
