// One of several processes that write to one order: says that it is ready, waits to be told to go, and prints what each write answered.
import { once } from 'node:events';
import { buildApp } from '../../src/app.ts';
import { openDatabase } from '../../src/storage/engine/open.ts';
import { createServices } from '../../src/usecases/services.ts';

const [url = '', key = '', orderId = '', count = '0'] = process.argv.slice(2);
const database = await openDatabase(url);
const services = createServices(database, { foreignYardRule: false });
const app = await buildApp({ services, settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 } });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const statuses: number[] = [];
for (let n = 0; n < Number(count); n += 1) {
  const { statusCode } = await app.inject({
    method: 'POST',
    url: `/v1/work-orders/${orderId}/part-demands`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    payload: JSON.stringify({ partNumber: `${process.pid}-${n}`, nomenclature: { en: 'bolt' }, quantity: 1 }),
  });
  statuses.push(statusCode);
}
await app.close();
await database.close();
process.stdout.write(`${JSON.stringify(statuses)}\n`);
process.stdin.destroy();
