// Example for a plant: what was done on an order today goes from the plant's own system into Seibi.
// npx tsx test/story/examples/log-repair.ts <number of the order>   with SEIBI_URL and SEIBI_KEY set
import { pathToFileURL } from 'node:url';
import { Seibi, SeibiProblem } from '../../../src/client/index.ts';

/** Logs a day's work on an order: every open operation done, its hours, and the order presented for inspection. Answers its status. */
export async function logRepair(
  seibi: Seibi,
  number: string,
  day: { on: string; hours: number },
  print: (line: string) => void,
): Promise<string> {
  const found = await seibi.workOrders.list({ number }).first();
  if (!found) throw new Error(`no order ${number} that you may see`);
  let order = await seibi.workOrders.get(found.id);

  if (order.status === 'inducted') {
    const { transitions } = await seibi.workOrders.ask(order.id);
    for (const { message } of transitions.find(({ action }) => action === 'start')?.blockedBy ?? [])
      print(`start waits: ${message.en}`);
    order = await seibi.workOrders.act(order, { action: 'start' });
  }
  for await (const operation of seibi.workOrders.operations.list(order.id, { status: 'open' })) {
    // A key of our own: run again after a crash, it is not done twice.
    const once = (what: string) => ({ idempotencyKey: `${day.on} ${what} ${operation.id}` });
    await seibi.workOrders.operations.complete(order.id, operation.id, {}, once('done'));
    await seibi.workOrders.labor.add(order.id, { operationId: operation.id, ...day }, once('hours'));
    print(`${operation.sequence} ${operation.title.en ?? operation.title.ja}: done, ${day.hours} h`);
  }
  // The order has moved on since it was read.
  order = await seibi.workOrders.get(order.id);
  try {
    if (order.status === 'in_work')
      order = await seibi.workOrders.act(order, {
        action: 'present',
        toolsAccounted: true,
        foreignObjectsCleared: true,
      });
  } catch (error) {
    if (!(error instanceof SeibiProblem) || error.code !== 'transition.blocked') throw error;
    for (const { message } of error.body.blockedBy as { message: { en: string } }[]) print(`waits: ${message.en}`);
  }
  print(`${order.number} is ${order.status}`);
  return order.status;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { SEIBI_URL: url = 'http://127.0.0.1:8080', SEIBI_KEY: key = 'seibi_demo_depot' } = process.env;
  const on = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
  await logRepair(new Seibi({ url, key }), process.argv[2] ?? '', { on, hours: 7.5 }, console.log);
}
