// Faults of an input: every issue that zod finds, with its pointer and its message in both languages.
import type { z } from 'zod';
import type { Fault, Message } from './values.ts';

type Issue = z.core.$ZodIssue;
type Result = { success: true } | { success: false; error: z.ZodError };

/** The faults of a parse, one for each place; none when it succeeded. */
export function faultsOf(result: Result): Fault[] {
  if (result.success) return [];
  const all = result.error.issues.flatMap((issue) => faultsOfIssue(issue, []));
  // What a later rule says of a value that an earlier one refused is the same mistake told again.
  return all.filter((fault, n) => all.findIndex((other) => other.pointer === fault.pointer) === n);
}

function faultsOfIssue(issue: Issue, above: readonly PropertyKey[]): Fault[] {
  const path = [...above, ...issue.path];
  const fault = (code: string, message: Message): Fault[] => [{ pointer: pointerTo(path), code, message }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: pointerTo([...path, key]), ...messages.unknown }));
    case 'invalid_type':
      return [{ pointer: pointerTo(path), ...typeFault(issue) }];
    case 'invalid_value':
      return fault('value.not_allowed', {
        en: `Must be ${listed(issue.values, 'or')}.`,
        ja: `次のいずれかで指定してください：${listed(issue.values)}。`,
      });
    case 'too_small':
    case 'too_big':
      return [{ pointer: pointerTo(path), ...sizeFault(issue) }];
    case 'invalid_format':
      return [{ pointer: pointerTo(path), ...formatFault(issue) }];
    case 'not_multiple_of':
      return fault('number.not_multiple', {
        en: `Must be a multiple of ${issue.divisor}.`,
        ja: `${issue.divisor}の倍数で指定してください。`,
      });
    case 'invalid_union':
      return unionFaults(issue, path);
    case 'invalid_key':
      return fault('property.malformed_name', {
        en: 'The name of this property does not have the required form.',
        ja: '項目名の形式が正しくありません。',
      });
    case 'invalid_element':
      return issue.issues.flatMap((inner) => faultsOfIssue(inner, path));
    case 'custom':
      return [{ pointer: pointerTo(path), ...ruleFault(issue.params) }];
  }
}

// The alternative that came nearest speaks for all: the one with the fewest faults.
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): Fault[] {
  const options = (issue as { options?: unknown[] }).options;
  if (issue.errors.length === 0 && options) {
    return [
      {
        pointer: pointerTo(path),
        code: 'value.not_allowed',
        message: {
          en: `Must be ${listed(options, 'or')}.`,
          ja: `次のいずれかで指定してください：${listed(options)}。`,
        },
      },
    ];
  }
  const isTopLevel = (issues: readonly Issue[]) =>
    issues.every((i) => i.code === 'invalid_type' && i.path.length === 0);
  const [nearest] = [...issue.errors].filter((issues) => !isTopLevel(issues)).sort((a, b) => a.length - b.length);
  if (nearest) return nearest.flatMap((inner) => faultsOfIssue(inner, path));
  return [{ pointer: pointerTo(path), ...messages.noAlternative }];
}

type Told = Pick<Fault, 'code' | 'message'>;

const messages = {
  unknown: {
    code: 'property.unknown',
    message: { en: 'There is no property of this name here.', ja: 'この名前の項目はありません。' },
  },
  missing: { code: 'value.missing', message: { en: 'This is required.', ja: '必須の項目です。' } },
  noAlternative: {
    code: 'value.wrong_type',
    message: { en: 'Has none of the forms allowed here.', ja: 'ここで使える形式のいずれにも当てはまりません。' },
  },
  notInteger: {
    code: 'number.not_integer',
    message: { en: 'Must be a whole number.', ja: '整数で指定してください。' },
  },
} satisfies Record<string, Told>;

const typeNames: Record<string, Message> = {
  string: { en: 'a text', ja: '文字列' },
  number: { en: 'a number', ja: '数値' },
  int: { en: 'a whole number', ja: '整数' },
  boolean: { en: 'true or false', ja: 'trueまたはfalse' },
  object: { en: 'an object', ja: 'オブジェクト' },
  record: { en: 'an object', ja: 'オブジェクト' },
  array: { en: 'a list', ja: '配列' },
  null: { en: 'null', ja: 'null' },
};

function typeFault(issue: z.core.$ZodIssueInvalidType): Told {
  if (issue.message.endsWith('received undefined')) return messages.missing;
  if ((issue.expected as string) === 'int' && issue.message.endsWith('received number')) return messages.notInteger;
  const name = typeNames[issue.expected] ?? { en: issue.expected, ja: issue.expected };
  return {
    code: 'value.wrong_type',
    message: { en: `Must be ${name.en}.`, ja: `${name.ja}で指定してください。` },
  };
}

function sizeFault(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Told {
  const isSmall = issue.code === 'too_small';
  const bound = String(isSmall ? issue.minimum : issue.maximum);
  const en = isSmall ? 'at least' : 'at most';
  const ja = isSmall ? '以上' : '以下';
  switch (issue.origin) {
    case 'string':
      return {
        code: isSmall ? 'text.too_short' : 'text.too_long',
        message: {
          en: `Must have ${en} ${bound} ${bound === '1' ? 'character' : 'characters'}.`,
          ja: `${bound}文字${ja}で入力してください。`,
        },
      };
    case 'array':
    case 'set':
    case 'map':
      return {
        code: isSmall ? 'list.too_short' : 'list.too_long',
        message: {
          en: `Must have ${en} ${bound} ${bound === '1' ? 'item' : 'items'}.`,
          ja: `${bound}件${ja}で指定してください。`,
        },
      };
    default: {
      const isInclusive = issue.inclusive !== false;
      const above = isSmall ? 'above' : 'below';
      return {
        code: isSmall ? 'number.too_small' : 'number.too_big',
        message: isInclusive
          ? { en: `Must be ${en} ${bound}.`, ja: `${bound}${ja}で指定してください。` }
          : {
              en: `Must be ${above} ${bound}.`,
              ja: `${bound}${isSmall ? 'より大きい' : 'より小さい'}値で指定してください。`,
            },
      };
    }
  }
}

function formatFault(issue: z.core.$ZodIssueInvalidStringFormat): Told {
  if (issue.format === 'uuid')
    return { code: 'id.malformed', message: { en: 'Must be a UUID.', ja: 'UUIDで指定してください。' } };
  if (issue.format === 'regex')
    return {
      code: 'text.wrong_form',
      message: forms[issue.message] ?? { en: 'Does not have the required form.', ja: '形式が正しくありません。' },
    };
  return {
    code: 'text.wrong_form',
    message: { en: `Does not have the form of ${issue.format}.`, ja: `${issue.format}の形式ではありません。` },
  };
}

/** What a text must look like, by the name that its schema gives its pattern: patterns are for machines, examples for people. */
const forms: Record<string, Message> = {
  'form.one_line': { en: 'Must be one line, without line breaks.', ja: '改行を入れずに1行で入力してください。' },
  'form.date': {
    en: 'Write the date as 2026-11-23.',
    ja: '日付は2026-11-23の形（半角）で入力してください。',
  },
  'form.decimal': { en: 'Digits, such as 42.1.', ja: '半角数字で入力してください（例：42.1）。' },
  'form.rate': {
    en: 'Two currencies and a number, such as JPY:USD:0.0067.',
    ja: '二つの通貨コードと数値で入力してください（例：JPY:USD:0.0067）。',
  },
  'form.currency': {
    en: 'Three capital letters of ISO 4217, such as JPY.',
    ja: 'ISO 4217の通貨コード（半角英大文字3字）で入力してください（例：JPY）。',
  },
  'form.country': {
    en: 'Two capital letters of ISO 3166-1, such as JP.',
    ja: 'ISO 3166-1の国コード（半角英大文字2字）で入力してください（例：JP）。',
  },
  'form.sha256': {
    en: 'A SHA-256 hash: 64 digits and letters a to f.',
    ja: 'SHA-256のハッシュ（半角の0～9とa～f、64桁）で入力してください。',
  },
  'form.facility_code': {
    en: 'Two to five capital letters, such as KSZ.',
    ja: '半角英大文字2～5字で入力してください（例：KSZ）。',
  },
  'form.feed_cursor': {
    en: 'A cursor of the feed: digits, or the word latest.',
    ja: 'フィードのカーソルを入力してください（数字、またはlatest）。',
  },
  'form.printable': {
    en: 'Printable ASCII characters, such as abc-123.',
    ja: '表示可能な半角文字で入力してください（例：abc-123）。',
  },
  'form.site_path': {
    en: 'A path of this site that begins with one slash, such as /docs, and not one under /auth.',
    ja: 'このサイト内のパスを「/」1つで始めて（/auth以下を除く）入力してください（例：/docs）。',
  },
  'form.pin': { en: 'Six to twelve digits.', ja: '半角数字6～12桁で入力してください。' },
  'form.nsn': {
    en: 'A national stock number: thirteen digits, such as 1615-01-456-7890.',
    ja: 'NSN（数字13桁）を半角で入力してください（例：1615-01-456-7890）。',
  },
  'form.cage': {
    en: 'A CAGE or NCAGE code: five digits and capital letters without I and O, such as SJ123.',
    ja: 'CAGEまたはNCAGEコード（半角英大文字と数字5字、IとOを除く）を入力してください（例：SJ123）。',
  },
  'form.uic': {
    en: 'A unit identification code, such as 09355 (Navy and Marine Corps), W1A2B3 (Army) or FF1234 (Air Force).',
    ja: '部隊識別コード（UIC）を半角で入力してください（例：海軍・海兵隊09355、陸軍W1A2B3、空軍FF1234）。',
  },
  'form.milstrip': {
    en: 'A MILSTRIP document number, such as N6264961420A12.',
    ja: 'MILSTRIP文書番号を半角で入力してください（例：N6264961420A12）。',
  },
  'form.uii': {
    en: 'Up to 50 capital letters, digits, dashes and slashes, such as D1A2B3SN0042.',
    ja: '半角英大文字、数字、ハイフン、スラッシュ50字以内で入力してください（例：D1A2B3SN0042）。',
  },
  'form.job_control_number': {
    en: 'A job control number of the Navy or the Air Force, such as PF1142A05.',
    ja: '米海軍または米空軍の作業管理番号（JCN）を半角で入力してください（例：PF1142A05）。',
  },
  'form.work_order_number': {
    en: 'A work order number, such as KSZ-26327-0042.',
    ja: '作業指示書番号を半角で入力してください（例：KSZ-26327-0042）。',
  },
  'form.eccn': {
    en: 'An export control classification number (ECCN), such as 9A610.x.',
    ja: 'ECCN（輸出規制品目番号）を半角で入力してください（例：9A610.x）。',
  },
  'form.usml': {
    en: 'A category of the US Munitions List, such as VIII(h).',
    ja: '米国軍需品リスト（USML）の区分を半角で入力してください（例：VIII(h)）。',
  },
};

/** The names of `forms`, for the test that holds them against the schemas. */
export const FORM_NAMES: readonly string[] = Object.keys(forms);

/** The rules of our own schemas, by `params.code`; a schema may bring its message as `params.message`. */
const rules: Record<string, Message> = {
  'webhook.url': {
    en: 'An https address, without name, password and fragment.',
    ja: 'ユーザー名・パスワード・フラグメントを含まないhttpsのアドレスを指定してください。',
  },
  'text.nul': { en: 'Must not hold a NUL character.', ja: 'NUL文字は使えません。' },
  'text.lone_surrogate': {
    en: 'Holds half of a character (a lone surrogate).',
    ja: '不完全な文字（単独のサロゲート）が含まれています。',
  },
  'work_order.number_form': {
    en: 'A work order number, such as KSZ-26327-0042.',
    ja: '作業指示書番号を入力してください（例：KSZ-26327-0042）。',
  },
  'text.bidi_control': {
    en: 'Holds a control character that turns the direction of reading (U+202A to U+202E, U+2066 to U+2069).',
    ja: '文字の並びを変える制御文字（U+202A～U+202E、U+2066～U+2069）は使えません。',
  },
  'text.edges': { en: 'Must not begin or end with white space.', ja: '先頭と末尾に空白を入れずに入力してください。' },
  'file_name.path': {
    en: 'A name without /, \\ and control characters.',
    ja: 'ファイル名に「/」「\\」や制御文字は使えません。',
  },
  'text.blank': { en: 'Must not be blank.', ja: '空白だけの入力はできません。' },
  'text.no_language': {
    en: 'Give the text in English (en), in Japanese (ja), or in both.',
    ja: '英語（en）、日本語（ja）の少なくとも一方を入力してください。',
  },
  'date.impossible': {
    en: 'There is no such date in the years 1900 to 2999.',
    ja: '1900年から2999年までに存在しない日付です。',
  },
  'instant.malformed': {
    en: 'Must be an instant of RFC 3339 with its offset, such as 2026-11-23T09:00:00+09:00.',
    ja: 'RFC 3339の日時を時差付きで指定してください（例：2026-11-23T09:00:00+09:00）。',
  },
  'part.unnamed': {
    en: 'Name the part by its NSN, by its part number, or by both.',
    ja: 'NSNか部品番号の少なくとも一方を指定してください。',
  },
  'status_report.cause_without_nmc': {
    en: 'A cause is given for NMC, and only for NMC.',
    ja: '原因を指定できるのはNMCの場合のみです。',
  },
  'condemn.code_missing': {
    en: 'An item beyond repair is there: give its condition code, H, P or S.',
    ja: '修理不能の品は現存します。状態区分（H、PまたはS）を入力してください。',
  },
  'correction.empty': {
    en: 'Say what is to be corrected: an instant, or the category.',
    ja: '訂正する日時または区分を指定してください。',
  },
  'translation.field_of_other_part': {
    en: 'This part of an order has no such narrative.',
    ja: 'この対象にはこの項目がありません。',
  },
  'labor.finer_than_hundredths': {
    en: 'Hours have at most two decimals.',
    ja: '時間は小数点以下2桁までで指定してください。',
  },
};

function ruleFault(params: Record<string, unknown> | undefined): Told {
  const code = typeof params?.code === 'string' ? params.code : 'value.not_allowed';
  const own = params?.message as Message | undefined;
  return {
    code,
    message: own ?? rules[code] ?? { en: 'Is not allowed here.', ja: 'ここでは使えない値です。' },
  };
}

/** The codes of `rules`, for the test that holds them against the schemas. */
export const RULE_CODES: readonly string[] = Object.keys(rules);

function listed(values: readonly unknown[], last?: string): string {
  const shown = values.map((value) => String(value));
  if (!last || shown.length < 2) return shown.join(last ? '' : '、');
  return `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}`;
}

/** RFC 6901: the pointer to a place in the body; the whole body is the empty pointer. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
