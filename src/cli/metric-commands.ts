// The command about metrics: what figures are read from is proved to be what the events say.
import { readSettings } from '../config.ts';
import { rebuildDerived } from '../usecases/metrics/rebuild.ts';
import { withExisting } from './database-commands.ts';
import { progressLine, type Terminal } from './terminal.ts';

/** Compares the derived state of every order with its events, and prints what differs; with `write` it is written anew. 1: something differs. */
export async function rebuildMetrics(write: boolean, terminal: Terminal): Promise<number> {
  const { environment, out, result } = terminal;
  const line = progressLine(terminal);
  return await withExisting(readSettings(environment), async (database) => {
    const found = await rebuildDerived(database, {
      write,
      onProgress: (orders) => line.show(`${orders} orders`),
      tell({ number, part, field, kept, told }) {
        const what = field === null ? '' : ` ${field}`;
        line.end();
        out(`${number} ${part}${what}: ${JSON.stringify(kept)} is kept, the events say ${JSON.stringify(told)}\n`);
      },
    });
    line.end();
    result(found);
    const { orders, differences, left } = found;
    if (differences === 0) out(`${orders} orders: what figures are read from is what the events say.\n`);
    else if (!write) out(`${orders} orders, ${differences} differences. --write writes it anew from the events.\n`);
    else if (left === 0) out(`${orders} orders, ${differences} differences: written anew, and equal now.\n`);
    else
      out(
        `${orders} orders, ${differences} differences; ${left} of them cannot be written: see \`npx seibi verify\`.\n`,
      );
    return left > 0 ? 1 : 0;
  });
}
