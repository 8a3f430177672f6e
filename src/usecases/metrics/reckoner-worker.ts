// The thread of the reckoner: one connection that can only read, one question after the other.
import { workerData } from 'node:worker_threads';
import { openReading } from '../../storage/engine/open.ts';
import { answerSupply } from '../supply/ask.ts';
import { serveJobs } from '../threads.ts';
import { answer } from './ask.ts';
import type { Job, Reading } from './reckoner.ts';

const { place, statementTimeoutSeconds } = workerData as Reading;
const database = await openReading(place, statementTimeoutSeconds === undefined ? {} : { statementTimeoutSeconds });

serveJobs((job: Job) => database.read<unknown>((tx) => ('metric' in job ? answer(tx, job) : answerSupply(tx, job))));
