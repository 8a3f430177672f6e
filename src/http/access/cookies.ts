// Cookies: the two that Seibi sets, how they are written, and reading one of a request.

interface CookieKind {
  /** Without the prefix that it has where there is TLS. */
  name: string;
  sameSite: 'Strict' | 'Lax';
}

/** The session of a browser: sent by pages of Seibi alone. */
export const SESSION_COOKIE: CookieKind = { name: 'seibi_session', sameSite: 'Strict' };
/** An attempt to sign in: sent along when the provider sends the browser back, so it can't be stricter. */
export const ATTEMPT_COOKIE: CookieKind = { name: 'seibi_sign_in', sameSite: 'Lax' };

// With `__Host-` a browser takes the cookie only from this very host, by TLS, for all paths. Source: RFC 6265bis, 4.1.3.2.
function nameOf({ name }: CookieKind, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name;
}

/** A Set-Cookie header; `value` is base64url. An age of 0 takes the cookie away. */
export function setCookie(kind: CookieKind, isSecure: boolean, value: string, maxAgeSeconds: number): string {
  const attributes = ['Path=/', `Max-Age=${maxAgeSeconds}`, 'HttpOnly', `SameSite=${kind.sameSite}`];
  return [`${nameOf(kind, isSecure)}=${value}`, ...attributes, ...(isSecure ? ['Secure'] : [])].join('; ');
}

/** The value of one of our cookies in a Cookie header; undefined when it is not there, is not base64url, or is there with two values. */
export function readCookie(header: string | undefined, kind: CookieKind, isSecure: boolean): string | undefined {
  const wanted = nameOf(kind, isSecure);
  const found = new Set<string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === wanted) found.add(pair.slice(at + 1).trim());
  }
  const [value, ...others] = found;
  return value !== undefined && others.length === 0 && /^[\w-]+$/.test(value) ? value : undefined;
}
