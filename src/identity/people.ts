// Whom a claim speaks of: the value is a person's id, or is mapped to one by a file of the operator's.
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { SettingsFault } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { id } from '../domain/values.ts';
import type { Identified } from '../usecases/access/identity.ts';

const fileSchema = z.record(z.string().min(1), id);

/** The mapping in a file. Rejects, saying why, when it can't be read or is none. */
export async function readPeopleFile(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new Error(`${path} cannot be read: ${cause.message}`, { cause });
  });
  let content: unknown;
  try {
    // Editors on Windows begin a file with a byte order mark.
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new Error(`${path} is not JSON`, { cause });
  }
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  const places = parsed.error.issues.map(({ path: at }) => at.join('.') || 'it').join(', ');
  throw new Error(`${path} must be { "<value of the claim>": "<id of the person>" }; wrong: ${places}`);
}

/** From the claims of a token to a person. */
export class People {
  readonly claim: string;
  private readonly file: string | null;
  private readonly report: (error: unknown) => void;
  private known: { version: string; people: ReadonlyMap<string, string> } | null = null;
  private refused: string | null = null;

  /** `file` null: the value of the claim is the person's id. `report` hears of a file that can't be used, once a version. */
  constructor(claim: string, file: string | null, report: (error: unknown) => void) {
    this.claim = claim;
    this.file = file;
    this.report = report;
  }

  /** Raises SettingsFault when there is a file and it can't be used. */
  async check(): Promise<void> {
    if (this.file === null) return;
    await readPeopleFile(this.file).catch((error: Error) => {
      throw new SettingsFault([{ name: 'OIDC_PEOPLE', reason: error.message }]);
    });
  }

  /** Whom the claims speak of. Raises service.unavailable while the file can't be used: nobody comes in by a mapping that may be withdrawn. */
  async identify(claims: Readonly<Record<string, unknown>>): Promise<Identified> {
    const value = this.valueIn(claims);
    if (value === null) return { claim: this.claim, value, personId: null };
    const personId = this.file === null ? idIn(value) : ((await this.mapping(this.file)).get(value) ?? null);
    return { claim: this.claim, value, personId };
  }

  // An address that its provider has not verified may be anybody's. Source: OpenID Connect Core 1.0, 5.7.
  private valueIn(claims: Readonly<Record<string, unknown>>): string | null {
    const value = Object.hasOwn(claims, this.claim) ? claims[this.claim] : undefined;
    if (this.claim === 'email' && claims.email_verified === false) return null;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    return typeof value === 'string' && value !== '' && value.length <= 1000 ? value : null;
  }

  private async mapping(file: string): Promise<ReadonlyMap<string, string>> {
    const version = await versionOf(file);
    if (this.known?.version === version) return this.known.people;
    try {
      const people = await readPeopleFile(file);
      this.known = { version, people };
      return people;
    } catch (error) {
      if (this.refused !== version) this.report(error);
      this.refused = version;
      throw new Problem('service.unavailable');
    }
  }
}

function idIn(value: string): string | null {
  return id.safeParse(value).success ? value : null;
}

// A file put in the place of another has another number; one written over, another time or size.
async function versionOf(file: string): Promise<string> {
  try {
    const { ino, mtimeMs, ctimeMs, size } = await stat(file);
    return [ino, mtimeMs, ctimeMs, size].join();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}
