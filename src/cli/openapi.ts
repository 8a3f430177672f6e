// The OpenAPI document as a file: written from the routes, or compared with them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routes } from '../app.ts';
import { VERSION } from '../config.ts';
import { openapiDocument } from '../http/openapi.ts';
import type { Terminal } from './terminal.ts';

// The same from src/cli and from dist/cli.
const documentFile = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url));

/** The document as the file holds it. */
export function openapiText(): string {
  return `${JSON.stringify(openapiDocument(routes, VERSION), null, 2)}\n`;
}

/** Writes the file, or with `check` answers 1 when it differs from the routes. */
export async function openapi(check: boolean, { out, err }: Terminal, file = documentFile): Promise<number> {
  const text = openapiText();
  if (!check) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    out(`Wrote ${file}.\n`);
    return 0;
  }
  if (readOrNull(file) === text) {
    out(`${file} is what the routes say.\n`);
    return 0;
  }
  err(`${file} is not what the routes say. Write it anew: npx seibi openapi\n`);
  return 1;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
