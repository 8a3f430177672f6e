// The identity provider of the settings, as the use cases know it.
import type { OidcSettings } from '../config.ts';
import type { IdentityProvider } from '../usecases/access/identity.ts';
import { Provider } from './discovery.ts';
import { People } from './people.ts';
import { browserSignIn } from './sign-in.ts';
import { claimsOfAccessToken } from './tokens.ts';

/**
 * The provider that the settings name; it is not asked anything yet, so that it need not be up when Seibi starts. `report` hears of what
 * goes wrong between the two. Raises SettingsFault when the file of people can't be used.
 */
export async function openIdentityProvider(
  settings: OidcSettings,
  report: (error: unknown) => void,
): Promise<IdentityProvider> {
  const { issuer, audience, client, claim, peopleFile } = settings;
  const provider = new Provider(issuer, report);
  const people = new People(claim, peopleFile, report);
  await people.check();
  return {
    async personOfToken(token, now) {
      if (audience === null) return null;
      const claims = await claimsOfAccessToken(provider, { issuer, audience }, token, now, report);
      return claims ? (await people.identify(claims)).personId : null;
    },
    browser: client ? browserSignIn(provider, { ...settings, client }, people, report) : null,
  };
}
