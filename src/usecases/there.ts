// What is known to be there: the records that orders point to are never deleted.

/** A record that an order points to. Raises Error when it is gone, which can't happen. */
export async function there<T>(found: Promise<T | null>): Promise<T> {
  const record = await found;
  if (record === null) throw new Error('a record that the order points to is not there');
  return record;
}
