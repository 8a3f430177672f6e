// The pages: which address each has, who finds it in the strip on top, and the file it is loaded from when it is first shown.
import type { ComponentType } from 'preact';
import type { Role } from './api/types.ts';
import { overviewPaths } from './pages/office/question.ts';

export interface PageProps {
  /** What the named parts of the pattern stand for. */
  params: Readonly<Record<string, string>>;
}

export interface PageRoute {
  /** `/orders/:id` */
  pattern: string;
  load(): Promise<{ default: ComponentType<PageProps> }>;
  /** What it asks of the API and takes long to answer, by the query of the address: asked while the page is still loaded. */
  asks?(query: URLSearchParams): readonly string[];
  /** Its word in the strip; none: it is reached from other pages. */
  nav?: 'board' | 'inbox' | 'log' | 'office' | 'registers';
  /** Who finds it in the strip; everybody unless said. */
  roles?: readonly Role[];
}

/** Every page, in the order of the strip. A new one is a line here, and its first part a line in http/server/pages.ts. */
export const routes: readonly PageRoute[] = [
  { pattern: '/log', load: () => import('./pages/log/page.tsx'), nav: 'log', roles: ['depot_staff'] },
  {
    pattern: '/inbox',
    load: () => import('./pages/inbox/page.tsx'),
    nav: 'inbox',
    roles: ['depot_staff', 'qa_inspector', 'program_office', 'host_office'],
  },
  { pattern: '/board', load: () => import('./pages/board/page.tsx'), nav: 'board' },
  {
    pattern: '/office',
    load: () => import('./pages/office/page.tsx'),
    asks: (query) => Object.values(overviewPaths(query)),
    nav: 'office',
    roles: ['program_office', 'host_office', 'administrator'],
  },
  { pattern: '/office/support', load: () => import('./pages/office/support/page.tsx') },
  { pattern: '/office/:view', load: () => import('./pages/office/page.tsx') },
  { pattern: '/registers', load: () => import('./pages/registers/page.tsx'), nav: 'registers' },
  { pattern: '/registers/:register', load: () => import('./pages/registers/page.tsx') },
  { pattern: '/registers/:register/:id', load: () => import('./pages/registers/page.tsx') },
  { pattern: '/orders/new', load: () => import('./pages/order/new.tsx') },
  { pattern: '/orders/:id', load: () => import('./pages/order/page.tsx') },
  { pattern: '/orders/:id/inspections/:inspectionId', load: () => import('./pages/inspection/page.tsx') },
];

/** Where people of a role begin: the first page that is theirs. */
export function homeOf(roles: readonly Role[]): string {
  const first = routes.find((route) => route.nav && (!route.roles || route.roles.some((role) => roles.includes(role))));
  return first?.pattern ?? '/board';
}
