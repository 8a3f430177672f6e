// The pages: which address each has, who finds it in the strip on top, and the file it is loaded from when it is first shown.
import type { ComponentType } from 'preact';
import type { Role } from './api/types.ts';

export interface PageProps {
  /** What the named parts of the pattern stand for. */
  params: Readonly<Record<string, string>>;
}

export interface PageRoute {
  /** `/orders/:id` */
  pattern: string;
  load(): Promise<{ default: ComponentType<PageProps> }>;
  /** Its word in the strip; none: it is reached from other pages. */
  nav?: 'board' | 'inbox' | 'log' | 'office' | 'registers';
  /** Who finds it in the strip; everybody unless said. */
  roles?: readonly Role[];
}

/** Every page, in the order of the strip. A new one is a line here, and its first part a line in http/pages.ts. */
export const routes: readonly PageRoute[] = [
  {
    pattern: '/inbox',
    load: () => import('./pages/inbox/page.tsx'),
    nav: 'inbox',
    roles: ['depot_staff', 'qa_inspector', 'program_office'],
  },
];

/** Where people of a role begin. */
export function homeOf(roles: readonly Role[]): string {
  if (roles.includes('depot_staff')) return '/log';
  return roles.includes('qa_inspector') ? '/inbox' : '/board';
}
