import type { SharedConfig } from './sharedConfig.ts';
import type { Section } from './sharedConfigParser.ts';

/** What a sign-in at IAM Identity Center needs, of a profile and its sso-session. */
interface SignIn {
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly region: string;
  readonly account: string;
  readonly role: string;
}

/** The settings of a profile and its sso-session for IAM Identity Center; a text says what is missing, or contradicts the rest. */
export function signInOf({
  name,
  section,
  shared,
}: {
  readonly name: string;
  readonly section: Section;
  readonly shared: SharedConfig;
}): SignIn | string {
  const { sso_session: session } = section;
  const settings = session === undefined ? {} : shared.ssoSessions.get(session);
  if (settings === undefined) {
    return `Profile "${name}" names the sso-session "${session}", which does not exist.`;
  }
  const differing = Object.keys(settings).find((key) => Object.hasOwn(section, key) && section[key] !== settings[key]);
  if (differing !== undefined) return `Profile "${name}" and its sso-session give different values for ${differing}.`;
  const all = { ...section, ...settings };
  const { sso_start_url: startUrl, sso_region: region, sso_account_id: account, sso_role_name: role } = all;
  if (!startUrl || !region || !account || !role)
    return `Profile "${name}" lacks a part of its IAM Identity Center settings.`;
  return { session, startUrl, region, account, role };
}
