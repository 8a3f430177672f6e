// Waiting for what happens elsewhere in its own time: looked at again and again, and given up loudly.
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is so. Throws when it is not within the seconds given. */
export async function until(
  isSo: () => boolean | undefined | Promise<boolean | undefined>,
  seconds = 120,
): Promise<void> {
  for (const end = Date.now() + seconds * 1000; ; await pause(5)) {
    if (await isSo()) return;
    if (Date.now() > end) throw new Error(`not so after ${seconds} seconds: ${isSo}`);
  }
}
