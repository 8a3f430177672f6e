// Pages: a template tag that escapes by construction, and the frame that every page shares.
import { createHash } from 'node:crypto';
import type { Language } from '../../domain/evidence/signature.ts';
import { Document } from '../route.ts';

/** Markup that is safe to send: made by `html` alone, so text can't pass for it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Slot = Html | string | number | null | undefined | readonly Slot[];

/** A template whose slots are escaped; `Html` goes in as it is, lists one after the other, nothing for null. */
export function html(parts: TemplateStringsArray, ...slots: Slot[]): Html {
  return new Html(parts.map((part, index) => (index === 0 ? part : written(slots[index - 1]) + part)).join(''));
}

function written(slot: Slot): string {
  if (slot === null || slot === undefined) return '';
  if (slot instanceof Html) return slot.text;
  if (typeof slot === 'object') return slot.map(written).join('');
  return String(slot).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

export interface PageOptions {
  /** A path of ours that the page goes on to by itself. It begins with a slash, so that no quote can end it. */
  next?: string;
  headers?: Readonly<Record<string, string | string[]>>;
}

/**
 * A whole page: no script, nothing from elsewhere, and of styles only this one (the policy names its hash).
 * `style` is written by us, never by people.
 */
export function pageOf(language: Language, title: string, style: string, body: Html, more: PageOptions = {}): Document {
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${new Html(style)}</style>
${more.next === undefined ? null : html`<meta http-equiv="refresh" content="0; url=${more.next}">`}
</head>
<body>
${body}
</body>
</html>
`;
  const hash = createHash('sha256').update(style).digest('base64');
  return new Document('text/html; charset=utf-8', page.text, {
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    ...more.headers,
  });
}
