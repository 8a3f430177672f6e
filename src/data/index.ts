// Data shipped with Seibi: standards, equivalences and code tables, read once and checked on the way in.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type CodeTable, codeTable } from '../domain/orders/codes.ts';
import { type EquivalenceInput, equivalenceInput } from '../domain/registers/equivalence.ts';
import { type ForeignYardRule, foreignYardRule } from '../domain/registers/foreign-yard.ts';
import { standardInput } from '../domain/registers/standard.ts';

type StandardInput = z.infer<typeof standardInput>;

/** The standards a new database begins with, as an administrator would enter them. */
export const shippedStandards = once((): readonly StandardInput[] =>
  z.array(standardInput).parse(read(new URL('./standards.json', import.meta.url))),
);

/** The equivalences a new database begins with; each names standards of `shippedStandards`. */
export const shippedEquivalences = once((): readonly EquivalenceInput[] =>
  z.array(equivalenceInput).parse(read(new URL('./equivalences.json', import.meta.url))),
);

/** The field's code tables; what nobody checked against its source is marked so. */
export const codeTables = once((): readonly CodeTable[] =>
  z.array(codeTable).parse(read(new URL('./code-tables.json', import.meta.url))),
);

/** The rule that the setting FOREIGN_YARD_RULE switches on. */
export const shippedForeignYardRule = once(
  (): ForeignYardRule => foreignYardRule.parse(read(new URL('./foreign-yard-rule.json', import.meta.url))),
);

function read(file: URL): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
