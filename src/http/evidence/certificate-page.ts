// The page of a certificate: the same sheet as its PDF, to print or to read, with nothing that runs.

import { Html, html, pageOf } from '../paper/html.ts';
import { LOOK } from '../paper/look.ts';
import { qrCode } from '../paper/qr.ts';
import type { Block, Cell, Label, Said, Sheet } from '../paper/sheet.ts';
import type { Document } from '../route.ts';

const STYLE = `${LOOK}
@page{size:A4;margin:12mm}
body{margin:0 auto;padding:8mm 10mm;max-width:210mm;font-size:14px;line-height:1.5;letter-spacing:.01em;background:var(--surface)}
header{display:flex;gap:6mm;justify-content:space-between;align-items:flex-start;border-bottom:2px solid var(--accent);padding-bottom:4mm}
h1{font-size:20px;margin:0;font-weight:700}
h1 b{display:block;font-size:28px;line-height:1.3}
h2{font-size:18px;margin:8mm 0 2mm;break-after:avoid}
.other{font-weight:400;color:var(--ink-soft);font-size:14px}
.notice{margin:3mm 0 0;padding:2mm 3mm;border:1px solid var(--bad-line);border-left-width:6px;border-radius:4px;background:var(--bad-soft);color:var(--bad);font-weight:700}
svg{width:34mm;height:34mm;flex:none;padding:2mm;border-radius:4px;background:#fff}
dl{display:grid;grid-template-columns:1fr 1fr;margin:4mm 0 0;border:1px solid var(--line-strong);border-width:1px 0 0 1px}
dl div{border:1px solid var(--line-strong);border-width:0 1px 1px 0;padding:1mm 2mm}
dt{color:var(--ink-soft)}
dd{margin:0;font-weight:700}
p{margin:0;white-space:pre-wrap}
table{border-collapse:collapse;width:100%;table-layout:fixed}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{border:1px solid var(--line-strong);padding:1mm 2mm;text-align:left;vertical-align:top}
th{background:var(--sunken);font-weight:700}
th .other{display:block}
footer{margin-top:8mm;border-top:1px solid var(--line-strong);padding-top:2mm;color:var(--ink-soft)}
@media (max-width:600px){body{padding:16px 12px}table{display:block;overflow-x:auto}table>*{min-width:620px;display:table;width:100%;table-layout:fixed}dl{grid-template-columns:1fr}}
@media print{body{padding:0;max-width:none}}
`;

/** The page of a sheet, with headers of its answer. */
export function certificatePage(sheet: Sheet, headers: Readonly<Record<string, string>>): Document {
  const { language, title, number, code, notice, blocks, foot } = sheet;
  const body = html`<header>
<div>
<h1>${labelled(title)}<b>${number}</b></h1>
${notice.map((said) => html`<p class="notice">${said.text}</p>`)}
</div>
${qrCode(code, number)}
</header>
<main>
${blocks.map(blockOf)}
</main>
<footer>${paragraphs(foot)}</footer>`;
  return pageOf(language, `${title.first.text} ${number}`, STYLE, body, { headers });
}

function blockOf(block: Block): Html {
  if (block.kind === 'facts')
    return html`<dl>
${block.facts.map(
  ({ label, value }) => html`<div><dt>${labelled(label)}</dt><dd>${paragraphs(value)}</dd></div>
`,
)}</dl>`;
  const sum = block.columns.reduce((total, column) => total + column.width, 0);
  return html`<h2>${labelled(block.title)}</h2>
<table>
<colgroup>${block.columns.map((column) => html`<col width="${Math.round((column.width / sum) * 100)}%">`)}</colgroup>
<thead><tr>${block.columns.map((column) => html`<th>${labelled(column.label)}</th>`)}</tr></thead>
<tbody>
${block.rows.map(
  (row) => html`<tr>${row.map((cell) => html`<td>${paragraphs(cell)}</td>`)}</tr>
`,
)}</tbody>
</table>`;
}

function labelled({ first, second }: Label): Html {
  return first.text === second.text
    ? html`${first.text}`
    : html`${first.text} <span class="other"${langOf(second)}>${second.text}</span>`;
}

function paragraphs(cell: Cell): Html {
  return html`${cell.map((said) => html`<p${langOf(said)}>${said.text}</p>`)}`;
}

function langOf({ language }: Said): Html | null {
  return language === null ? null : new Html(` lang="${language}"`);
}
