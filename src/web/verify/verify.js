// The page /verify: reads a certificate (JWS, JSON or PDF) and public keys, and verifies in the browser. Nothing is sent anywhere.

// ---- what is read -------------------------------------------------------------------------------------------------------

const LARGEST_FILE = 52_428_800;
const LARGEST_INFLATED = 20_971_520;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A refusal, by the name of its words. */
class Refusal extends Error {}

/** The JWS in a file or a pasted text. Raises Refusal. */
async function jwsIn(bytes) {
  if (bytes.length > LARGEST_FILE) throw new Refusal('tooLarge');
  if (latin(bytes.subarray(0, 1024)).includes('%PDF-')) return await jwsInPdf(bytes);
  const text = utf8(bytes)?.trim();
  if (!text) throw new Refusal('noCertificate');
  if (!text.startsWith('{')) {
    const joined = text.replace(/\s+/g, '');
    if (COMPACT.test(joined)) return joined;
    throw new Refusal('noCertificate');
  }
  const given = parsed(text);
  if (typeof given?.jws === 'string' && COMPACT.test(given.jws)) return given.jws;
  throw new Refusal('noJws');
}

/** The JWS among the files that are embedded in a PDF. Source: ISO 32000-1, 7.3.8 and 7.11.4. Raises Refusal. */
async function jwsInPdf(bytes) {
  const text = latin(bytes);
  const found = new Set();
  for (const match of text.matchAll(/\bstream\r?\n/g)) {
    const dictionary = text.slice(text.lastIndexOf('obj', match.index), match.index);
    if (!/\/EmbeddedFile(?![A-Za-z])/.test(dictionary)) continue;
    const start = match.index + match[0].length;
    const length = /\/Length\s+(\d+)(?!\d|\s+\d+\s+R)/.exec(dictionary);
    const end = length ? start + Number(length[1]) : text.indexOf('endstream', start);
    const data = bytes.subarray(start, end < start ? undefined : end);
    const content = /\/FlateDecode/.test(dictionary) ? await inflated(data) : data;
    const candidate = content && utf8(content)?.trim();
    if (candidate && COMPACT.test(candidate)) found.add(candidate);
  }
  if (found.size > 1) throw new Refusal('severalInPdf');
  for (const jws of found) return jws;
  throw new Refusal('noneInPdf');
}

async function inflated(bytes) {
  const pieces = [];
  let size = 0;
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > LARGEST_INFLATED) return null;
      pieces.push(next.value);
    }
  } catch {
    // What ends in line breaks after its data is whole all the same.
    if (size === 0) return null;
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** The public keys in a text: a JSON Web Key Set, a list or one key; each with its thumbprint (RFC 7638). Raises Refusal. */
async function keysIn(text) {
  // Browsers have it in secure contexts only: over https, or on this machine.
  if (!globalThis.crypto?.subtle) throw new Refusal('unsupported');
  const given = parsed(text);
  const list = Array.isArray(given) ? given : Array.isArray(given?.keys) ? given.keys : given?.kty ? [given] : null;
  if (list === null) throw new Refusal('noKeys');
  const keys = [];
  for (const key of list) {
    if (key?.kty !== 'OKP' || key.crv !== 'Ed25519' || !/^[\w-]{43}$/.test(key.x)) continue;
    const named = new TextEncoder().encode(`{"crv":"Ed25519","kty":"OKP","x":"${key.x}"}`);
    keys.push({ x: key.x, kid: base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', named))) });
  }
  if (keys.length === 0) throw new Refusal('noKeys');
  return keys;
}

const latin = (bytes) => new TextDecoder('latin1').decode(bytes);

function utf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function base64url(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

// Only the one way to write some bytes is taken: otherwise a certificate could be changed and still verify.
function bytesOf(part) {
  try {
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    return base64url(bytes) === part ? bytes : null;
  } catch {
    return null;
  }
}

/** A value in its canonical form. Source: RFC 8785; JavaScript writes strings and numbers as it says. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

// ---- what is verified ---------------------------------------------------------------------------------------------------

const CHECKS = ['form', 'type', 'key', 'signature', 'canonical'];
const CERTIFICATE_TYPE = /^seibi-([a-z]+)-certificate$/;

/** Verifies a certificate: each check in turn, up to the first that fails. Source: RFC 7515 5.2, RFC 8037, RFC 8725. */
async function verify(jws, keys) {
  const passed = [];
  const failed = (verdict, reason) => ({ verdict, passed, reason, content: null, kid: null });
  const [head, body, tail] = jws.split('.');
  const [headBytes, bodyBytes, signature] = [head, body, tail].map(bytesOf);
  const header = headBytes && parsed(utf8(headBytes) ?? '');
  if (!header || !bodyBytes || signature?.length !== 64) return failed('false', 'form');
  passed.push('form');

  const names = Object.keys(header).sort().join();
  const type = CERTIFICATE_TYPE.exec(header.typ);
  if (names !== 'alg,kid,typ' || header.alg !== 'EdDSA' || !type) return failed('false', 'type');
  passed.push('type');

  const key = keys.find((one) => one.kid === header.kid);
  if (!key) return failed('unknown', 'key');
  passed.push('key');

  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.x };
  const publicKey = await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify({ name: 'Ed25519' }, publicKey, signature, signed)))
    return failed('false', 'signature');
  passed.push('signature');

  const text = utf8(bodyBytes);
  const content = text === null ? null : parsed(text);
  const isCertificate = content !== null && typeof content === 'object' && content.kind === type[1];
  if (!isCertificate || canonical(content) !== text) return failed('false', 'canonical');
  passed.push('canonical');
  return { verdict: 'genuine', passed, reason: null, content, kid: key.kid };
}

// RFC 8037, A.2: any key does to see whether this browser knows the curve.
async function knowsEd25519() {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
    return true;
  } catch {
    return false;
  }
}

// ---- what is said -------------------------------------------------------------------------------------------------------

const words = {
  en: {
    title: 'Verify a certificate',
    language: '日本語',
    intro:
      'Check a release or condemnation certificate of Seibi: whether it says exactly what was signed, and by which key. You need the certificate and the public keys of the installation that issued it.',
    offline:
      'Everything happens in this browser. Nothing that you put here is sent anywhere, and verifying makes no request: once this page has loaded, it works without a network.',
    unsupported:
      'This browser cannot check Ed25519 signatures here. Use a current browser over https, or the command line: npx seibi verify --certificate FILE --keys FILE',
    certificateHeading: '1. The certificate',
    certificateFile: 'Choose the file of the certificate',
    dropHint: 'Or drop it here: JWS, JSON with a “jws”, or the PDF.',
    certificateText: 'Or paste its text',
    keysHeading: '2. The public keys',
    keysIntro:
      'What these keys prove depends on where you have them from. Keys that you were given by the installation beforehand prove more than keys fetched together with the certificate.',
    keysFile: 'Choose the file of the keys (JWKS)',
    keysText: 'Or paste the keys',
    keysFetch: 'Fetch the keys of this server',
    verify: 'Verify',
    factsHeading: 'What it certifies',
    wholeHeading: 'The whole content, as it was signed',
    legal: 'Seibi records and checks facts; it gives no legal clearance.',
    certificateRead: 'A certificate was read.',
    keysRead: (n) => `${n} ${n === 1 ? 'key was' : 'keys were'} read.`,
    tooLarge: 'This file is larger than any certificate.',
    noCertificate: 'This is no certificate: neither a JWS, nor JSON, nor a PDF.',
    noJws: 'This JSON has no member “jws”.',
    noneInPdf:
      'No certificate is embedded in this PDF. One that was printed or saved anew has lost it: use the original file.',
    severalInPdf: 'Several certificates are embedded in this PDF. Use the JWS itself.',
    noKeys: 'These are no public keys: a JSON Web Key Set with Ed25519 keys is needed.',
    notFetched: 'The keys could not be fetched. Choose a file or paste them.',
    missingCertificate: 'Give a certificate first.',
    missingKeys: 'Give the public keys first.',
    verdicts: {
      genuine: '✓ The certificate is genuine',
      false: '✗ The certificate is not genuine',
      unknown: '? The certificate could not be verified',
    },
    meanings: {
      genuine:
        'It says exactly what was signed with this key. What counts is the content below, also for a PDF whose pages may show something else. Whether a later issue supersedes it, only the installation can say.',
      form: 'It does not have the form of a JWS: something is missing, was added or was changed.',
      type: 'It was signed as something else than a certificate of Seibi.',
      key: 'None of these keys is the one that it names. Get the keys of the installation that issued it, older ones too.',
      signature: 'Its signature does not fit its content: one of them was changed, or another key made it.',
      canonical: 'It is signed, but its content does not have the form in which Seibi signs.',
    },
    checks: {
      form: 'It has the form of a signed certificate (JWS)',
      type: 'It was signed as a certificate, with Ed25519',
      key: 'The key that it names is among those given, by its thumbprint',
      signature: 'The signature fits the content',
      canonical: 'The content is canonical JSON (RFC 8785)',
    },
    states: { passed: '✓ Passed', failed: '✗ Failed', open: '– Not checked' },
    facts: {
      kind: 'Certificate',
      number: 'Number',
      issuedAt: 'Issued',
      supersedes: 'Supersedes',
      item: 'Item',
      serialNumber: 'Serial number',
      owningUnit: 'Owning unit',
      facility: 'Facility',
      order: 'Work order',
      activity: 'Work',
      discrepancy: 'Discrepancy',
      conditionCode: 'Condition code',
      finding: 'Finding',
      endedAt: 'Released or condemned',
      authorization: 'Authorization',
      signatures: 'Signatures',
      amendments: 'Amendments',
      chain: 'Head of the order’s chain',
      kid: 'Signed with the key',
    },
    kinds: { release: 'Release certificate', condemnation: 'Condemnation certificate' },
    findings: { beyond_repair: 'beyond repair', lost: 'lost', destroyed: 'destroyed' },
    event: (n) => `event ${n}`,
    superseded: 'superseded',
    zone: 'JST',
  },
  ja: {
    title: '証明書の検証',
    language: 'English',
    intro:
      'Seibiの出荷判定書・廃棄判定書が、署名された内容のままか、どの鍵で署名されたかを確認します。証明書と、それを発行した側の公開鍵が必要です。',
    offline:
      '検証はすべてこのブラウザー内で行います。ここに入れた内容はどこにも送信されず、検証時に通信も行いません。ページを開いた後は、ネットワークがなくても使えます。',
    unsupported:
      'この環境のブラウザーではEd25519の署名を検証できません。最新のブラウザーでhttps接続を使うか、コマンドで検証してください: npx seibi verify --certificate FILE --keys FILE',
    certificateHeading: '1. 証明書',
    certificateFile: '証明書のファイルを選ぶ',
    dropHint: 'または、ここにドロップしてください（JWS、「jws」を含むJSON、またはPDF）。',
    certificateText: 'または、本文を貼り付ける',
    keysHeading: '2. 公開鍵',
    keysIntro:
      '鍵の確かさは、入手元によって決まります。証明書と一緒に取得した鍵よりも、あらかじめ発行元から受け取った鍵のほうが確かです。',
    keysFile: '公開鍵のファイル（JWKS）を選ぶ',
    keysText: 'または、公開鍵を貼り付ける',
    keysFetch: 'このサーバーの公開鍵を取得する',
    verify: '検証する',
    factsHeading: '証明の内容',
    wholeHeading: '署名された内容の全文',
    legal: 'Seibiは事実を記録・確認するもので、法的な許可を与えるものではありません。',
    certificateRead: '証明書を読み取りました。',
    keysRead: (n) => `公開鍵を${n}個読み取りました。`,
    tooLarge: 'ファイルが大きすぎます。証明書ではありません。',
    noCertificate: '証明書ではありません（JWS、JSON、PDFのいずれでもありません）。',
    noJws: 'このJSONには「jws」がありません。',
    noneInPdf: 'このPDFには証明書が埋め込まれていません。印刷や保存し直しで失われます。元のファイルを使ってください。',
    severalInPdf: 'このPDFには複数の証明書が埋め込まれています。JWSそのものを使ってください。',
    noKeys: '公開鍵ではありません。Ed25519の鍵を含むJSON Web Key Setが必要です。',
    notFetched: '公開鍵を取得できませんでした。ファイルを選ぶか、貼り付けてください。',
    missingCertificate: '先に証明書を入れてください。',
    missingKeys: '先に公開鍵を入れてください。',
    verdicts: {
      genuine: '✓ 真正な証明書です',
      false: '✗ 真正な証明書ではありません',
      unknown: '? 検証できませんでした',
    },
    meanings: {
      genuine:
        'この鍵で署名された内容のままです。PDFの紙面の表示にかかわらず、下に示す内容が署名の対象です。後の版に置き換えられていないかは、発行元だけが確認できます。',
      form: 'JWSの形式ではありません。欠落、追加、または変更があります。',
      type: 'Seibiの証明書として署名されたものではありません。',
      key: '証明書が示す鍵は、入力された公開鍵の中にありません。発行元の公開鍵（以前のものを含む）を入手してください。',
      signature: '署名が内容と一致しません。どちらかが変更されたか、別の鍵で作られています。',
      canonical: '署名はありますが、内容がSeibiの署名する形式になっていません。',
    },
    checks: {
      form: '署名付き証明書（JWS）の形式である',
      type: '証明書としてEd25519で署名されている',
      key: '示された鍵が、入力された公開鍵の中にある（鍵の指紋で照合）',
      signature: '署名が内容と一致する',
      canonical: '内容が正規化されたJSON（RFC 8785）である',
    },
    states: { passed: '✓ 合格', failed: '✗ 不合格', open: '－ 未確認' },
    facts: {
      kind: '証明書',
      number: '番号',
      issuedAt: '発行日時',
      supersedes: '置き換えた版',
      item: '個体',
      serialNumber: '製造番号',
      owningUnit: '所有部隊',
      facility: '修理施設',
      order: '作業指示書',
      activity: '作業',
      discrepancy: '不具合',
      conditionCode: '状態区分',
      finding: '判定',
      endedAt: '引渡し・廃棄判定の日時',
      authorization: '輸出許可等',
      signatures: '署名',
      amendments: '修正',
      chain: '作業指示書の連鎖の先頭',
      kid: '署名した鍵',
    },
    kinds: { release: '出荷判定書', condemnation: '廃棄判定書' },
    findings: { beyond_repair: '修理不能', lost: '亡失', destroyed: '滅失' },
    event: (n) => `事象${n}`,
    superseded: '失効',
    zone: '日本時間',
  },
};

const activities = {
  inspection: { en: 'inspection', ja: '検査' },
  test: { en: 'test', ja: '試験' },
  calibration: { en: 'calibration', ja: '校正' },
  repair: { en: 'repair', ja: '修理' },
  replacement: { en: 'replacement', ja: '交換' },
  overhaul: { en: 'overhaul', ja: 'オーバーホール' },
  modification: { en: 'modification', ja: '改造' },
};

// ---- the page -----------------------------------------------------------------------------------------------------------

const at = (id) => document.getElementById(id);
const state = { language: 'en', certificate: null, keys: null, said: {}, result: null };

function show() {
  const { language } = state;
  const said = words[language];
  document.documentElement.lang = language;
  document.title = `Seibi – ${said.title}`;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = said[element.dataset.text];
  at('language').textContent = said.language;
  at('language').lang = language === 'en' ? 'ja' : 'en';
  at('unsupported').textContent = said.unsupported;
  for (const place of ['certificate', 'keys']) {
    const told = state.said[place];
    const sentence = told ? said[told.words] : '';
    at(`${place}-state`).textContent = typeof sentence === 'function' ? sentence(told.count) : sentence;
  }
  showResult(said);
}

function showResult(said) {
  const { result } = state;
  at('result').hidden = result === null;
  if (result === null) return;
  at('result').dataset.verdict = result.verdict;
  at('verdict').textContent = said.verdicts[result.verdict];
  at('meaning').textContent = said.meanings[result.reason ?? 'genuine'];
  at('checks').replaceChildren(
    ...CHECKS.map((check) => {
      const outcome = result.passed.includes(check) ? 'passed' : check === result.reason ? 'failed' : 'open';
      return element('li', `${said.states[outcome]}: ${said.checks[check]}`);
    }),
  );
  at('certificate').hidden = result.content === null;
  if (result.content === null) return;
  at('facts').replaceChildren(
    ...factsOf(result.content, result.kid, said).flatMap(([name, ...values]) => {
      const shown = values.filter(Boolean);
      if (shown.length === 0) return [];
      return [element('dt', said.facts[name]), ...[element('dd', ...shown)]];
    }),
  );
  at('whole').textContent = JSON.stringify(result.content, null, 2);
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** A text that people wrote, in the language of the page or else in the one it has, marked as such. */
function textOf(text) {
  if (!text) return null;
  if (typeof text === 'string') return text;
  const own = text[state.language];
  if (own !== undefined) return own;
  const other = state.language === 'en' ? 'ja' : 'en';
  if (text[other] === undefined) return null;
  const span = element('span', text[other]);
  span.lang = other;
  return span;
}

function instantOf(instant, said) {
  const time = Date.parse(instant ?? '');
  if (Number.isNaN(time)) return null;
  return `${new Date(time + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')} (${said.zone})`;
}

// What a certificate says first. Members that are not there are left out: a later version may have others.
function factsOf(content, kid, said) {
  const { order = {}, item = {}, facility = {}, authorization, supersedes, chain } = content;
  const signatures = Array.isArray(content.signatures) ? content.signatures : [];
  const amendments = Array.isArray(content.amendments) ? content.amendments : [];
  return [
    ['kind', said.kinds[content.kind] ?? content.kind],
    ['number', content.number],
    ['issuedAt', instantOf(content.issuedAt, said)],
    ['supersedes', supersedes?.number],
    ['item', item.designation && `${item.designation} `, textOf(item.nomenclature)],
    ['serialNumber', item.serialNumber],
    ['owningUnit', item.owningUnit],
    ['facility', facility.code && `${facility.code} `, textOf(facility.name)],
    ['order', order.number],
    ['activity', textOf(activities[order.activity] ?? order.activity)],
    ['discrepancy', textOf(order.discrepancy)],
    ['conditionCode', order.conditionCode],
    ['finding', said.findings[order.finding] ?? order.finding],
    ['endedAt', instantOf(order.endedAt, said)],
    ['authorization', authorization && `${authorization.number} (${authorization.issuer})`],
    ['signatures', ...signatures.map((signature) => signatureOf(signature, said))],
    [
      'amendments',
      ...amendments.map((a) => element('div', textOf(a.reason) ?? '', ` ${instantOf(a.signedAt, said) ?? ''}`)),
    ],
    ['chain', chain && `${said.event(chain.sequence)}, SHA-256 ${chain.sha256}`],
    ['kid', kid],
  ];
}

function signatureOf({ signer, meaning, signedAt, supersededAt }, said) {
  const line = element('div', textOf(signer?.name) ?? '', ` – ${instantOf(signedAt, said) ?? ''}`);
  if (supersededAt) line.append(` (${said.superseded})`);
  line.append(element('br'), textOf(meaning) ?? '');
  return line;
}

const turns = { certificate: 0, keys: 0 };

// Of several that are read at once only the last counts.
async function take(place, read) {
  const turn = ++turns[place];
  state.result = null;
  try {
    const taken = await read();
    if (turn !== turns[place]) return;
    state[place] = taken;
    const count = place === 'keys' ? state.keys.length : 1;
    state.said[place] = { words: place === 'keys' ? 'keysRead' : 'certificateRead', count };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (turn !== turns[place]) return;
    state[place] = null;
    state.said[place] = { words: error.message };
  }
  show();
}

function forget(place) {
  turns[place] += 1;
  state[place] = null;
  state.result = null;
  delete state.said[place];
  show();
}

const takeCertificate = (bytes) => take('certificate', () => jwsIn(bytes));
const takeKeys = (text) => take('keys', () => keysIn(text));

async function takeFile(place, file) {
  if (!file) return;
  if (file.size > LARGEST_FILE) return await take(place, () => Promise.reject(new Refusal('tooLarge')));
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (place === 'keys') {
    at('keys-text').value = utf8(bytes) ?? '';
    return await takeKeys(at('keys-text').value);
  }
  await takeCertificate(bytes);
  at('certificate-text').value = state.certificate ?? '';
}

async function fetchKeys() {
  const answer = await fetch('/v1/audit/keys', { headers: { accept: 'application/json' } }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  if (text === null) return await take('keys', () => Promise.reject(new Refusal('notFetched')));
  at('keys-text').value = text;
  await takeKeys(text);
}

async function verifyNow() {
  for (const [place, missing] of [
    ['certificate', 'missingCertificate'],
    ['keys', 'missingKeys'],
  ]) {
    if (state[place] !== null) continue;
    state.said[place] ??= { words: missing };
    show();
    at(`${place}-text`).focus();
    return;
  }
  state.result = await verify(state.certificate, state.keys);
  show();
  at('result').focus();
}

function acceptDrops(place) {
  const target = at(`${place}-drop`);
  for (const type of ['dragenter', 'dragover'])
    target.addEventListener(type, (event) => {
      event.preventDefault();
      target.classList.add('over');
    });
  for (const type of ['dragleave', 'drop']) target.addEventListener(type, () => target.classList.remove('over'));
  target.addEventListener('drop', (event) => {
    event.preventDefault();
    takeFile(place, event.dataTransfer?.files[0]);
  });
  at(`${place}-file`).addEventListener('change', (event) => takeFile(place, event.target.files[0]));
}

function typed(place, read) {
  at(`${place}-text`).addEventListener('input', (event) => {
    const text = event.target.value.trim();
    if (text === '') forget(place);
    else read(text);
  });
}

async function begin() {
  state.language = navigator.language.startsWith('ja') ? 'ja' : 'en';
  at('language').addEventListener('click', () => {
    state.language = state.language === 'en' ? 'ja' : 'en';
    show();
  });
  for (const place of ['certificate', 'keys']) acceptDrops(place);
  // What is dropped beside its place must not take the page away.
  for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());
  typed('certificate', (text) => takeCertificate(new TextEncoder().encode(text)));
  typed('keys', takeKeys);
  at('keys-fetch').addEventListener('click', fetchKeys);
  at('verify').addEventListener('click', verifyNow);
  show();
  if (await knowsEd25519()) return;
  at('unsupported').hidden = false;
  at('verify').disabled = true;
}

begin();
