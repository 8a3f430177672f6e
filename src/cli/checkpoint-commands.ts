// The commands about checkpoints: written as files, for somebody else to keep.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSettings } from '../config.ts';
import { readKeySet } from '../domain/evidence/jws.ts';
import { readPublicKeys } from '../keys/signing-keys.ts';
import { checkpointsAfter } from '../storage/evidence/log.ts';
import { withExisting } from './database-commands.ts';
import { CommandFailed, type Terminal, UsageFault } from './terminal.ts';

/**
 * Writes every checkpoint that is not there yet into a folder, and the public keys beside them. What is there is never written over: when it
 * differs, the history was changed since, and the answer is 1.
 */
export async function exportCheckpoints(to: unknown, { environment, out, err, result }: Terminal): Promise<number> {
  if (typeof to !== 'string' || to === '')
    throw new UsageFault('--to is missing: the folder to write the checkpoints to');
  const settings = readSettings(environment);
  const folder = resolve(to);
  const keys = readPublicKeys(settings.signingKeys);
  return await withExisting(settings, async (database) => {
    makeFolder(folder);
    const kept = keysKept(folder);
    const lost = kept.find((kid) => !keys.some((key) => key.kid === kid));
    if (lost !== undefined) {
      err(
        `${join(folder, 'keys.json')}: key ${lost} is not in ${resolve(settings.signingKeys)} any more. Nothing was written.\n`,
      );
      return 1;
    }
    write(join(folder, 'keys.json'), `${JSON.stringify({ keys }, null, 2)}\n`);
    let [written, there] = [0, 0];
    let last: number | null = null;
    for (;;) {
      const checkpoints = await database.read((tx) => checkpointsAfter(tx, last));
      if (checkpoints.length === 0) break;
      for (const { n, jws } of checkpoints) {
        const file = join(folder, `checkpoint-${String(n).padStart(6, '0')}.jws`);
        if (!existsSync(file)) {
          write(file, jws);
          written += 1;
        } else if (readFileSync(file, 'utf8') === jws) {
          there += 1;
        } else {
          err(
            `${file}: the database holds another checkpoint ${n} now. Keep both, and run \`npx seibi verify --checkpoint ${file} --keys ${join(folder, 'keys.json')}\`.\n`,
          );
          return 1;
        }
        last = n;
      }
    }
    out(`${folder} holds ${written + there} checkpoints, ${written} of them new, and the keys that verify them.\n`);
    result({ folder, checkpoints: written + there, written });
    return 0;
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new CommandFailed(`${folder} cannot be made: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function keysKept(folder: string): string[] {
  const file = join(folder, 'keys.json');
  if (!existsSync(file)) return [];
  const keys = readKeySet(readFileSync(file, 'utf8'));
  if (!keys) throw new CommandFailed(`${file} is no set of keys, and is not written over. Name another folder.`);
  return keys.map((key) => key.kid);
}

// Whole at once: a file that is there is a file that was written to its end.
function write(file: string, text: string): void {
  writeFileSync(`${file}.writing`, text);
  renameSync(`${file}.writing`, file);
}
