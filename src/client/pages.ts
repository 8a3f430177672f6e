// Lists as they are read: item by item, page after page, only as far as the reader goes.
import type { Page } from '../storage/engine/pages.ts';
import type { Query, Transport } from './transport.ts';

/** A list: `for await` reads all of it, each page when it is needed. */
export class Pages<Item> implements AsyncIterable<Item> {
  private readonly transport: Transport;
  private readonly path: string;
  private readonly query: Query;

  constructor(transport: Transport, path: string, query: Query = {}) {
    this.transport = transport;
    this.path = path;
    this.query = query;
  }

  /** One page; the first unless a cursor is given. */
  async page(cursor?: string): Promise<Page<Item>> {
    const query = cursor === undefined ? this.query : { ...this.query, cursor };
    return await this.transport.json<Page<Item>>({ method: 'GET', path: this.path, query });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (let page = await this.page(); ; page = await this.page(page.next)) {
      yield* page.items;
      if (page.next === null) return;
    }
  }

  /** All of it, for lists that are known to be short. */
  async all(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this) items.push(item);
    return items;
  }

  /** The first item, or null. */
  async first(): Promise<Item | null> {
    return (await this.page()).items[0] ?? null;
  }
}
