// A browser that visits the service: it keeps cookies as they are set, sends them along, and comes back from the identity provider.
import type { Answer, TestApp } from './app.ts';
import type { TestProvider } from './provider.ts';

export interface Browser {
  cookies: Map<string, string>;
  /** Every Set-Cookie header of the last answer. */
  setCookies(): string[];
  visit(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Goes to /auth/login; answers where that leads. */
  begin(returnTo?: string): Promise<string>;
  /** Signs in at the provider as that account; answers the page that Seibi shows then. */
  signIn(provider: TestProvider, login: string, returnTo?: string): Promise<Answer>;
}

/** A new browser without cookies. */
export function openBrowser(t: Pick<TestApp, 'call'>): Browser {
  const cookies = new Map<string, string>();
  let last: string[] = [];

  async function send(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await t.call(null, method, path, body, { ...(cookie ? { cookie } : {}), ...headers });
    last = [answer.headers['set-cookie'] ?? []].flat();
    for (const header of last) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (/Max-Age=0\b/.test(header)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  const browser: Browser = {
    cookies,
    setCookies: () => last,
    visit: (path, headers = {}) => send('GET', path, undefined, headers),
    send,
    async begin(returnTo) {
      const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`;
      const answer = await browser.visit(`/auth/login${query}`);
      if (answer.status !== 302) throw new Error(`sign-in does not begin: ${answer.status} ${answer.text}`);
      return answer.headers.location ?? '';
    },
    async signIn(provider, login, returnTo) {
      const back = await provider.signIn(await browser.begin(returnTo), login);
      return await browser.visit(`${back.pathname}${back.search}`);
    },
  };
  return browser;
}
