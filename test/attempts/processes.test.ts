// Eight processes append to one order at once, and its events are one line: no fork, no gap, and the log takes each of them once.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHistory } from '../../src/domain/orders/history.ts';
import { verifyEverything } from '../../src/usecases/operator.ts';
import { type Plant, startPlant } from '../support/plant.ts';

const PROCESSES = 8;
const EACH = 6;
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let plant: Plant;
let order: string;
beforeAll(async () => {
  plant = await startPlant();
  ({ id: order } = await plant.orderIn('in_work'));
});
afterAll(() => plant.close());

/** The next line that a process prints. */
function lineOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((told, failed) => {
    let printed = '';
    let errors = '';
    const take = (chunk: Buffer) => {
      printed += chunk;
      if (!printed.endsWith('\n')) return;
      child.stdout.off('data', take);
      told(printed.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk;
    });
    child.once('close', (code) => failed(new Error(`ended with ${code}: ${errors}`)));
  });
}

describe('eight processes on one order', () => {
  it('make one line of events, which verifies', async () => {
    const { key } = plant.people.depot;
    const before = (await plant.order(order)).revision;
    const loader = pathOf('../../node_modules/tsx/dist/loader.mjs');
    const children = Array.from({ length: PROCESSES }, () =>
      spawn(process.execPath, [
        `--import=${loader}`,
        pathOf('../support/appender.ts'),
        plant.app.place.url,
        key,
        order,
        String(EACH),
      ]),
    );
    try {
      expect(await Promise.all(children.map(lineOf))).toEqual(Array(PROCESSES).fill('ready'));
      const answers = children.map(lineOf);
      for (const child of children) child.stdin.write('go\n');
      const statuses = (await Promise.all(answers)).flatMap((line) => JSON.parse(line) as number[]);
      expect(statuses).toEqual(Array(PROCESSES * EACH).fill(201));
    } finally {
      for (const child of children) child.kill();
    }
    const { items } = await plant.send('admin', 'GET', `/v1/work-orders/${order}/events?limit=200`);
    expect(readHistory(items)).toMatchObject({ history: { events: before + PROCESSES * EACH } });
    const writers = new Set(
      items.slice(before).map((event: { data: unknown }) => /"partNumber":"(\d+)-/.exec(JSON.stringify(event))?.[1]),
    );
    expect(writers.size).toBe(PROCESSES);
    await plant.send('admin', 'POST', '/v1/audit/checkpoints');
    const found = await verifyEverything({ database: plant.app.database, keys: plant.app.services.keys });
    expect(found.fault).toBeNull();
    const [row] = await plant.app.place.raw('select count(*) as n from log_entries where record_id = ?', [order]);
    expect(Number(row?.n)).toBe(items.length);
  });
});
