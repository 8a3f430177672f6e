// How a result stands against its limits, told while it is typed; the service judges again when it is signed.
import type { Characteristic, Instrument } from '../../api/types.ts';
import { halfWidth } from '../../language/numerals.ts';

export interface Entry {
  value: string;
  conforms: boolean | null;
  instrumentId: string;
}

export type Judgement = 'within' | 'out' | 'missing' | 'noInstrument' | 'notNumber' | 'conforms' | 'conformsNot';

/** Whether a characteristic passes by its entry. */
export const passes = (judgement: Judgement) => judgement === 'within' || judgement === 'conforms';
/** Whether it was found not to be as it must: there is a nonconformance in it. */
export const fails = (judgement: Judgement) => judgement === 'out' || judgement === 'conformsNot';

const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** Compares decimals of any length exactly: below zero when the first is smaller. */
function compare(a: string, b: string): number {
  const scale = Math.max(...[a, b].map((text) => (text.split('.')[1] ?? '').length));
  const [x, y] = [a, b].map((text) => {
    const [whole = '0', rest = ''] = text.split('.');
    return BigInt(whole + rest.padEnd(scale, '0'));
  }) as [bigint, bigint];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Whether a characteristic is measured: it has a unit or a limit. */
export function isMeasured({ unit, lower, upper }: Characteristic): boolean {
  return unit !== null || lower !== null || upper !== null;
}

/** How an entry stands. Limits are inclusive. */
export function judge(characteristic: Characteristic, { value: typed, conforms, instrumentId }: Entry): Judgement {
  if (!isMeasured(characteristic)) return conforms === null ? 'missing' : conforms ? 'conforms' : 'conformsNot';
  const value = halfWidth(typed);
  if (value === '') return 'missing';
  if (!DECIMAL.test(value)) return 'notNumber';
  const { lower, upper } = characteristic;
  if ((lower !== null && compare(value, lower) < 0) || (upper !== null && compare(value, upper) > 0)) return 'out';
  return instrumentId === '' ? 'noInstrument' : 'within';
}

/** Until when an instrument is calibrated: the last day; null: it never was. */
export function calibratedUntil({ calibrations }: Instrument): string | null {
  return calibrations.reduce<string | null>((last, { dueOn }) => (last === null || dueOn > last ? dueOn : last), null);
}
