// /verify: the public page on which anyone checks a certificate in their own browser.
import { readFileSync } from 'node:fs';
import { Document, defineRoute } from '../route.ts';

// Script and style of our own and nothing else; the one thing it may ask for is the keys of this service. Its icon is an empty `data:`.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function fileOf(name: string, type: string): () => Promise<Document> {
  let text: string | null = null;
  return async () => {
    text ??= readFileSync(new URL(`../../web/verify/${name}`, import.meta.url), 'utf8');
    return new Document(`${type}; charset=utf-8`, text, { 'content-security-policy': POLICY });
  };
}

const common = { method: 'GET', tag: 'Verification', roles: 'public', example: {} } as const;

export const verifyPageRoutes = [
  defineRoute({
    ...common,
    operationId: 'verifyPage',
    path: '/verify',
    summary: 'Verify a certificate in the browser',
    description:
      'A page on which anyone checks a certificate (JWS, JSON or PDF) against public keys, in English or Japanese. Nothing that is put on it leaves the browser, and it works on when the network is gone.',
    pages: true,
    answer: { status: 200, types: ['text/html'] },
    handle: fileOf('verify.html', 'text/html'),
  }),
  defineRoute({
    ...common,
    operationId: 'verifyPageScript',
    path: '/verify/verify.js',
    summary: 'The script of the page',
    description: 'Everything the page does, to be read by whoever relies on it.',
    answer: { status: 200, types: ['text/javascript'] },
    handle: fileOf('verify.js', 'text/javascript'),
  }),
  defineRoute({
    ...common,
    operationId: 'verifyPageStyle',
    path: '/verify/verify.css',
    summary: 'The style of the page',
    description: 'How the page looks.',
    answer: { status: 200, types: ['text/css'] },
    handle: fileOf('verify.css', 'text/css'),
  }),
];
