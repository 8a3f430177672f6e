// The OpenAPI document and the schema of certificates as files: written from the routes, or compared with them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routes } from '../app.ts';
import { VERSION } from '../config.ts';
import { certificateSchema } from '../http/evidence/certificates.ts';
import { openapiDocument } from '../http/openapi.ts';
import type { Terminal } from './terminal.ts';

// The same from src/cli and from dist/cli.
const documentFile = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url));

/** The document as the file holds it. */
function openapiText(): string {
  return `${JSON.stringify(openapiDocument(routes, VERSION), null, 2)}\n`;
}

/** The schema of certificates as its file holds it. */
function certificateSchemaText(): string {
  return `${JSON.stringify(certificateSchema(), null, 2)}\n`;
}

/** Writes the files, the schema of certificates beside the document, or with `check` answers 1 when one differs from the routes. */
export async function openapi(check: boolean, { out, err, result }: Terminal, file = documentFile): Promise<number> {
  const files = [
    { path: file, text: openapiText() },
    { path: join(dirname(file), 'release-certificate.schema.json'), text: certificateSchemaText() },
  ];
  let differing = 0;
  for (const { path, text } of files) {
    if (!check) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      out(`Wrote ${path}.\n`);
    } else if (readOrNull(path) === text) out(`${path} is what the routes say.\n`);
    else {
      differing = 1;
      err(`${path} is not what the routes say. Write it anew: npx seibi openapi\n`);
    }
  }
  result({ files: files.map(({ path }) => path), isCurrent: differing === 0 });
  return differing;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
