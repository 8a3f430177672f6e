// What the caller would like: language and media type, by q-value.
import { LANGUAGES, type Language } from '../../domain/evidence/signature.ts';

interface Preference {
  name: string;
  quality: number;
}

/** The language that Accept-Language likes best; English when it names none of ours. */
export function preferredLanguage(header: string | undefined): Language {
  let best: Language = 'en';
  let quality = 0;
  for (const preference of preferences(header)) {
    const language = LANGUAGES.find((one) => one === preference.name.split('-')[0]);
    if (language !== undefined && preference.quality > quality) {
      best = language;
      quality = preference.quality;
    }
  }
  return best;
}

/** The media type of `offered` that Accept likes best; earlier ones win ties, the first when none fits. */
export function preferredType<const Offered extends readonly [string, ...string[]]>(
  header: string | undefined,
  offered: Offered,
): Offered[number] {
  const wanted = preferences(header);
  let best: Offered[number] = offered[0];
  let quality = 0;
  for (const type of offered) {
    const found = qualityOf(type, wanted);
    if (found > quality) {
      best = type;
      quality = found;
    }
  }
  return best;
}

// RFC 9110 12.5.1: the most specific range decides.
function qualityOf(type: string, wanted: Preference[]): number {
  for (const range of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const match = wanted.find((w) => w.name === range);
    if (match) return match.quality;
  }
  return 0;
}

function preferences(header: string | undefined): Preference[] {
  return (header ?? '')
    .toLowerCase()
    .split(',')
    .slice(0, 50)
    .map((item) => {
      const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
      const q = parameters.find((p) => p.startsWith('q='))?.slice(2);
      const quality = q === undefined ? 1 : /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 0;
      return { name, quality };
    })
    .filter((preference) => preference.name !== '');
}
