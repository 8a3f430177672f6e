// Asking a metric: its figures, what they are made of, what moved them, and the extracts of it; as data, so that it can be answered beside the requests.
import type { MetricQuestion } from '../../domain/metrics/metric.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { Scope } from '../../storage/orders/work-order-lists.ts';
import { type Act, look } from '../act.ts';
import { scopeOf } from '../orders/work-order-lists.ts';
import { type ContributorsAnswer, contributors, type ItemsRequest, type MetricAnswer, measure } from './answers.ts';
import { type ChangesAnswer, changes } from './changes.ts';
import { type FeedbackAnswer, feedback } from './feedback.ts';
import { metrics } from './registry.ts';

/** One request of a metric. */
export interface MetricRequest {
  metric: string;
  answer: keyof Answers;
  question: MetricQuestion & { since?: Instant };
  page: ItemsRequest;
  scope: Scope;
  now: Instant;
}

/** The answers there are, by name. */
export interface Answers {
  figures: MetricAnswer;
  contributors: ContributorsAnswer;
  changes: ChangesAnswer;
  feedback: FeedbackAnswer;
}

const noPage: ItemsRequest = { limit: 0 };

/** The figures of a metric over the orders that the caller sees. Raises request.invalid. */
export async function askFigures(act: Act, metric: string, question: MetricQuestion): Promise<MetricAnswer> {
  return await ask(act, { metric, answer: 'figures', question, page: noPage });
}

/** A page of what a figure is made of. Raises request.invalid. */
export async function askContributors(
  act: Act,
  metric: string,
  question: MetricQuestion,
  page: ItemsRequest,
): Promise<ContributorsAnswer> {
  return await ask(act, { metric, answer: 'contributors', question, page });
}

/** What moved the figures of a metric since an instant, and a page of the items that did. Raises request.invalid. */
export async function askChanges(
  act: Act,
  metric: string,
  question: MetricQuestion & { since: Instant },
  page: ItemsRequest,
): Promise<ChangesAnswer> {
  return await ask(act, { metric, answer: 'changes', question, page });
}

/** A page of the times that items were not available, as in-service feedback. Raises request.invalid. */
export async function askFeedback(act: Act, question: MetricQuestion, page: ItemsRequest): Promise<FeedbackAnswer> {
  return await ask(act, { metric: 'downtime', answer: 'feedback', question, page });
}

async function ask<Name extends keyof Answers>(
  act: Act,
  request: Omit<MetricRequest, 'scope' | 'now'> & { answer: Name },
): Promise<Answers[Name]> {
  const asked: MetricRequest = { ...request, scope: scopeOf(act.caller), now: act.clock() };
  // What is recorded by then is there when it is read, and nothing is added to it afterwards: the answer stays the answer of its `asOf`.
  await act.database.settled();
  const { reckoner } = act;
  const answered = reckoner === null ? look(act, (tx) => answer(tx, asked)) : reckoner.answer(asked);
  return (await answered) as Answers[Name];
}

/** Answers a request on a snapshot. Raises request.invalid. */
export async function answer(tx: Tx, request: MetricRequest): Promise<Answers[keyof Answers]> {
  const metric = metrics.find(({ name }) => name === request.metric);
  if (!metric) throw new Error(`there is no metric ${request.metric}`);
  const { question, scope, now, page } = request;
  if (request.answer === 'figures') return await measure(tx, metric, question, scope, now);
  if (request.answer === 'contributors') return await contributors(tx, metric, question, scope, now, page);
  if (request.answer === 'feedback') return await feedback(tx, question, scope, now, page);
  if (question.since === undefined) throw new Error('changes are asked since an instant');
  return await changes(tx, metric, { ...question, since: question.since }, scope, now, page);
}
