// What Seibi asks of an identity provider (OpenID Connect): who an access token speaks of, and who signed in. No protocol here.
import type { Language } from '../../domain/evidence/signature.ts';
import type { Instant } from '../../domain/values.ts';

/** The provider that the settings name; made once at start. Nothing here is asked inside a transaction: it speaks to the network. */
export interface IdentityProvider {
  /**
   * The id of the person whom an access token speaks of, by the configured claim; null: the token is none, not in force, not made out to
   * Seibi, or of nobody. Raises service.unavailable while the provider's keys can't be had.
   */
  personOfToken(token: string, now: Instant): Promise<string | null>;
  /** Sign-in of browsers; null: it is not configured. */
  readonly browser: BrowserSignIn | null;
}

/** Sign-in of browsers by authorization code with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 1.0). */
export interface BrowserSignIn {
  /** Where to send the browser to begin that attempt. Raises service.unavailable. */
  authorizationUrl(attempt: SignInAttempt, language: Language, now: Instant): Promise<string>;
  /**
   * Who the provider says has come back, once the code is exchanged and the ID token is checked. Raises identity.refused with `reason`,
   * service.unavailable.
   */
  finish(answer: ProviderAnswer, attempt: SignInAttempt, now: Instant): Promise<Identified>;
  /** Where the provider ends its own session; null: it has no such page, or can't be asked now. */
  endSessionUrl(now: Instant): Promise<string | null>;
}

/** One attempt to sign in, known to the browser that began it and to nobody else. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What the provider adds to the address that it sends the browser back to. */
export interface ProviderAnswer {
  readonly code?: string | undefined;
  readonly state?: string | undefined;
  readonly iss?: string | undefined;
  readonly error?: string | undefined;
}

/** Whom the provider has identified: the value of the configured claim (null: there is none), and the person it is mapped to. */
export interface Identified {
  readonly claim: string;
  readonly value: string | null;
  readonly personId: string | null;
}
