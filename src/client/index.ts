// The client of Seibi for other programs: `import { Seibi } from 'seibi/client'`.
export { Pages } from './pages.ts';
export {
  type CommandAnswer,
  type MetricAnswer,
  type Part,
  Parts,
  Register,
  type Seen,
  Seibi,
} from './seibi.ts';
export { type ChangeOptions, type ClientOptions, type Query, SeibiProblem, SeibiUnreachable } from './transport.ts';
