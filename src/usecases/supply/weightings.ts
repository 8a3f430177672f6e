// Weightings: how much each ground counts in the ranking of parts, set by a program office for its platforms, seen by everyone.

import { type Weighting, weightingInput } from '../../domain/supply/weighting.ts';
import type { Fault } from '../../domain/values.ts';
import { allWeightings } from '../../storage/supply/supply.ts';
import { missingRecords, referencesAt } from '../registers/references.ts';
import { everything, type Register, requireOwnPlatforms } from '../registers/registers.ts';

export const weightings: Register<'weighting', typeof weightingInput, Weighting> = {
  noun: 'weighting',
  input: weightingInput,
  writers: ['administrator', 'program_office'],
  sight: everything,
  async check(input, { tx, id }) {
    const missing = await missingRecords(tx, 'platform', referencesAt('/platformIds', input.platformIds));
    const others = (await allWeightings(tx)).filter((other) => other.id !== id);
    const faults: Fault[] = input.platformIds.flatMap((platformId, index) => {
      const other = others.find(({ platformIds }) => platformIds.includes(platformId));
      return other ? [takenFault(index, other)] : [];
    });
    return [...missing, ...faults];
  },
  limit(input, { caller, before }) {
    if (before) requireOwnPlatforms(caller, before.platformIds);
    requireOwnPlatforms(caller, input.platformIds);
  },
  unique: [['name']],
  filters: { platformId: (row, wanted: string) => row.platformIds.includes(wanted) },
  texts: (row) => [row.name, row.reason],
};

function takenFault(index: number, other: Pick<Weighting, 'name'>): Fault {
  return {
    pointer: `/platformIds/${index}`,
    code: 'weighting.platform_taken',
    message: {
      en: `This platform is ranked by the weighting “${other.name}”: change that one.`,
      ja: `この装備品には重み付け「${other.name}」が設定されています。そちらを変更してください。`,
    },
  };
}
