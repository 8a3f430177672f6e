// The program office: figures that somebody has to defend, each with its numbers, what it is made of, and how it is reckoned.
import type { ComponentType } from 'preact';
import type { PageProps } from '../../routes.ts';
import { Backlog } from './backlog.tsx';
import { Delays } from './delays.tsx';
import { Downtime } from './downtime.tsx';
import { Exposure } from './exposure.tsx';
import { Office, VIEWS, type View } from './frame.tsx';
import { Overview } from './overview.tsx';
import { Quality } from './quality.tsx';
import { Turnaround } from './turnaround.tsx';
import { Value } from './value.tsx';
import './office.css';

// Support priorities are loaded by themselves.
const pages: Record<Exclude<View, 'support'>, ComponentType> = {
  overview: Overview,
  turnaround: Turnaround,
  downtime: Downtime,
  delays: Delays,
  quality: Quality,
  backlog: Backlog,
  value: Value,
  exposure: Exposure,
};

export default function OfficePage({ params }: PageProps) {
  const asked = VIEWS.find((one) => one === params.view);
  const view = asked === undefined || asked === 'support' ? 'overview' : asked;
  const Shown = pages[view];
  return (
    <Office view={view}>
      <Shown />
    </Office>
  );
}
