// The thread of the reckoner: one connection that can only read, one question after the other.
import { workerData } from 'node:worker_threads';
import { openReading } from '../../storage/open.ts';
import { serveJobs } from '../threads.ts';
import { answer, type MetricRequest } from './ask.ts';
import type { Reading } from './reckoner.ts';

const { place, statementTimeoutSeconds } = workerData as Reading;
const database = await openReading(place, statementTimeoutSeconds === undefined ? {} : { statementTimeoutSeconds });

serveJobs((request: MetricRequest) => database.read((tx) => answer(tx, request)));
