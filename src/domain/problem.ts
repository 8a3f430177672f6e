// The one table of problem codes: the status each answers and what it says in both languages.
import { type ActionName, lifecycle } from './orders/lifecycle.ts';
import { statusNames } from './orders/status.ts';
import { roleNames } from './registers/person.ts';
import { listStatusNames } from './supply/support-list-status.ts';
import { type Fault, type Instant, inJapanTime, type Message } from './values.ts';

interface ProblemKind {
  status: number;
  title: Message;
  /** May hold `{name}` placeholders, filled from the problem's `extra`. */
  detail: Message;
}

/** Every problem Seibi answers, by code (`noun.reason`). */
export const problems = {
  'request.invalid': {
    status: 400,
    title: { en: 'The request is not valid', ja: 'リクエストの内容が正しくありません' },
    detail: {
      en: 'Nothing was changed. `errors` names every fault, each with where it is and why.',
      ja: '何も変更していません。`errors` にすべての誤りとその位置、理由を示します。',
    },
  },
  'request.malformed_json': {
    status: 400,
    title: { en: 'The body is not JSON', ja: '本文がJSONではありません' },
    detail: {
      en: 'The body could not be read as JSON in UTF-8. Nothing was changed.',
      ja: '本文をUTF-8のJSONとして読み取れませんでした。何も変更していません。',
    },
  },
  'request.bad_url': {
    status: 400,
    title: { en: 'The URL is malformed', ja: 'URLの形式が正しくありません' },
    detail: {
      en: 'The path or the query holds a percent-encoding that stands for no UTF-8 text.',
      ja: 'パスまたはクエリのパーセント符号化をUTF-8の文字として読み取れません。',
    },
  },
  'request.unknown_path': {
    status: 404,
    title: { en: 'There is no such address', ja: 'このアドレスはありません' },
    detail: {
      en: 'Seibi serves nothing under this path, to anyone. Every address stands under /docs and in /openapi.json.',
      ja: 'このパスには何もありません。アドレスの一覧は /docs および /openapi.json にあります。',
    },
  },
  'request.too_large': {
    status: 413,
    title: { en: 'The body is too large', ja: '本文が大きすぎます' },
    detail: {
      en: 'The body exceeds {limitBytes} bytes. Nothing was changed.',
      ja: '本文が上限の{limitBytes}バイトを超えています。何も変更していません。',
    },
  },
  'request.uri_too_long': {
    status: 414,
    title: { en: 'The URL is too long', ja: 'URLが長すぎます' },
    detail: {
      en: 'The URL, or one of the names in its path, is longer than Seibi reads.',
      ja: 'URL全体またはパスの一部が、受け付けられる長さを超えています。',
    },
  },
  'request.headers_too_large': {
    status: 431,
    title: { en: 'The headers are too large', ja: 'ヘッダーが大きすぎます' },
    detail: {
      en: 'The request line and headers together are larger than Seibi reads.',
      ja: 'リクエスト行とヘッダーの合計が、受け付けられる大きさを超えています。',
    },
  },
  'request.malformed_http': {
    status: 400,
    title: { en: 'The request is not HTTP', ja: 'HTTPリクエストとして読み取れません' },
    detail: {
      en: 'What arrived on the connection could not be read as an HTTP request.',
      ja: '接続で受信した内容をHTTPリクエストとして読み取れませんでした。',
    },
  },
  'request.timed_out': {
    status: 408,
    title: { en: 'The request took too long to arrive', ja: 'リクエストの受信が時間切れになりました' },
    detail: {
      en: 'The connection was open, but the whole request did not arrive in time. Nothing was changed.',
      ja: '接続後、リクエスト全体が時間内に届きませんでした。何も変更していません。',
    },
  },
  'request.unsupported_media_type': {
    status: 415,
    title: { en: 'The media type of the body is not supported', ja: '本文のメディアタイプに対応していません' },
    detail: {
      en: 'Send the body as {accepted}, in {charsets}.',
      ja: '本文は{accepted}、文字コードは{charsets}で送ってください。',
    },
  },
  'request.method_not_allowed': {
    status: 405,
    title: { en: 'The method is not allowed here', ja: 'このメソッドは使えません' },
    detail: {
      en: 'This address answers {allowed}.',
      ja: 'このアドレスで使えるメソッドは{allowed}です。',
    },
  },
  'request.precondition_required': {
    status: 428,
    title: { en: 'If-Match is required', ja: 'If-Matchが必要です' },
    detail: {
      en: 'Send If-Match with the ETag of the revision you saw, so that no change of someone else is overwritten.',
      ja: '他の人の変更を上書きしないよう、参照した版のETagをIf-Matchで送ってください。',
    },
  },
  'revision.stale': {
    status: 412,
    title: { en: 'Someone changed it first', ja: '先に変更されています' },
    detail: {
      en: 'The revision you saw is no longer the current one, which is {currentRevision}. Read it again and decide anew. Nothing was changed.',
      ja: '参照した版は最新ではありません（最新の版は{currentRevision}）。読み直してから改めて操作してください。何も変更していません。',
    },
  },
  'session.unauthenticated': {
    status: 401,
    title: { en: 'Who you are is not established', ja: '認証されていません' },
    detail: {
      en: 'Sign in, or send `Authorization: Bearer` with an API key or an access token in force that belongs to a person in service.',
      ja: 'サインインするか、在任中の人に発行された有効なAPIキーまたはアクセストークンを`Authorization: Bearer`で送ってください。',
    },
  },
  'session.csrf': {
    status: 403,
    title: { en: 'The request does not prove where it comes from', ja: '送信元を確認できません' },
    detail: {
      en: 'With a session, whatever is not a GET needs the header X-CSRF-Token with the `csrfToken` of /v1/session. Nothing was changed.',
      ja: 'サインイン中のブラウザーからの変更には、/v1/session の`csrfToken`をX-CSRF-Tokenヘッダーに付けてください。何も変更していません。',
    },
  },
  'page.not_built': {
    status: 404,
    title: { en: 'The pages are not built', ja: '画面がビルドされていません' },
    detail: {
      en: 'This service runs from its sources, without its pages. `npm run build` builds them; the API is at /docs.',
      ja: 'このサービスは画面をビルドせずソースから実行されています。`npm run build`でビルドできます。APIの説明は/docsにあります。',
    },
  },
  'session.needs_key': {
    status: 409,
    title: { en: 'A session begins with an API key', ja: 'セッションの開始にはAPIキーが必要です' },
    detail: {
      en: 'You did not come in by an API key. Browsers of an identity provider begin at /auth/login.',
      ja: 'APIキーで認証されていません。IDプロバイダーを使うブラウザーは/auth/loginからサインインしてください。',
    },
  },
  'session.none': {
    status: 409,
    title: { en: 'There is no session to end', ja: '終了するセッションがありません' },
    detail: {
      en: 'You came in by a key or an access token. An administrator ends a key; a token ends by itself.',
      ja: 'APIキーまたはアクセストークンで認証されています。キーの失効は管理者が行い、トークンは期限で無効になります。',
    },
  },
  'identity.not_configured': {
    status: 404,
    title: { en: 'Browsers cannot sign in here', ja: 'このサーバーではブラウザーからサインインできません' },
    detail: {
      en: 'No identity provider is set up for this installation. The operator sets OIDC_ISSUER, OIDC_CLIENT_ID and PUBLIC_URL; API keys work without.',
      ja: '認証プロバイダーが設定されていません。運用者がOIDC_ISSUER、OIDC_CLIENT_ID、PUBLIC_URLを設定すると使えます。APIキーは設定なしで使えます。',
    },
  },
  'identity.attempt_unknown': {
    status: 400,
    title: { en: 'This browser began no such sign-in', ja: 'このブラウザーで始めたサインインではありません' },
    detail: {
      en: 'It was begun elsewhere, is more than ten minutes old, or was completed already. Nobody was signed in. Begin again at /auth/login.',
      ja: '別のブラウザーで始めたもの、開始から10分を過ぎたもの、または完了済みのものです。サインインは行われていません。/auth/login からやり直してください。',
    },
  },
  'identity.refused': {
    status: 403,
    title: { en: 'The identity provider did not sign you in', ja: '認証プロバイダーでサインインできませんでした' },
    detail: {
      en: 'Its reason: {reason}. Nobody was signed in. Begin again at /auth/login, or ask the operator.',
      ja: '理由：{reason}。サインインは行われていません。/auth/login からやり直すか、運用者に問い合わせてください。',
    },
  },
  'identity.unknown_person': {
    status: 403,
    title: { en: 'Seibi does not know who this is', ja: 'Seibiに登録のない方です' },
    detail: {
      en: 'The identity provider gives {claim} as {value}, and no person in service belongs to that. Nobody was signed in. An administrator or the operator can mend it.',
      ja: '認証プロバイダーの{claim}は「{value}」ですが、これに対応する在任中の人がいません。サインインは行われていません。管理者または運用者に連絡してください。',
    },
  },
  'operator.unauthenticated': {
    status: 401,
    title: { en: 'This is for whoever runs the service', ja: 'サービスの運用者だけが利用できます' },
    detail: {
      en: 'Send `Authorization: Bearer` with the METRICS_TOKEN of the service. While it has none, only callers on its own machine are answered.',
      ja: 'サービスに設定されたMETRICS_TOKENを`Authorization: Bearer`で送ってください。未設定の場合は、同じマシンからの呼び出しにのみ応答します。',
    },
  },
  'access.role_denied': {
    status: 403,
    title: { en: 'Your role does not allow this', ja: 'この操作を行う権限がありません' },
    detail: {
      en: 'This can be done by: {required}.',
      ja: 'この操作ができるのは次の役割です：{required}。',
    },
  },
  'resource.not_found': {
    status: 404,
    title: { en: 'There is nothing here that you may see', ja: '該当するものがありません' },
    detail: {
      en: 'It does not exist, or it is outside your facilities and platforms.',
      ja: '存在しないか、担当する施設・装備品の範囲外です。',
    },
  },
  'register.taken': {
    status: 409,
    title: { en: 'Another record has this already', ja: '同じ内容の記録がすでにあります' },
    detail: {
      en: 'What must be unique is taken: {fields}. Nothing was changed.',
      ja: '重複できない項目がすでに使われています：{fields}。何も変更していません。',
    },
  },
  'access.outside_program': {
    status: 403,
    title: { en: 'Outside your program', ja: '担当する装備品の範囲外です' },
    detail: {
      en: 'A program office writes records of its own platforms only, and names them. Nothing was changed.',
      ja: 'プログラムオフィスが書けるのは、担当する装備品を明示した記録に限られます。何も変更していません。',
    },
  },
  'access.not_holder': {
    status: 403,
    title: { en: 'Only the person themselves may do this', ja: '本人のみが行える操作です' },
    detail: {
      en: 'A pin is set by the person it belongs to, with a key of their own. Nothing was changed.',
      ja: '暗証番号は本人が自分のキーで設定します。何も変更していません。',
    },
  },
  'key.issuer_conflict': {
    status: 403,
    title: { en: 'Another administrator must issue the key', ja: 'キーの発行は別の管理者が行ってください' },
    detail: {
      en: 'The pin code in force of this person was issued by you, or by an administrator whose key leads back to you or to whom yours does. Who issues one of the two may not issue the other, so that nobody can sign in their name. Let an independent administrator issue it, one whose own key came from the operator: npx seibi key issue --person ID.',
      ja: 'この人の有効な暗証番号用コードを発行したのは、あなた自身か、キーの発行をたどるとあなたとつながる管理者です。なりすまし署名を防ぐため、コードとキーは別の管理者が発行します。運用者から直接キーを受けた（npx seibi key issue --person ID）独立の管理者に発行を依頼してください。',
    },
  },
  'key.ended': {
    status: 409,
    title: { en: 'The key has ended', ja: 'キーは失効済みです' },
    detail: {
      en: 'A key that has ended stays so. Issue a new one.',
      ja: '失効したキーは元に戻せません。新しいキーを発行してください。',
    },
  },
  'pin_code.issuer_conflict': {
    status: 403,
    title: { en: 'Another administrator must issue the code', ja: 'コードの発行は別の管理者が行ってください' },
    detail: {
      en: 'A key in force of this person was issued by you, or by an administrator whose key leads back to you or to whom yours does; or the code would be your own. Who issues one of the two may not issue the other, so that nobody can sign in their name. Let an independent administrator issue it, one whose own key came from the operator: npx seibi key issue --person ID.',
      ja: 'この人の有効なキーを発行したのが、あなた自身か、キーの発行をたどるとあなたとつながる管理者であるか、あなた自身のコードです。なりすまし署名を防ぐため、コードとキーは別の管理者が発行します。運用者から直接キーを受けた（npx seibi key issue --person ID）独立の管理者に発行を依頼してください。',
    },
  },
  'pin_code.refused': {
    status: 403,
    title: { en: 'The one-time code is refused', ja: 'ワンタイムコードが無効です' },
    detail: {
      en: 'It is wrong, used, replaced or older than 24 hours. Wrong tries left: {triesLeft}. With none left, ask an administrator for a new code.',
      ja: 'コードが違うか、使用済み、再発行済み、または発行から24時間を過ぎています。残りの試行回数：{triesLeft}。残りがなければ、管理者に新しいコードを依頼してください。',
    },
  },
  'qualification.stamp_taken': {
    status: 409,
    title: { en: 'The stamp belongs to someone else', ja: '検査印は他の人が使用中です' },
    detail: {
      en: 'Stamp {stampNumber} is in force for another person in that period. Nothing was changed.',
      ja: '検査印{stampNumber}は、その期間に別の人に交付されています。何も変更していません。',
    },
  },
  'qualification.stamp_resting': {
    status: 409,
    title: { en: 'The stamp was handed back too recently', ja: '検査印の返納から3か月が経過していません' },
    detail: {
      en: 'Stamp {stampNumber} may be given out again after {restsUntil}: not within three months of being handed back. Nothing was changed.',
      ja: '検査印{stampNumber}は返納から3か月間再交付できません（{restsUntil}まで）。何も変更していません。',
    },
  },
  'equipment.condemned': {
    status: 409,
    title: { en: 'The item has left the fleet', ja: '廃棄判定済みの個体です' },
    detail: {
      en: 'It was condemned at {condemnedAt} (Japan time); nothing is reported about it after that. Nothing was changed.',
      ja: '{condemnedAt}（日本時間）に廃棄判定されているため、それ以降の状態は報告できません。何も変更していません。',
    },
  },
  'idempotency.key_reused': {
    status: 422,
    title: { en: 'The Idempotency-Key was used for something else', ja: 'Idempotency-Keyが別の内容で使われています' },
    detail: {
      en: 'This key came with another body within 24 hours. Use a new key for a new request. Nothing was changed.',
      ja: '24時間以内に同じキーが別の本文で使われました。新しい依頼には新しいキーを使ってください。何も変更していません。',
    },
  },
  'idempotency.in_progress': {
    status: 409,
    title: { en: 'The first request with this key is still running', ja: '同じキーの最初の依頼を処理中です' },
    detail: {
      en: 'Send it again in a moment to get the answer of the first.',
      ja: '少し待って再送すると、最初の依頼の結果が返ります。',
    },
  },
  'transition.blocked': {
    status: 409,
    title: { en: 'The action is blocked', ja: '操作の条件を満たしていません' },
    detail: {
      en: '`blockedBy` lists everything that stands in the way, with its evidence. Nothing was changed.',
      ja: '`blockedBy` に満たしていない条件をすべて根拠とともに示します。何も変更していません。',
    },
  },
  'transition.not_offered': {
    status: 409,
    title: { en: 'The action is not offered in this status', ja: 'この状態では行えない操作です' },
    detail: {
      en: 'The order is {orderStatus}; it offers: {offered}. Nothing was changed.',
      ja: '作業指示書は「{orderStatus}」のため、行える操作は次のとおりです：{offered}。何も変更していません。',
    },
  },
  'certificate.none': {
    status: 404,
    title: { en: 'There is no such certificate', ja: '該当する証明書がありません' },
    detail: {
      en: 'A release certificate is issued when the order is released, a condemnation certificate when it is condemned. `issues` lists those that this order has.',
      ja: '出荷判定書は引渡し時、廃棄判定書は廃棄判定時に発行されます。この作業指示書で発行済みの番号は`issues`のとおりです。',
    },
  },
  'act.blocked': {
    status: 409,
    title: { en: 'The act is blocked', ja: '作業の条件を満たしていません' },
    detail: {
      en: '`blockedBy` lists everything that stands in the way, with its evidence. Nothing was changed.',
      ja: '`blockedBy` に満たしていない条件をすべて根拠とともに示します。何も変更していません。',
    },
  },
  'act.not_offered': {
    status: 409,
    title: { en: 'The act is not offered now', ja: '現在は行えない操作です' },
    detail: {
      en: 'The order is {orderStatus}. {reason} Nothing was changed.',
      ja: '作業指示書の状態は「{orderStatus}」です。{reason}何も変更していません。',
    },
  },
  'support_list.not_offered': {
    status: 409,
    title: { en: 'The list does not offer this now', ja: '現在このリストでは行えない操作です' },
    detail: {
      en: 'The list is {listStatus}. {reason} Nothing was changed.',
      ja: 'リストの状態は「{listStatus}」です。{reason}何も変更していません。',
    },
  },
  'work_order.not_editable': {
    status: 409,
    title: { en: 'The work order cannot be edited like this now', ja: '現在の状態ではこの編集はできません' },
    detail: {
      en: 'In status {orderStatus} these cannot be changed: {fields}. Nothing was changed.',
      ja: '状態が{orderStatus}のため、次の項目は変更できません：{fields}。何も変更していません。',
    },
  },
  'signature.content_changed': {
    status: 409,
    title: { en: 'The content is not what you were shown', ja: '内容が表示時から変わっています' },
    detail: {
      en: 'What would be signed has another hash than the one given. Ask for the signing content again, read it, and sign that.',
      ja: '署名対象のハッシュが、示されたものと異なります。署名内容を取得し直し、確認のうえ署名してください。',
    },
  },
  'signature.not_authenticated': {
    status: 403,
    title: { en: 'The signature is not authenticated', ja: '署名者を確認できません' },
    detail: {
      en: 'The pin is wrong, or none is set. Tries left before signing locks for 15 minutes: {triesLeft}. Nothing was signed.',
      ja: '暗証番号が違うか未設定です（残り{triesLeft}回で15分間ロックされます）。署名は行われていません。',
    },
  },
  'checkpoint.in_progress': {
    status: 409,
    title: { en: 'A checkpoint is being made', ja: 'チェックポイントを作成中です' },
    detail: {
      en: 'One is made at a time. Ask for the latest in a moment: it speaks of what was there when you asked, or ask for another then.',
      ja: 'チェックポイントは一度に一つだけ作成します。しばらくして最新のものを取得するか、改めて作成してください。',
    },
  },
  'proof.not_covered': {
    status: 409,
    title: { en: 'The log does not reach that far', ja: 'ログの範囲外です' },
    detail: {
      en: 'There is no such proof over {size} entries: the event is not among them, or the log has fewer. An event is in the log from the next checkpoint on.',
      ja: '先頭{size}件のログについて、この証明はできません。事象が含まれないか、ログがその件数に達していません。事象は次のチェックポイントからログに含まれます。',
    },
  },
  'request.rate_limited': {
    status: 429,
    title: { en: 'Too many requests', ja: 'リクエストが多すぎます' },
    detail: {
      en: 'The allowance of this minute is used up. Try again in {retryAfterSeconds} seconds. Nothing was changed.',
      ja: 'この1分間に受け付けられる回数を超えました。{retryAfterSeconds}秒後に再度お試しください。何も変更していません。',
    },
  },
  'command.not_queued': {
    status: 409,
    title: { en: 'This is not done from a queue', ja: 'キューからは実行できない操作です' },
    detail: {
      en: 'A queue takes acts of depot staff that nobody signs. Send this one to its own address. Nothing was changed.',
      ja: 'キューで送れるのは、整備員が署名なしで行う操作のみです。この操作は専用のアドレスへ直接送ってください。何も変更していません。',
    },
  },
  'command.not_tried': {
    status: 424,
    title: {
      en: 'Not tried, because an earlier one was refused',
      ja: '前のコマンドが受け付けられなかったため未実行です',
    },
    detail: {
      en: 'The command of line {line} on the same order was refused ({reason}), and this one was made in the belief that it went through. Nothing was changed: decide anew, and send it again.',
      ja: '同じ作業指示書に対する{line}行目のコマンドが受け付けられず（{reason}）、その成功を前提とするこのコマンドは実行していません。何も変更していません。内容を確認のうえ、再度送ってください。',
    },
  },
  'feed.too_many_streams': {
    status: 429,
    title: { en: 'Too many streams are open', ja: '開いているストリームが多すぎます' },
    detail: {
      en: 'You have {limit} streams open on this node, which is as many as a person may have. Close one, or read the feed page by page.',
      ja: 'このノードで一人が同時に開けるストリームは{limit}本までです。いずれかを閉じるか、ページ単位で取得してください。',
    },
  },
  'webhook.too_many': {
    status: 409,
    title: { en: 'You have as many webhooks as a person may have', ja: 'Webhookの上限に達しています' },
    detail: {
      en: 'A person has at most {limit} webhooks. Take one away first. Nothing was changed.',
      ja: '一人が登録できるWebhookは{limit}件までです。不要なものを削除してください。何も変更していません。',
    },
  },
  'signature.throttled': {
    status: 429,
    title: { en: 'Too many wrong pins', ja: '暗証番号の誤りが続いています' },
    detail: {
      en: 'Signing is locked until {lockedUntil} (Japan time). Nothing was signed.',
      ja: '{lockedUntil}（日本時間）まで署名できません。署名は行われていません。',
    },
  },
  'attachment.content_differs': {
    status: 415,
    title: { en: 'The content is not what its type says', ja: 'ファイルの内容が宣言された種類と異なります' },
    detail: {
      en: 'Sent as {declared}, and its content is not that. Taken are {accepted}; text is UTF-8, and no page or script. Nothing was kept.',
      ja: '{declared}として送られましたが、内容が異なります。受け付ける種類は{accepted}です（テキストはUTF-8のみ、HTMLやスクリプトは不可）。何も保存していません。',
    },
  },
  'attachment.too_many': {
    status: 409,
    title: { en: 'The work order has all the attachments it can have', ja: '添付ファイルの数が上限に達しています' },
    detail: {
      en: 'A work order has at most {most}. Put pages of one document into one file. Nothing was kept.',
      ja: '1件の作業指示書に添付できるのは{most}個までです。複数の頁は1つのファイルにまとめてください。何も保存していません。',
    },
  },
  'attachment.damaged': {
    status: 500,
    title: { en: 'The file is not the one that was attached', ja: 'ファイルが添付時のものと一致しません' },
    detail: {
      en: 'What is kept does not have the SHA-256 {sha256} that the record holds, or is not there. It is not handed out; whoever runs Seibi was told and can restore it from a backup.',
      ja: '保管されている内容が記録のSHA-256（{sha256}）と一致しないか、失われているため、送信しません。運用担当者に通知しました。バックアップから復元できます。',
    },
  },
  'attachment.store_unavailable': {
    status: 503,
    title: { en: 'Files cannot be kept or read just now', ja: '現在ファイルの保存・読み出しができません' },
    detail: {
      en: 'The place of attachments is full, may not be written to, or cannot be reached. Nothing was kept. Whoever runs Seibi was told; try again later with the same Idempotency-Key.',
      ja: '添付ファイルの保管先が満杯か、書き込めないか、接続できません。何も保存していません。運用担当者に通知しました。後ほど同じIdempotency-Keyで再度お試しください。',
    },
  },
  'service.unavailable': {
    status: 503,
    title: { en: 'Seibi cannot answer just now', ja: '現在応答できません' },
    detail: {
      en: 'It is busy, or its database or the identity provider cannot be reached. Try again shortly with the same Idempotency-Key: what was saved after all is answered, not done twice.',
      ja: '混雑しているか、データベースまたは認証プロバイダーに接続できません。しばらくしてから、同じIdempotency-Keyで再度お試しください。保存済みの場合は二重に実行せず、最初の回答を返します。',
    },
  },
  'service.draining': {
    status: 503,
    title: { en: 'This node is about to end', ja: 'このノードはまもなく停止します' },
    detail: {
      en: 'It finishes what it has accepted. Send new requests to another node.',
      ja: '受付済みの処理を終えてから停止します。新しいリクエストは別のノードへ送ってください。',
    },
  },
  'import.unreadable': {
    status: 400,
    title: { en: 'The file cannot be read', ja: 'ファイルを読み取れません' },
    detail: {
      en: 'Nothing was imported. `errors` says why, `line` where.',
      ja: '何も取り込んでいません。理由は`errors`、位置は`line`に示します。',
    },
  },
  'import.in_progress': {
    status: 409,
    title: { en: 'This import is running', ja: 'この取込は実行中です' },
    detail: {
      en: 'A file is being read under this id. `GET /v1/imports/:id` tells how far it is; send it again once it is interrupted.',
      ja: 'このIDで取込を実行中です。進み具合は`GET /v1/imports/:id`で確認できます。中断した場合は再送してください。',
    },
  },
  'import.other_file': {
    status: 409,
    title: { en: 'Another file was begun under this id', ja: 'このIDの取込は別のファイルです' },
    detail: {
      en: 'What is sent differs from what this import has read already: in kind, in form, in dryRun or in its rows. Use another id.',
      ja: '送信された内容が、このIDで既に読み取った内容（種類、形式、dryRun、行）と異なります。別のIDを使用してください。',
    },
  },
  internal: {
    status: 500,
    title: { en: 'Seibi failed', ja: '内部エラーが発生しました' },
    detail: {
      en: 'This is a fault of Seibi, not of the request. Nothing was changed. Name the request {requestId} when you report it.',
      ja: 'リクエストの誤りではなく、Seibi側の障害です。何も変更していません。報告の際はリクエスト番号{requestId}をお知らせください。',
    },
  },
} satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

export const PROBLEM_CODES = Object.keys(problems) as ProblemCode[];

/** Whether a text is a code of the table. */
export function isProblemCode(value: string): value is ProblemCode {
  return Object.hasOwn(problems, value);
}

/** An expected refusal: thrown anywhere, answered as `application/problem+json`. `extra` is added to the answer as it is. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Whether it keeps a record from someone who may not see it. Never in the answer: it is for the log of denials. */
  readonly hides: boolean;

  constructor(code: ProblemCode, extra: Readonly<Record<string, unknown>> = {}, hides = false) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.extra = extra;
    this.hides = hides;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** What is not there, or (`hides`) is there and not the caller's to see: the answer is the same. */
export function notFound(hides = false): Problem {
  return new Problem('resource.not_found', {}, hides);
}

/** `request.invalid` with every fault, or nothing when there is none. */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
}

/** Title and detail of a problem in one language, placeholders filled from `extra`. */
export function describeProblem(
  code: ProblemCode,
  extra: Readonly<Record<string, unknown>>,
  language: keyof Message,
): { title: string; detail: string } {
  const kind = problems[code];
  const detail = kind.detail[language].replace(/\{(\w+)\}/g, (_, name: string) => shown(extra[name], language, name));
  return { title: kind.title[language], detail };
}

/** How people read a code that a placeholder stands for; what is not named so is shown as it is. */
const named: Record<string, (code: string) => Message | undefined> = {
  orderStatus: (code) => statusNames[code as keyof typeof statusNames],
  listStatus: (code) => listStatusNames[code as keyof typeof listStatusNames],
  required: (code) => roleNames[code as keyof typeof roleNames],
  offered: (code) => lifecycle[code as ActionName]?.label,
};
const INSTANTS = new Set(['lockedUntil', 'condemnedAt']);

function shown(value: unknown, language: keyof Message, name: string): string {
  if (value === undefined || value === null) return '—';
  if (Array.isArray(value))
    return value.map((item) => shown(item, language, name)).join(language === 'ja' ? '、' : ', ') || '—';
  if (typeof value === 'object')
    return shown((value as Partial<Message>)[language] ?? (value as Partial<Message>).en, language, name);
  if (INSTANTS.has(name)) return inJapanTime(value as Instant);
  const code = String(value);
  const words = named[name]?.(code)?.[language];
  if (words === undefined) return code;
  return language === 'ja' ? `${words}（${code}）` : `${words} (${code})`;
}
