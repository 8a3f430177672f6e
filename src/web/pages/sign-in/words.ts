// Words of the page of signing in.
import { bilingual } from '../../language/bilingual.ts';

export const signInWords = bilingual({
  en: {
    title: 'Sign in',
    ended: 'Your session has ended',
    endedHint: 'Sign in again to go on: what you had entered is still there. Nobody else gets to see it.',
    lead: 'One record of maintenance that both countries trust.',
    points: [
      'Who was qualified and authorized, on the day the work happened',
      'What stops an order, with the evidence',
      'Where the time went, and whose it was',
    ],
    byKey: 'With an API key',
    key: 'Key',
    keyHint: 'Given by an administrator, once. It begins with seibi_ and is not kept in this browser.',
    signIn: 'Sign in',
    byProvider: 'With your organization',
    provider: 'Sign in with your organization',
    demo: 'The people of the demo',
    demoHint:
      'This is a demo on this machine: every order, serial number, person, certificate and price in it is invented. Choose who you want to be.',
    pin: (pin: string) => `pin ${pin}`,
    noPin: 'signs nothing',
    wrongKey: 'That key lets nobody in.',
    noPlain: 'This page came without TLS: only sign in like this on your own machine.',
  },
  ja: {
    title: 'サインイン',
    ended: 'セッションが終了しました',
    endedHint: 'もう一度サインインすると続きから再開できます。入力中の内容は残っています。他の人には表示されません。',
    lead: '日米双方が信頼できる、一つの整備記録。',
    points: [
      '作業当日、誰に資格と許可があったか',
      '何が作業指示書を止めているか、その根拠',
      '時間が何に、誰の責任で使われたか',
    ],
    byKey: 'APIキーで',
    key: 'キー',
    keyHint: '管理者から一度だけ渡される、seibi_で始まる文字列です。このブラウザーには保存されません。',
    signIn: 'サインイン',
    byProvider: '所属組織のアカウントで',
    provider: '所属組織のアカウントでサインイン',
    demo: 'デモの登場人物',
    demoHint:
      'この端末上のデモです。作業指示書、製造番号、人物、証明書、価格はすべて架空のものです。誰として使うかを選んでください。',
    pin: (pin: string) => `暗証番号 ${pin}`,
    noPin: '署名なし',
    wrongKey: 'このキーではサインインできません。',
    noPlain: 'TLSなしで表示されています。この方法は自分の端末上でのみ使ってください。',
  },
});
