// Values: what is an instant, a date, a text, a decimal and a period, to the edge.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../src/domain/faults.ts';
import {
  addDays,
  compareDecimals,
  dateInTokyo,
  decimal,
  hoursBetween,
  inJapanTime,
  inPeriod,
  instant,
  isoDate,
  isRealDate,
  message,
  money,
  periodFaults,
  shownMoney,
  startOfDateInTokyo,
  text,
  toInstant,
  token,
  words,
} from '../../src/domain/values.ts';

const day = fc
  .date({ min: new Date('1900-01-02T00:00:00.000Z'), max: new Date('2999-12-30T00:00:00.000Z'), noInvalidDate: true })
  .map((d) => d.toISOString());

describe('instants', () => {
  it.each([
    ['2026-03-10T12:00:00+09:00', '2026-03-10T03:00:00.000Z'],
    ['2026-03-10T12:00:00Z', '2026-03-10T12:00:00.000Z'],
    ['2026-03-10T12:00:00.5Z', '2026-03-10T12:00:00.500Z'],
    ['2026-03-10T12:00:00.123456789Z', '2026-03-10T12:00:00.123Z'],
    // Cut, not rounded: the next millisecond has not come.
    ['2026-03-10T12:00:00.9999Z', '2026-03-10T12:00:00.999Z'],
    ['2024-02-29T23:59:59-05:00', '2024-03-01T04:59:59.000Z'],
    ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
    ['2999-12-31T23:59:59-23:59', '3000-01-01T23:58:59.000Z'],
  ])('%s is %s', (given, canonical) => {
    expect(toInstant(given)).toBe(canonical);
    expect(instant.parse(given)).toBe(canonical);
  });

  it.each([
    ['no offset', '2026-03-10T12:00:00'],
    ['no time', '2026-03-10'],
    ['a space for the T', '2026-03-10 12:00:00Z'],
    ['lower case', '2026-03-10t12:00:00z'],
    ['a day that is not', '2026-02-29T12:00:00Z'],
    ['month 13', '2026-13-01T12:00:00Z'],
    ['hour 24', '2026-03-10T24:00:00Z'],
    ['minute 60', '2026-03-10T12:60:00Z'],
    ['a leap second', '2026-03-10T23:59:60Z'],
    ['offset 99', '2026-03-10T12:00:00+99:00'],
    ['ten digits of a second', '2026-03-10T12:00:00.1234567890Z'],
    ['the year 1899', '1899-12-31T12:00:00Z'],
    ['the year 3000', '3000-01-01T12:00:00Z'],
    ['full-width digits', '２０２６-03-10T12:00:00Z'],
    ['something behind', '2026-03-10T12:00:00Z\n'],
    ['nothing', ''],
  ])('%s is none', (_, given) => {
    expect(toInstant(given)).toBeNull();
    expect(faultsOf(instant.safeParse(given))[0]?.code).toBe('instant.malformed');
  });

  it('canonical ones are kept, and in text order in time order', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(toInstant(a)).toBe(a);
        expect(a < b).toBe(Date.parse(a) < Date.parse(b));
        expect(hoursBetween(a, b)).toBe((Date.parse(b) - Date.parse(a)) / 3_600_000);
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    '2026-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '1899-12-31',
    '3000-01-01',
    '2026-1-1',
    '20260310',
    ' 2026-03-10',
    '',
  ])('%j is none', (given) => {
    expect(isRealDate(given)).toBe(false);
    expect(isoDate.safeParse(given).success).toBe(false);
  });

  it.each(['1900-01-01', '2024-02-29', '2999-12-31'])('%s is one', (given) => {
    expect(isRealDate(given)).toBe(true);
    expect(isoDate.parse(given)).toBe(given);
  });

  it('the date in Tokyo changes at 15:00 UTC', () => {
    expect(dateInTokyo('2026-03-09T14:59:59.999Z')).toBe('2026-03-09');
    expect(dateInTokyo('2026-03-09T15:00:00.000Z')).toBe('2026-03-10');
    expect(startOfDateInTokyo('2026-03-10')).toBe('2026-03-09T15:00:00.000Z');
  });

  it('a date begins with its first instant, and days are added both ways', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -4000, max: 4000 }), (at, days) => {
        const date = dateInTokyo(at);
        expect(dateInTokyo(startOfDateInTokyo(date))).toBe(date);
        expect(startOfDateInTokyo(date) <= at).toBe(true);
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect(addDays(date, days) < date).toBe(days < 0);
      }),
    );
  });
});

it.each([
  ['USD', 2428400000, 'USD 24,284,000.00'],
  ['USD', 5, 'USD 0.05'],
  ['JPY', 1234567, 'JPY 1,234,567'],
  ['KWD', 1234567, 'KWD 1,234.567'],
  ['JPY', 0, 'JPY 0'],
  ['USD', Number.MAX_SAFE_INTEGER, 'USD 90,071,992,547,409.91'],
])('%s of %d minor units is shown as %s', (currency, minorUnits, shown) => {
  expect(shownMoney({ currency, minorUnits })).toBe(shown);
});

it('an instant is read in Japan time, to the minute', () => {
  expect(inJapanTime('2026-11-23T15:15:31.720Z')).toBe('2026-11-24 00:15');
});

describe('texts', () => {
  const codes = (given: unknown) => faultsOf(text.safeParse(given)).map((f) => `${f.pointer} ${f.code}`);

  it.each([
    ['one language', { ja: '木更津' }, []],
    ['both', { en: 'Kisarazu', ja: '木更津' }, []],
    ['characters beyond the first plane', { ja: '𠮷野家😀' }, []],
    ['space around it is kept', { en: ' x ' }, []],
    ['none', {}, [' text.no_language']],
    ['an empty one', { en: '' }, ['/en text.too_short']],
    ['a blank one', { en: ' \u3000\n' }, ['/en text.blank']],
    ['NUL', { en: 'a\u0000b' }, ['/en text.nul']],
    ['half a character', { en: 'a\ud83d' }, ['/en text.lone_surrogate']],
    ['the other half', { ja: '\ude00b' }, ['/ja text.lone_surrogate']],
    ['a third language', { en: 'x', fr: 'x' }, ['/fr property.unknown']],
    ['no text', { en: 1 }, ['/en value.wrong_type']],
    ['null', { en: null }, ['/en value.wrong_type']],
    ['too long', { en: 'x'.repeat(20_001) }, ['/en text.too_long']],
  ])('%s', (_, given, expected) => {
    expect(codes(given)).toEqual(expected);
  });

  it('is kept exactly as given', () => {
    const given = { en: ' ﬁ ', ja: 'ｶﾞ' };
    expect(text.parse(given)).toEqual(given);
    expect(words(3).safeParse('abcd').success).toBe(false);
  });

  it('a token is one line', () => {
    for (const given of ['a\nb', 'a\r', '\n']) expect(token().safeParse(given).success).toBe(false);
    expect(token(2).parse('ab')).toBe('ab');
    expect(token(2).safeParse('abc').success).toBe(false);
  });

  it('a message has both languages', () => {
    expect(message.safeParse({ en: 'x' }).success).toBe(false);
    expect(message.safeParse({ en: 'x', ja: '' }).success).toBe(false);
    expect(message.parse({ en: 'x', ja: 'あ' })).toEqual({ en: 'x', ja: 'あ' });
  });
});

describe('money', () => {
  it.each([
    [{ currency: 'USD', minorUnits: 0 }, true],
    [{ currency: 'JPY', minorUnits: Number.MAX_SAFE_INTEGER }, true],
    [{ currency: 'USD', minorUnits: Number.MAX_SAFE_INTEGER + 1 }, false],
    [{ currency: 'USD', minorUnits: -1 }, false],
    [{ currency: 'USD', minorUnits: 1.5 }, false],
    [{ currency: 'USD', minorUnits: '1' }, false],
    [{ currency: 'usd', minorUnits: 1 }, false],
    [{ currency: 'USDX', minorUnits: 1 }, false],
  ])('%j: %s', (given, expected) => {
    expect(money.safeParse(given).success).toBe(expected);
  });
});

describe('decimals', () => {
  it.each(['0', '-0', '0.10', '42', '-42.5', '0.0000000001'])('%s is one', (given) => {
    expect(decimal.parse(given)).toBe(given);
  });

  it.each(['', '.5', '5.', '05', '+5', '1e3', '1,5', '１', 'NaN', '--1', ' 1', '1\n', '9'.repeat(41)])(
    '%j is none',
    (given) => {
      expect(decimal.safeParse(given).success).toBe(false);
    },
  );

  it.each([
    ['0.10', '0.1', 0],
    ['-0', '0.00', 0],
    ['45.5', '45.50000000000000000001', -1],
    ['-0.5', '0.3', -1],
    ['-0.5', '-0.6', 1],
    ['-1.05', '-1.5', 1],
    ['9007199254740993', '9007199254740992', 1],
    ['10', '9', 1],
  ])('%s against %s: %d', (a, b, expected) => {
    expect(compareDecimals(a, b)).toBe(expected);
    expect(compareDecimals(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  it('are compared as the numbers they are', () => {
    const scaled = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.nat({ max: 6 }));
    const written = (n: bigint, places: number) => {
      const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0');
      const whole = digits.slice(0, digits.length - places);
      return `${n < 0n ? '-' : ''}${whole}${places > 0 ? `.${digits.slice(-places)}` : ''}`;
    };
    fc.assert(
      fc.property(scaled, scaled, ([a, placesA], [b, placesB]) => {
        const [x, y] = [a * 10n ** BigInt(6 - placesA), b * 10n ** BigInt(6 - placesB)];
        expect(compareDecimals(written(a, placesA), written(b, placesB))).toBe(x < y ? -1 : x > y ? 1 : 0);
      }),
    );
  });
});

describe('periods', () => {
  it.each([
    ['2026-03-09', '2026-03-10', null, false],
    ['2026-03-10', '2026-03-10', null, true],
    ['2999-12-31', '2026-03-10', null, true],
    ['2026-03-10', '2026-03-10', '2026-03-10', true],
    ['2026-03-31', '2026-03-10', '2026-03-31', true],
    ['2026-04-01', '2026-03-10', '2026-03-31', false],
  ])('%s in %s to %s: %s', (on, validFrom, validTo, expected) => {
    expect(inPeriod({ validFrom, validTo }, on)).toBe(expected);
  });

  it('one that ends before it begins is a fault', () => {
    const reversed = { validFrom: '2026-03-10', validTo: '2026-03-09' };
    expect(periodFaults(reversed)).toMatchObject([{ pointer: '/validTo', code: 'period.reversed' }]);
    expect(periodFaults({ validFrom: '2026-03-10', validTo: '2026-03-10' })).toEqual([]);
    expect(periodFaults({ validFrom: '2026-03-10', validTo: null })).toEqual([]);
  });
});
