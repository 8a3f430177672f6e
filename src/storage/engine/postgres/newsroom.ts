// News between nodes by LISTEN and NOTIFY: sent once an event is durable, several in one message, and never in its transaction, because
// PostgreSQL commits those that notify one after the other.
import pg from 'pg';
import type { News, Subscribers } from '../../database.ts';

const CHANNEL = 'seibi_events';
// PostgreSQL takes 8,000 bytes; an event is told in about a hundred.
const MOST_IN_A_MESSAGE = 50;
// While the database is away no more are kept than this: those who listen are then told to look for themselves.
const MOST_KEPT = 10_000;
const GATHER_MILLISECONDS = 10;
const RETRY_MILLISECONDS = 500;
const ANSWER_MILLISECONDS = 10_000;
const HEARTBEAT_MILLISECONDS = 30_000;

interface Message {
  from: string;
  /** Null: some are missing. */
  news: readonly News[] | null;
}

/** The news of one node. Connects when somebody listens or there is something to send, and again when the connection is lost. */
export class Newsroom {
  private client: pg.Client | null = null;
  private connecting: Promise<pg.Client | null> | null = null;
  private outgoing: News[] = [];
  private lostSome = false;
  private timer: NodeJS.Timeout | null = null;
  private sending: Promise<void> = Promise.resolve();
  private closed = false;
  private listens = false;
  private readonly url: string;
  private readonly node: string;
  private readonly subscribers: Subscribers;
  private readonly report: (error: unknown) => void;

  constructor(url: string, node: string, subscribers: Subscribers, report: (error: unknown) => void) {
    this.url = url;
    this.node = node;
    this.subscribers = subscribers;
    this.report = report;
  }

  /** Adds a listener of this node; it hears of other nodes as soon as the connection stands. */
  subscribe(listener: (news: readonly News[] | null) => void): () => void {
    const stop = this.subscribers.add(listener);
    this.listens = true;
    // Otherwise it hears so once the connection stands.
    if (this.client) this.subscribers.tell(null, listener);
    else this.schedule(0);
    return stop;
  }

  /** Tells the other nodes, soon; a node that ends first has not told them. */
  send(news: readonly News[]): void {
    if (news.length === 0) return;
    this.outgoing.push(...news);
    if (this.outgoing.length > MOST_KEPT) {
      this.outgoing = [];
      this.lostSome = true;
    }
    this.schedule(GATHER_MILLISECONDS);
  }

  /** Sends what there is to send, then disconnects. */
  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.closed = true;
    await this.sending;
    await this.flush();
    const client = this.client;
    this.client = null;
    await client?.end().catch(this.report);
  }

  private schedule(milliseconds: number): void {
    if (this.timer || this.closed) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      // One after the other: two at once would send the same, and forget what neither sent.
      this.sending = this.sending.then(() => this.flush());
    }, milliseconds);
    this.timer.unref();
  }

  private async flush(): Promise<void> {
    const hasNews = this.outgoing.length > 0 || this.lostSome;
    if (!hasNews && !(this.listens && this.client === null && !this.closed)) return;
    const client = await this.connected();
    if (!client) return;
    try {
      if (this.lostSome) {
        await this.notify(client, null);
        this.lostSome = false;
      }
      while (this.outgoing.length > 0) {
        const some = this.outgoing.slice(0, MOST_IN_A_MESSAGE);
        await this.notify(client, some);
        this.outgoing.splice(0, some.length);
      }
    } catch {
      // What was not sent waits for the next connection.
      this.drop(client);
      this.schedule(RETRY_MILLISECONDS);
    }
  }

  private async notify(client: pg.Client, news: Message['news']): Promise<void> {
    const message: Message = { from: this.node, news };
    await client.query('select pg_notify($1, $2)', [CHANNEL, JSON.stringify(message)]);
  }

  private async connected(): Promise<pg.Client | null> {
    if (this.client) return this.client;
    this.connecting ??= this.connect().finally(() => {
      this.connecting = null;
    });
    return await this.connecting;
  }

  private async connect(): Promise<pg.Client | null> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'seibi news',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: ANSWER_MILLISECONDS,
      query_timeout: ANSWER_MILLISECONDS,
    });
    const lost = () => {
      clearInterval(heartbeat);
      this.drop(client);
    };
    // A listener hears nothing of a line that was cut without a word.
    const heartbeat = setInterval(() => client.query('select 1').catch(lost), HEARTBEAT_MILLISECONDS);
    heartbeat.unref();
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload = '' }) => this.hear(payload));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      clearInterval(heartbeat);
      client.end().catch(() => undefined);
      this.report(error);
      this.schedule(RETRY_MILLISECONDS);
      return null;
    }
    this.client = client;
    // What was said while nobody listened is not said again.
    this.subscribers.tell(null);
    return client;
  }

  private drop(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    client.end().catch(() => undefined);
    this.schedule(RETRY_MILLISECONDS);
  }

  private hear(payload: string): void {
    const { from, news } = JSON.parse(payload) as Message;
    if (from !== this.node) this.subscribers.tell(news);
  }
}
