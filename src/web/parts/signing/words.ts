// Words of signing.
import { bilingual } from '../../language/bilingual.ts';

export const signingWords = bilingual({
  en: {
    signing: 'What you sign',
    signingHint:
      'Your signature binds exactly this content, in this language. If anything of it changes first, it is refused.',
    pin: 'Pin',
    pinHint: 'Six digits or more, as you set them.',
    sign: 'Sign',
    hash: 'SHA-256 of the content',
  },
  ja: {
    signing: '署名の対象',
    signingHint: '署名はこの内容とこの言語に対して行われます。その前に内容が変わった場合、署名は受け付けられません。',
    pin: '暗証番号',
    pinHint: '設定した6桁以上の数字です。',
    sign: '署名する',
    hash: '内容のSHA-256（ハッシュ値）',
  },
});
