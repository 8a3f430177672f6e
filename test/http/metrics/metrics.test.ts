// Metrics over HTTP: filters as the list has them, CSV that is safe to open, contributors, changes, and the thread that works them out.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvRow, csvTable } from '../../../src/http/server/csv.ts';
import { type Difference, rebuildDerived } from '../../../src/usecases/metrics/rebuild.ts';
import { metrics } from '../../../src/usecases/metrics/registry.ts';
import type { Loose } from '../../support/app.ts';
import { withBays } from '../../support/order.ts';
import { type Plant, startPlant } from '../../support/plant.ts';

let plant: Plant;
const released: string[] = [];
const window = 'from=2026-03-01&to=2026-05-01';
beforeAll(async () => {
  plant = await withBays(await startPlant('2026-03-02T00:00:00.000Z', { reckoner: true }));
  // Its thread begins while the orders are made.
  plant.app.services.reckoner?.expect();
  for (let n = 0; n < 2; n += 1) {
    released.push((await plant.orderIn('released')).id);
    plant.clock.advance({ days: 3 });
  }
  await plant.orderIn('awaiting_parts');
  plant.clock.advance({ days: 2, hours: 5 });
  await plant.orderIn('cancelled', { activity: 'inspection' });
});
afterAll(() => plant.close());

const ask = (path: string, headers: Record<string, string> = {}) =>
  plant.ask(plant.people.program, 'GET', `/v1/metrics/${path}`, undefined, headers);
const get = async (path: string): Promise<Loose> => {
  const answer = await ask(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.body;
};

describe('a question', () => {
  it('takes the filters of the list, and counts the same orders', async () => {
    const [first] = released;
    const { number, equipmentId } = await plant.order(first ?? '');
    const ended = async (filter: string) => {
      const { items } = await plant.send(plant.people.program, 'GET', `/v1/work-orders?limit=200&${filter}`);
      return items
        .filter((o: Loose) => o.endedAt !== null)
        .map((o: Loose) => o.id)
        .sort();
    };
    for (const filter of [
      'status=released',
      'status=cancelled&status=condemned',
      `facilityId=${plant.ids.facility}`,
      `platformId=${plant.ids.platform}`,
      `equipmentId=${equipmentId}`,
      `parentId=${first}`,
      'priority=5',
      'priority=7',
      'activity=inspection',
      'level=depot',
      'overdue=false',
      'overdue=true',
      `number=${number}`,
      `q=${encodeURIComponent('ギアボックス')}`,
      'q=nowhere',
    ]) {
      const { items, filters } = await get(`turnaround/contributors?${window}&limit=200&${filter}`);
      expect([filter, items.map((i: Loose) => i.id).sort()]).toEqual([filter, await ended(filter)]);
      expect(Object.keys(filters)).toEqual([filter.split('=')[0]]);
    }
  });

  it('is refused with every fault named', async () => {
    const bad = await ask('value?from=2026-05-01&to=2026-05-01&rate=JPY:USD:0&asOf=2030-01-01T00:00:00Z');
    expect(bad.status).toBe(400);
    expect(bad.body.errors.map((e: Loose) => e.code).sort()).toEqual(['as_of.in_future', 'rate.zero', 'window.empty']);
    for (const [path, code] of [
      [`turnaround/contributors?${window}&group=x`, 'group.without_grouping'],
      [`turnaround/changes?${window}&since=2030-01-01T00:00:00Z`, 'as_of.in_future'],
      [`turnaround/changes?${window}&since=2026-03-05T00:00:00Z&asOf=2026-03-04T00:00:00Z`, 'since.after_as_of'],
      [`turnaround/contributors?${window}&cursor=abc`, 'cursor.unknown'],
    ] as const) {
      const { status, body } = await ask(path);
      expect([path, status, body.errors?.[0]?.code]).toEqual([path, 400, code]);
    }
  });

  it('is answered about what was written just before it', async () => {
    const before = await get(`turnaround?${window}`);
    released.push((await plant.orderIn('released')).id);
    expect((await get(`turnaround?${window}`)).total.count).toBe(before.total.count + 1);
  });
});

describe('delays', () => {
  it('count what still runs, up to now, and name who waits', async () => {
    const { total } = await get(`delays?${window}`);
    const supply = total.pareto.find((bar: Loose) => bar.key === 'supply');
    expect(supply.hours).toBeGreaterThan(53);
    expect(total.pareto[0].key).toBe('supply');
    const { items } = await get(`delays/contributors?${window}&limit=200`);
    const sum = items.reduce((hours: number, item: Loose) => hours + item.weight, 0);
    expect(Math.abs(sum - total.delayHours)).toBeLessThan(0.01 * items.length);
    const byFacility = await get(`delays?${window}&by=facility`);
    expect(byFacility.total.pareto.map((bar: Loose) => [bar.name, bar.share])).toEqual([['KSZ', 1]]);
  });
});

describe('changes', () => {
  it('name the orders that moved a figure, with what happened to them', async () => {
    const since = plant.clock.now();
    plant.clock.advance({ hours: 1 });
    const id = (await plant.orderIn('released')).id;
    const changes = await get(`turnaround/changes?${window}&since=${since}&groupBy=facility`);
    expect(changes.difference.count).toBe(1);
    expect([changes.entered, changes.left, changes.changed]).toEqual([1, 0, 0]);
    expect(changes.items).toHaveLength(1);
    expect(changes.items[0]).toMatchObject({ change: 'entered', id, before: null, after: { outcome: 'released' } });
    expect(changes.items[0].causes.map((c: Loose) => c.type)).toContain('released');
    expect(changes.groups[0].difference.count).toBe(1);
    const none = await get(`turnaround/changes?${window}&since=${plant.clock.now()}`);
    expect([none.items, none.difference.count]).toEqual([[], 0]);
  });
});

describe('what figures are read from', () => {
  it('is what the events say, and is written anew where it is not', async () => {
    const { database, place } = plant.app;
    const differences: string[] = [];
    const compare = (write = false) => {
      differences.length = 0;
      const tell = ({ part, field }: Difference) => differences.push(`${part} ${field}`);
      return rebuildDerived(database, { write, tell });
    };
    expect(await compare()).toMatchObject({ differences: 0, left: 0 });
    const [id] = released;
    const before = await get(`turnaround?${window}`);
    await place.raw("update segments set category = 'weather' where work_order_id = ? and n = 1", [id]);
    await place.raw('delete from segments where work_order_id = ? and n = 2', [id]);
    await place.raw('update work_orders set released_at = null where id = ?', [id]);
    expect(await compare()).toMatchObject({ differences: 3, left: 3 });
    expect([...differences].sort()).toEqual(['order releasedAt', 'segment 1 category', 'segment 2 null']);
    expect((await get(`turnaround?${window}`)).total).not.toEqual(before.total);
    expect(await compare(true)).toMatchObject({ differences: 3, left: 0 });
    expect(await compare()).toMatchObject({ differences: 0, left: 0 });
    expect((await get(`turnaround?${window}`)).total).toEqual(before.total);
  });
});

describe('CSV', () => {
  const csv = { accept: 'text/csv' };
  it('has the same figures, and says in every row what they are of', async () => {
    const { body } = await ask(`turnaround?${window}&groupBy=facility&level=depot`);
    const { headers, text } = await ask(`turnaround?${window}&groupBy=facility&level=depot`, csv);
    expect(headers['content-type']).toMatch(/^text\/csv/);
    const [head = '', total = '', group = ''] = text.split('\r\n');
    const names = head.split(',');
    const cell = (row: string, name: string) => row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)[names.indexOf(name)];
    expect(cell(total, 'grossHours.mean')).toBe(String(body.total.grossHours.mean));
    expect([cell(total, 'formula'), cell(total, 'filters'), cell(total, 'group')]).toEqual([
      'turnaround/1',
      'level=depot',
      '',
    ]);
    expect([cell(group, 'groupName'), cell(group, 'count')]).toEqual(['KSZ', String(body.groups[0].figures.count)]);
    expect((await ask(`turnaround?${window}&bom=true`, csv)).text.startsWith('\ufeffmetric,')).toBe(true);
  });

  it('of contributors and changes has pages, and a header without rows', async () => {
    const page = await ask(`turnaround/contributors?${window}&limit=1`, csv);
    expect(page.text.split('\r\n')).toHaveLength(3);
    expect(page.headers.link).toMatch(/cursor=.*rel="next"/);
    const none = await ask('turnaround/contributors?from=2025-01-01&to=2025-02-01', csv);
    expect(none.text).toMatch(/^metric,formula,.*weight.*\r\n$/);
    expect((await ask(`delays/changes?${window}&since=2026-03-03T00:00:00Z`, csv)).text).toMatch(/since,change,id/);
    for (const name of ['delays', 'value']) expect((await ask(`${name}?${window}`, csv)).text).toMatch(/\r\n.*,all,/);
  });

  it.each(metrics.map(({ name }) => name))(
    'of %s, its contributors and its changes is UTF-8 with the mark on request',
    async (name) => {
      for (const path of [name, `${name}/contributors`, `${name}/changes`]) {
        const query = `${path}?${window}${path.endsWith('changes') ? '&since=2026-03-03T00:00:00Z' : ''}`;
        const [marked, plain] = [await ask(`${query}&bom=true`, csv), await ask(query, csv)];
        expect([path, marked.status, marked.headers['content-type']]).toEqual([
          path,
          200,
          plain.headers['content-type'],
        ]);
        expect(marked.headers['content-type']).toContain('charset=utf-8');
        expect(marked.text).toBe(`\ufeff${plain.text}`);
        const [header, ...rows] = plain.text.trimEnd().split('\r\n');
        expect(header).toMatch(/^metric,formula,startEvent,stopEvent,clock,timeZone,from,to,asOf,filters,groupBy,/);
        expect(rows.every((row) => row.startsWith(`${name},`))).toBe(true);
      }
    },
  );

  it('guards what a name would have a spreadsheet calculate, in full width too', async () => {
    for (const serial of ['=1+1', '＝2+2']) await plant.item(serial);
    plant.clock.advance({ hours: 1 });
    const { text } = await ask(`downtime/contributors?${window}&limit=200`, csv);
    for (const serial of ['=1+1', '＝2+2']) {
      expect(text).toContain(`,'${serial},`);
      expect(text).not.toContain(`,${serial},`);
    }
  });

  it('holds no formula that a spreadsheet would calculate', () => {
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@a',
      '＝1',
      '＋1',
      '－1',
      '＠a',
      '\t=1',
      '\r=1',
      '\n=1',
      '  =1',
      '\u3000＝1',
      '\ta',
    ])
      expect([text, csvRow([text]).replace(/^"/, '').startsWith("'")]).toEqual([text, true]);
    expect(csvRow(['KSZ-26001', -12.5, null, true, 'a "b", c', 'x\ny'])).toBe(
      'KSZ-26001,-12.5,,true,"a ""b"", c","x\ny"\r\n',
    );
    expect(csvTable([{ a: null, b: ['x', { y: 1 }] }, { a: { deep: 1 } }])).toBe(
      'b,a.deep\r\n"x; {""y"":1}",\r\n,1\r\n',
    );
  });
});
