import type { CredentialFault } from '../../model/credentialFault.ts';
import type { SharedConfig } from './sharedConfig.ts';
import type { Section } from './sharedConfigParser.ts';

/** The settings of a profile and its sso-session that a sign-in at IAM Identity Center needs. */
interface SignIn {
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly region: string;
  readonly account: string;
  readonly role: string;
}

type SignInSettings =
  | { readonly kind: 'complete'; readonly signIn: SignIn }
  /** A setting is missing or contradicts another. */
  | { readonly kind: 'faulty'; readonly fault: CredentialFault };

const faulty = (fault: CredentialFault): SignInSettings => ({ kind: 'faulty', fault });

/** The settings of a profile and its sso-session for IAM Identity Center. */
export function signInOf({
  name,
  section,
  shared,
}: {
  readonly name: string;
  readonly section: Section;
  readonly shared: SharedConfig;
}): SignInSettings {
  const { sso_session: session } = section;
  const settings = session === undefined ? {} : shared.ssoSessions.get(session);
  if (settings === undefined) {
    return faulty({ kind: 'absent', profile: name, named: session ?? '' });
  }
  const differing = Object.keys(settings).find((key) => Object.hasOwn(section, key) && section[key] !== settings[key]);
  if (differing !== undefined) return faulty({ kind: 'contradiction', profile: name, setting: differing });
  const all = { ...section, ...settings };
  const { sso_start_url: startUrl, sso_region: region, sso_account_id: account, sso_role_name: role } = all;
  if (!startUrl || !region || !account || !role) {
    const needed = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'];
    return faulty({ kind: 'lacks', profile: name, setting: needed.filter((key) => !all[key]).join(', ') });
  }
  return { kind: 'complete', signIn: { session, startUrl, region, account, role } };
}
