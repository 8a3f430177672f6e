// QR codes as pictures in a page.
import { createRequire } from 'node:module';
import { type Html, html } from './html.ts';

// Loaded with the first code: a start does not wait for it.
const load = createRequire(import.meta.url);

/** A QR code as one path, with the quiet zone that ISO/IEC 18004 asks for: four modules. */
export function qrCode(content: string, name: string): Html {
  const { create } = load('qrcode') as typeof import('qrcode');
  const { modules } = create(content, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  let path = '';
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) if (modules.get(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  const side = size + 8;
  return html`<svg viewBox="0 0 ${side} ${side}" role="img" aria-label="QR ${name}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path d="${path}"/></svg>`;
}
