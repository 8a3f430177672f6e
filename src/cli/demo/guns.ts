// Howitzers of the demo that stand for one part: no cannon tubes come, and one maker alone has them. What to produce first.
import type { IsoDate } from '../../domain/values.ts';
import { blockOf, OrderDriver } from './driver.ts';
import { jobs, parts } from './jobs.ts';
import type { Life } from './schedule.ts';
import { tokyo, type World } from './world.ts';

type On = (daysBefore: number) => IsoDate;

// In working days before today.
const RAISED = [58, 54, 50, 45] as const;

/** How many of the howitzers of the world stand so. */
export const STOPPED_GUNS = RAISED.length;

/** The lives of their orders. */
export function stoppedGunLives(world: World, on: On): { daysBefore: number; life: Life }[] {
  return RAISED.map((daysBefore, n) => ({ daysBefore, life: stoppedGun(world, on, daysBefore, n) }));
}

async function* stoppedGun(world: World, on: On, daysBefore: number, n: number): Life {
  const part = world.platforms.m777;
  const [, renewal] = jobs.artillery;
  const [, tube] = parts.artillery;
  const item = part.items[n];
  if (!renewal || !tube || !item) throw new Error('the demo has no gun to stop');
  const priority = { forceActivity: 'II', urgency: 'A' } as const;
  const order = await OrderDriver.raise(world, { part, item, job: renewal, fields: { priority } });
  yield tokyo(on(daysBefore), '13:40');
  await order.submit();
  yield tokyo(on(daysBefore - 1), '23:20');
  await order.authorize();
  yield tokyo(on(daysBefore - 2), '10:15');
  yield* whenItGoes(() => order.induct(), on, daysBefore - 2);
  await order.inspect('receiving');
  await order.plan();
  yield* whenItGoes(() => order.start(), on, daysBefore - 2);
  const demand = await order.demand(tube, { stopsWork: true, quantity: 1 });
  await order.awaitParts();
  yield tokyo(on(daysBefore - 5), '14:30');
  // Ordered, and promised for no day.
  await order.moveDemand(demand, 'ordered');
}

// The works may be full or closed on the day.
async function* whenItGoes(act: () => Promise<unknown>, on: On, daysBefore: number): Life {
  for (let day = daysBefore; ; day--) {
    const problem = await blockOf(act);
    if (problem === null) return;
    if (day <= 1) throw problem;
    yield tokyo(on(day - 1), '10:15');
  }
}
