// Asking about supply: rankings, what stands behind them, simulations and risk; as data, so that it can be answered beside the requests.
import { rounded } from '../../domain/metrics/figures.ts';
import type { SupportList } from '../../domain/supply/support-list.ts';
import type { PriorityItem } from '../../domain/supply/support-priority.ts';
import { type Instant, toInstant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { readPlace, unknownCursor, writePlace } from '../../storage/engine/pages.ts';
import type { WaitsWanted } from '../../storage/supply/part-waits.ts';
import { type Act, look } from '../act.ts';
import { scopeOf } from '../orders/work-order-lists.ts';
import {
  type PriorityAnswer,
  type PriorityQuestion,
  prioritiesOf,
  type WaitingOrderItem,
  waitingOrdersOf,
} from './priorities.ts';
import { type ProgressAnswer, progressOf } from './progress.ts';
import { type RiskAnswer, type RiskQuestion, riskFor } from './risks.ts';
import { type SimulationAnswer, type SimulationInput, simulationOf } from './simulations.ts';

/** A page of a list whose order is fixed. */
export interface PageAsked {
  limit: number;
  cursor?: string | undefined;
}

export interface WaitingOrdersAnswer {
  asOf: Instant;
  part: string;
  count: number;
  items: WaitingOrderItem[];
  next: string | null;
}

/** What each question about supply is asked with, and what it answers. */
interface Questions {
  priorities: { asked: PriorityQuestion & PageAsked; answer: PriorityAnswer };
  waitingOrders: {
    asked: Pick<PriorityQuestion, 'facilityId' | 'platformId' | 'asOf'> & PageAsked & { part: string };
    answer: WaitingOrdersAnswer;
  };
  simulation: { asked: SimulationInput; answer: SimulationAnswer };
  risk: { asked: RiskQuestion; answer: RiskAnswer };
  progress: {
    asked: { list: Pick<SupportList, 'id' | 'number' | 'platformIds' | 'asOf' | 'items'>; asOf?: Instant | undefined };
    answer: ProgressAnswer;
  };
}
type SupplyName = keyof Questions;

/** One question, as it travels to whoever works it out. */
export type SupplyRequest = {
  [Name in SupplyName]: { supply: Name; asked: Questions[Name]['asked']; wanted: WaitsWanted; clock: Instant };
}[SupplyName];
export type SupplyAnswer = Questions[SupplyName]['answer'];

/** What a caller sees of the demand, narrowed as they ask. */
function wantedBy(
  act: Act,
  { facilityId, platformIds }: { facilityId?: string | null | undefined; platformIds?: readonly string[] | undefined },
): WaitsWanted {
  return {
    scope: scopeOf(act.caller),
    facilityId: facilityId ?? undefined,
    platformIds: platformIds && platformIds.length > 0 ? platformIds : undefined,
  };
}

async function ask<Name extends SupplyName>(
  act: Act,
  supply: Name,
  asked: Questions[Name]['asked'],
  wanted: WaitsWanted,
  clock: Instant = act.clock(),
): Promise<Questions[Name]['answer']> {
  const request = { supply, asked, wanted, clock } as SupplyRequest;
  // As of a metric: what is recorded by then is there when it is read, and nothing is added to it afterwards.
  await act.database.settled();
  const { reckoner } = act;
  return await (reckoner === null ? look(act, (tx) => answerSupply(tx, request)) : reckoner.answerSupply(request));
}

/** The parts that are to be produced first, of the orders that the caller sees. Raises request.invalid. */
export async function askPriorities(act: Act, question: PriorityQuestion & PageAsked): Promise<PriorityAnswer> {
  return await ask(act, 'priorities', question, wantedBy(act, { ...question, platformIds: question.platformId }));
}

/** As `askPriorities`, of all orders of some platforms, whoever asks: what a list is frozen from. */
export async function askWholeRanking(
  act: Act,
  question: Pick<PriorityQuestion, 'horizon' | 'weightingId'> & { platformIds: readonly string[]; limit: number },
  clock: Instant,
): Promise<PriorityAnswer> {
  const { platformIds, ...asked } = question;
  const wanted = { scope: { all: true, facilityIds: [], platformIds: [] }, platformIds };
  return await ask(act, 'priorities', asked, wanted, clock);
}

/** The orders behind one part of a ranking. Raises request.invalid. */
export async function askWaitingOrders(
  act: Act,
  question: Questions['waitingOrders']['asked'],
): Promise<WaitingOrdersAnswer> {
  return await ask(act, 'waitingOrders', question, wantedBy(act, { ...question, platformIds: question.platformId }));
}

/** What changes of supply would do. Raises request.invalid. */
export async function askSimulation(act: Act, input: SimulationInput): Promise<SimulationAnswer> {
  return await ask(act, 'simulation', input, wantedBy(act, input));
}

/** How much hangs on single suppliers. Raises request.invalid. */
export async function askRisk(act: Act, question: RiskQuestion): Promise<RiskAnswer> {
  return await ask(act, 'risk', question, wantedBy(act, { ...question, platformIds: question.platformId }));
}

/** What became of a list that the caller may see. Raises request.invalid. */
export async function askProgress(act: Act, asked: Questions['progress']['asked']): Promise<ProgressAnswer> {
  return await ask(act, 'progress', asked, wantedBy(act, {}));
}

/** Answers a question on a snapshot. Raises request.invalid. */
export async function answerSupply(tx: Tx, request: SupplyRequest): Promise<SupplyAnswer> {
  const { wanted, clock } = request;
  switch (request.supply) {
    case 'priorities':
      return await pageOfPriorities(tx, request.asked, wanted, clock);
    case 'waitingOrders':
      return await pageOfWaitingOrders(tx, request.asked, wanted, clock);
    case 'simulation':
      return rounded(await simulationOf(tx, request.asked, wanted, clock));
    case 'risk':
      return rounded(await riskFor(tx, request.asked, wanted, clock));
    case 'progress':
      return rounded(await progressOf(tx, request.asked.list, request.asked, clock));
  }
}

async function pageOfPriorities(
  tx: Tx,
  { limit, cursor, ...question }: PriorityQuestion & PageAsked,
  wanted: WaitsWanted,
  clock: Instant,
): Promise<PriorityAnswer> {
  const { asOf, after } = placeOf('support-priorities', cursor, question.asOf);
  const { last, ...answer } = await prioritiesOf(tx, { ...question, asOf }, wanted, clock, { limit, after });
  const items: PriorityItem[] = rounded(answer.items);
  return { ...answer, items, next: last === null ? null : writePlace('support-priorities', [answer.asOf, last]) };
}

async function pageOfWaitingOrders(
  tx: Tx,
  { limit, cursor, part, ...question }: Questions['waitingOrders']['asked'],
  wanted: WaitsWanted,
  clock: Instant,
): Promise<WaitingOrdersAnswer> {
  const { asOf, after } = placeOf('support-priorities/orders', cursor, question.asOf);
  const answer = await waitingOrdersOf(tx, part, { ...question, asOf }, wanted, clock);
  const end = after + limit;
  return {
    asOf: answer.asOf,
    part: answer.part,
    count: answer.items.length,
    items: rounded(answer.items.slice(after, end)),
    next: end < answer.items.length ? writePlace('support-priorities/orders', [answer.asOf, end]) : null,
  };
}

// Every page is of the instant that the first one was of, so that together they are the whole.
function placeOf(list: string, cursor: string | undefined, asOf: Instant | undefined) {
  if (cursor === undefined) return { asOf, after: 0 };
  const [instant, after] = readPlace(list, cursor, ['string', 'number']);
  if (toInstant(instant) !== instant || after < 0 || (asOf !== undefined && asOf !== instant)) throw unknownCursor();
  return { asOf: instant, after };
}
