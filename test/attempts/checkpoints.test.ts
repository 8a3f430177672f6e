// Attempts on the log and its checkpoints by somebody who owns the database: every one is named, and a whole new history is caught by what others kept.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, readCheckpoint } from '../../src/domain/evidence/checkpoint.ts';
import { sha256 } from '../../src/domain/evidence/evidence.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { keepEvidence, rewriteLog, rewriteOrder } from '../support/evidence.ts';
import { type Plant, startPlant } from '../support/plant.ts';

let plant: Plant;
let order: string;
let pinned: Checkpoint;
beforeAll(async () => {
  plant = await startPlant();
  ({ id: order } = await plant.orderIn('released'));
  await plant.send('admin', 'POST', '/v1/audit/checkpoints');
  await plant.orderIn('in_work');
  plant.clock.advance({ hours: 1 });
  const { jws } = await plant.send('admin', 'POST', '/v1/audit/checkpoints');
  const read = readCheckpoint(jws, plant.app.services.keys.publicKeys());
  if ('fault' in read) throw new Error(read.fault.message.en);
  pinned = read.checkpoint;
  plant.clock.advance({ hours: 1 });
  await plant.draft();
  await plant.send('admin', 'POST', '/v1/audit/checkpoints');
  // What waits for the next one.
  await plant.draft();
});
afterAll(() => plant.close());

const keys = () => plant.app.services.keys;
const verify = (against?: Checkpoint) =>
  verifyEverything({ database: plant.app.database, keys: keys(), ...(against ? { pinned: against } : {}) });

/** What verification says after these statements, with and without the kept checkpoint; all is as before afterwards. */
async function foundAfter(...statements: [string, unknown[]?][]) {
  const undo = await keepEvidence(plant.app.place);
  try {
    for (const [statement, values] of statements)
      expect(await plant.app.place.raw(`${statement} returning 1 as changed`, values), statement).not.toEqual([]);
    return { alone: (await verify()).fault, pinned: (await verify(pinned)).fault };
  } finally {
    await undo();
  }
}

describe('the database itself refuses', () => {
  it.each([
    ["update log_entries set sha256 = 'x'", 'a log entry is never changed'],
    ['delete from log_entries', 'a log entry is never deleted'],
    ["update log_nodes set sha256 = 'x'", 'a log node is never changed'],
    ['delete from log_nodes', 'a log node is never deleted'],
    ["update checkpoints set jws = 'x'", 'a checkpoint is never changed'],
    ['delete from checkpoints where n = 3', 'a checkpoint is never deleted'],
    ['update unlogged_events set sequence = 9', 'an event that waits for the log is never changed'],
    ['delete from unlogged_events', 'an event waits until the log has it'],
    [
      "insert into log_entries (position, kind, record_id, sequence, sha256, leaf_sha256) values (100000, 'order', 'x', 1, 'x', 'x')",
      'the log grows at its end',
    ],
    [
      "insert into checkpoints (n, size, root_sha256, previous_sha256, issued_at, content, sha256, kid, jws) values (9, 1, 'x', 'x', '2026-12-01T00:00:00.000Z', 'x', 'x', 'x', 'x')",
      'a checkpoint follows the one before',
    ],
  ])('%s', async (statement, message) => {
    await expect(plant.app.place.raw(statement)).rejects.toThrow(message);
  });
});

describe('verification', () => {
  it('finds nothing wrong with what was written, alone and against a kept checkpoint', async () => {
    const found = await verify(pinned);
    expect(found).toMatchObject({ fault: null, orders: 4, checkpoints: 3 });
    expect(found.entries).toBeGreaterThan(pinned.size);
    expect(await verify()).toEqual(found);
  });

  it('names an event that was changed, and one that was taken away', async () => {
    const changed = await foundAfter([
      `update events set canonical = replace(canonical, '"sequence":3', '"sequence":3 ') where sequence = 3 and work_order_id = '${order}'`,
    ]);
    expect(changed.alone?.message.en).toBe('event 3 was changed');
    expect(changed.pinned).toMatchObject({
      about: expect.stringMatching(/^log entry \d+$/),
      message: { en: `event 3 of work order ${order} is not what it was when the log took it` },
    });
    const gone = await foundAfter([`delete from events where sequence = 4 and work_order_id = '${order}'`]);
    expect(gone.alone?.message.en).toBe('event 4 is missing');
    expect(gone.pinned?.message.en).toBe(`event 4 of work order ${order} is missing`);
  });

  it('names an event that was kept from the log', async () => {
    const { alone } = await foundAfter(['delete from unlogged_events']);
    expect(alone).toMatchObject({
      about: 'the log',
      message: { en: expect.stringContaining('some were kept from it') },
    });
  });

  it('names what was cut off the end of the log, nodes and checkpoints with it', async () => {
    const at = pinned.size - 3;
    const { pinned: found } = await foundAfter(
      [`delete from log_entries where position >= ${at}`],
      [`delete from log_nodes where ("index" + 1) * (1 << level) > ${at}`],
      [`delete from checkpoints where size > ${at}`],
    );
    expect(found).toMatchObject({
      about: 'the checkpoint given (2)',
      message: { en: expect.stringContaining(`has only ${at} of the ${pinned.size} entries`) },
    });
  });

  it('catches a whole new history by what somebody else kept: without that it is perfect', async () => {
    const undo = await keepEvidence(plant.app.place);
    try {
      await rewriteOrder(plant.app.place, order, 5, (event) => {
        event.data = { ...event.data, reason: { en: 'It never happened so' } };
      });
      await rewriteLog(plant.app);
      expect((await verify()).fault).toBeNull();
      expect((await verify(pinned)).fault).toMatchObject({
        about: 'the checkpoint given (2)',
        message: { en: expect.stringContaining('the log was rewritten with them') },
      });
    } finally {
      await undo();
    }
    expect((await verify(pinned)).fault).toBeNull();
  });

  it('catches another order of the log, and another checkpoint of the same number', async () => {
    const undo = await keepEvidence(plant.app.place);
    try {
      for (const [from, to] of [
        [7, -1],
        [8, 7],
        [-1, 8],
      ])
        await plant.app.place.raw(`update log_entries set position = ${to} where position = ${from}`);
      await rewriteLog(plant.app);
      expect((await verify()).fault).toBeNull();
      expect((await verify(pinned)).fault?.message.en).toContain('put in another order');
    } finally {
      await undo();
    }
    const again = await keepEvidence(plant.app.place);
    try {
      await plant.app.place.raw("update checkpoints set issued_at = '2026-12-01T00:00:00.000Z' where n = 2");
      await rewriteLog(plant.app);
      expect((await verify()).fault).toBeNull();
      expect((await verify(pinned)).fault?.message.en).toContain('two histories were told (a fork)');
    } finally {
      await again();
    }
  });

  it('catches a checkpoint that another key signed, and one that moved', async () => {
    const { alone } = await foundAfter([
      'update checkpoints set jws = (select jws from checkpoints where n = 1) where n = 3',
    ]);
    expect(alone).toMatchObject({ about: 'checkpoint 3', message: { en: 'its JWS holds something else' } });
    const [last] = await plant.app.place.raw('select max(n) as n from checkpoints');
    const gone = await foundAfter(['delete from checkpoints where n = 2']);
    expect(gone.alone).toMatchObject({ about: 'checkpoint 3', message: { en: 'checkpoint 2 is missing before it' } });
    expect(Number(last?.n)).toBe(3);
    const stranger = { database: plant.app.database, keys: { publicKeys: () => [] } };
    expect((await verifyEverything({ ...stranger, pinned })).fault?.message.en).toBe(
      'none of the keys given signed it',
    );
    expect((await verifyEverything(stranger)).fault?.message.en).toMatch(
      /^certificate .* no key of this installation signed it$/,
    );
  });

  it('names every byte that is flipped, in any event, signature, certificate, log entry, node or checkpoint', async () => {
    const { place } = plant.app;
    const undo = await keepEvidence(place);
    const rows: { table: string; key: string; row: Record<string, unknown> }[] = [];
    for (const [table, ...keyNames] of [
      ['events', 'work_order_id', 'sequence'],
      ['register_events', 'record_id', 'sequence'],
      ['signatures', 'id'],
      ['certificates', 'id'],
      ['log_entries', 'position'],
      ['log_nodes', 'level', 'index'],
      ['checkpoints', 'n'],
      ['unlogged_events', 'record_id', 'sequence'],
    ] as const) {
      for (const row of await place.raw(`select * from ${table}`))
        rows.push({ table, key: keyNames.map((name) => `"${name}" = '${row[name]}'`).join(' and '), row });
    }
    // The text that an engine keeps, and columns that are the same in both.
    const columnsOf = ({ row }: (typeof rows)[number]) =>
      Object.entries(row).filter(
        ([name, value]) =>
          typeof value === 'string' && /sha256|canonical|content|jws|kid|record_id|actor_id|signer/.test(name),
      ) as [string, string][];
    const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'x' ? 'y' : 'x') + text.slice(at + 1);
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.nat(),
          fc.nat(),
          fc.constantFrom(...new Set(rows.map((one) => one.table))),
          async (some, column, place_, table) => {
            const of = rows.filter((one) => one.table === table);
            const one = of[some % of.length];
            const columns = one ? columnsOf(one) : [];
            const [name, before] = columns[column % columns.length] ?? [];
            if (!one || name === undefined || before === undefined) throw new Error(`nothing to flip in ${table}`);
            const changed = flip(before, place_ % before.length);
            const where = one.key.includes(`"${name}"`)
              ? one.key.replace(`"${name}" = '${before}'`, `"${name}" = '${changed}'`)
              : one.key;
            await place.raw(`update ${table} set "${name}" = ? where ${one.key}`, [changed]);
            const { fault } = await verify();
            await place.raw(`update ${table} set "${name}" = ? where ${where}`, [before]);
            expect(fault, `${table}.${name}`).not.toBeNull();
          },
        ),
        { numRuns: 120 },
      );
      expect((await verify()).fault).toBeNull();
    } finally {
      await undo();
    }
  });

  it('refuses a kept checkpoint with any character changed', () => {
    fc.assert(
      fc.property(fc.nat(pinned.jws.length - 1), fc.constantFrom('A', 'b', '9', '-', '.'), (at, character) => {
        fc.pre(pinned.jws[at] !== character);
        const changed = pinned.jws.slice(0, at) + character + pinned.jws.slice(at + 1);
        expect(readCheckpoint(changed, keys().publicKeys())).toHaveProperty('fault');
      }),
    );
    expect(sha256(pinned.content)).toBe(pinned.sha256);
  });
});
