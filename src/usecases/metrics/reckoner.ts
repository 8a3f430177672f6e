// The reckoner: figures over many orders are worked out in a thread that reads the database by itself, so that nobody else waits for them.
import type { Place } from '../../storage/engine/open.ts';
import type { SupplyAnswer, SupplyRequest } from '../supply/ask.ts';
import { Thread } from '../threads.ts';
import type { Answers, MetricRequest } from './ask.ts';

/** One job: a question about metrics or about supply. */
export type Job = MetricRequest | SupplyRequest;
type JobAnswer = Answers[keyof Answers] | SupplyAnswer;

/** Works out answers about many orders beside the requests. */
export interface Reckoner {
  /** Answers a request on a snapshot that has every write which was answered before. Raises request.invalid, service.unavailable. */
  answer(request: MetricRequest): Promise<Answers[keyof Answers]>;
  /** As `answer`, of a question about supply. */
  answerSupply(request: SupplyRequest): Promise<SupplyAnswer>;
  /** Said when somebody comes who is likely to ask soon: the thread begins meanwhile, unless it runs. */
  expect(): void;
  /** Ends what was accepted. The database is closed after it. */
  close(): Promise<void>;
}

/** What the thread is given. */
export interface Reading {
  place: Place;
  statementTimeoutSeconds?: number | undefined;
}

// Each takes the whole thread for as long as it lasts: who comes later is better told to ask again.
const MOST_AT_ONCE = 32;
// Who looks at figures comes back to them.
const IDLE_MILLISECONDS = 5 * 60_000;

/** A reckoner over a database that is open here; the thread begins with the first question and reads on a connection of its own. */
export function startReckoner(reading: Reading): Reckoner {
  const thread = new Thread<Job, JobAnswer>({
    beside: import.meta.url,
    name: 'reckoner-worker',
    mostAtOnce: MOST_AT_ONCE,
    idleMilliseconds: IDLE_MILLISECONDS,
    data: reading,
  });
  return {
    answer: async (request) => (await thread.run(request)) as Answers[keyof Answers],
    answerSupply: async (request) => (await thread.run(request)) as SupplyAnswer,
    expect: () => thread.beginAhead(),
    close: () => thread.close(),
  };
}
