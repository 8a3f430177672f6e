// What others do, as it happens: one stream of server-sent events while the page is looked at, taken up again where it broke off.
import { createStore } from '../store.ts';
import { session } from './client.ts';
import type { OrderEvent } from './types.ts';

/** An event of an order in the reader's sight. */
export type FeedEvent = OrderEvent & { number: string; facilityId: string; platformId: string };

/** Whether what is shown keeps up by itself; false: the stream is down, and pages ask now and then. */
export const isLive = createStore(false);

interface Follower {
  /** Told of events soon after they happened, those that come together at once. */
  onEvents(events: readonly FeedEvent[]): void;
  /** Told that some may have been missed: whatever is shown is read anew. */
  onGap(): void;
}

const followers = new Set<Follower>();
// Events that come together, as of one act, are told once.
const GATHER_MILLISECONDS = 250;
const RETRY_MILLISECONDS = { first: 2_000, most: 60_000 };

let source: EventSource | null = null;
/** Where to go on from: the id of the last event; null: whatever comes from now on. */
let cursor: string | null = null;
let gathered: FeedEvent[] = [];
let retry: ReturnType<typeof setTimeout> | null = null;
let waits = RETRY_MILLISECONDS.first;
let wasOpen = false;

/** Follows what happens until the function that it answers is called. */
export function follow(follower: Follower): () => void {
  followers.add(follower);
  connect();
  return () => {
    followers.delete(follower);
    if (followers.size === 0) disconnect();
  };
}

function tellGap(): void {
  for (const { onGap } of [...followers]) onGap();
}

function gather(event: FeedEvent): void {
  gathered.push(event);
  // The first of those that come together has set the timer.
  if (gathered.length > 1) return;
  setTimeout(() => {
    const events = gathered;
    gathered = [];
    for (const { onEvents } of [...followers]) onEvents(events);
  }, GATHER_MILLISECONDS);
}

// A hidden page holds no stream: browsers allow few to one service, and nobody looks.
function connect(): void {
  if (source || retry || document.hidden || followers.size === 0 || !session.get()) return;
  const opened = new EventSource(`/v1/events?cursor=${cursor ?? 'latest'}`);
  source = opened;
  opened.onopen = () => {
    waits = RETRY_MILLISECONDS.first;
    isLive.set(true);
    // Without a place to go on from, what happened meanwhile was missed.
    if (wasOpen && cursor === null) tellGap();
    wasOpen = true;
  };
  opened.onmessage = (message: MessageEvent<string>) => {
    cursor = message.lastEventId || cursor;
    gather(JSON.parse(message.data) as FeedEvent);
  };
  opened.onerror = () => {
    isLive.set(false);
    // The browser tries again by itself, and says where it was, unless the service refused.
    if (opened.readyState !== EventSource.CLOSED) return;
    source = null;
    // It may be the place that was refused, as after a restore: begin anew.
    cursor = null;
    retry = setTimeout(() => {
      retry = null;
      connect();
    }, waits);
    waits = Math.min(RETRY_MILLISECONDS.most, waits * 2);
  };
}

function disconnect(): void {
  source?.close();
  source = null;
  if (retry) clearTimeout(retry);
  retry = null;
  isLive.set(false);
}

/** Keeps the stream while somebody looks and is signed in; what happened while nobody did is read on coming back. */
export function keepFollowing(): void {
  document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
  session.watch(() => {
    disconnect();
    // Another reader begins at their own now.
    cursor = null;
    wasOpen = false;
    connect();
  });
}
