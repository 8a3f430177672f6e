// The page that the address names: loaded when it is first shown, and kept from taking the strip with it when it fails.
import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { readAhead } from '../api/resource.ts';
import { useWords } from '../language/language.ts';
import { ProblemNote } from '../parts/problem.tsx';
import { Waiting } from '../parts/show.tsx';
import { matchPath } from '../router.ts';
import { type PageProps, type PageRoute, routes } from '../routes.ts';
import { shellWords } from './words.ts';

const loaded = new Map<PageRoute['load'], ComponentType<PageProps>>();

async function loadPage(load: PageRoute['load']): Promise<ComponentType<PageProps>> {
  const { default: page } = await load();
  loaded.set(load, page);
  return page;
}

/** Begins to load the page of an address while it is still being found out who is there. */
export function loadAhead(path: string): void {
  const route = routes.find(({ pattern }) => matchPath(pattern, path));
  // What fails here is tried again, and said, where the page is shown.
  if (route) loadPage(route.load).catch(() => null);
}

/** Begins to ask for what the page of an address asks for first, once it is known who is there. */
export function askAhead({ pathname, search }: Pick<Location, 'pathname' | 'search'>): void {
  const route = routes.find(({ pattern }) => matchPath(pattern, pathname));
  if (route?.asks) readAhead(route.asks(new URLSearchParams(search)));
}

/** The page of an address; where there is none, that. */
export function CurrentPage({ path }: { path: string }) {
  const words = useWords(shellWords);
  for (const route of routes) {
    const params = matchPath(route.pattern, path);
    if (params)
      return (
        <Fence key={path}>
          <LoadedPage key={route.pattern} load={route.load} params={params} />
        </Fence>
      );
  }
  if (path === '/' || path === '/sign-in') return null;
  return (
    <div class="stack tight">
      <h1 tabIndex={-1}>{words.notFound}</h1>
      <p>{words.notFoundDetail}</p>
    </div>
  );
}

function LoadedPage({ load, params }: PageProps & Pick<PageRoute, 'load'>) {
  const [page, setPage] = useState<ComponentType<PageProps> | undefined>(() => loaded.get(load));
  const [error, setError] = useState<unknown>(null);
  const read = () => {
    setError(null);
    loadPage(load).then((found) => setPage(() => found), setError);
  };
  useLayoutEffect(() => {
    if (!page) read();
  }, [load]);
  if (error) return <ProblemNote error={error} onRetry={read} />;
  const Page = page;
  return Page ? <Page params={params} /> : <Waiting />;
}

/** Keeps a fault of one page from taking the strip with it. */
class Fence extends Component<{ children: ComponentChildren }, { error: unknown }> {
  override state = { error: null };

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    return this.state.error ? <ProblemNote error={this.state.error} /> : this.props.children;
  }
}
