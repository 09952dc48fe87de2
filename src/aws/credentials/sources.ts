import type { ProfileInfo } from '../../model/identity.ts';
import type { Credentials } from './credentials.ts';
import type { ProfileSections, SharedConfig } from './sharedConfig.ts';
import type { ParsedSection, Section } from './sharedConfigParser.ts';
import { defined } from '../../base/untrusted.ts';
import { type ConfiguredSource, configuredSources } from '../../model/profileDiagnosis.ts';

/**
 * The sources that a profile configures, the one that counts first. One is configured as soon as the property is there by which the AWS CLI knows it,
 * whether or not the rest is: a source that fails is an error, and the next is not tried. A role's source profile that has keys gives these, not its own role.
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-authentication.html#cli-chap-authentication-precedence
 */
export function sourcesOf(
  section: Section,
  places: ProfileSections | undefined,
  forRole: boolean,
): readonly ConfiguredSource[] {
  const has = (property: string): boolean => Object.hasOwn(section, property);
  const webIdentity = has('web_identity_token_file');
  const configured: Readonly<Record<ConfiguredSource, boolean>> = {
    'assume-role': has('role_arn') && !webIdentity && !(forRole && hasKeys(section)),
    'web-identity': webIdentity && section['web_identity_token_file'] !== '',
    'identity-center': has('sso_account_id') || has('sso_role_name'),
    'credentials-file': hasKey(places?.credentials?.section),
    login: has('login_session'),
    'credential-process': has('credential_process'),
    'config-file': hasKey(places?.config?.section),
  };
  return configuredSources.filter((source) => configured[source]);
}

/** Whether one of the two halves of a key is there, in either file. */
export function hasKeys(section: Section): boolean {
  return Object.hasOwn(section, 'aws_access_key_id') || Object.hasOwn(section, 'aws_secret_access_key');
}

function hasKey(section: ParsedSection | undefined): boolean {
  return section !== undefined && Object.hasOwn(section.properties, 'aws_access_key_id');
}

/** The key of one section of one file, with the token that stands beside it. Undefined where a half of it is missing. */
export function keysOf(section: ParsedSection | undefined): Credentials | undefined {
  const {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_security_token: olderToken,
    aws_session_token: token,
    aws_account_id: accountId,
  } = section?.properties ?? {};
  if (!accessKeyId || !secretAccessKey) return undefined;
  return defined<Credentials>({
    accessKeyId,
    secretAccessKey,
    sessionToken: (olderToken ?? token) || undefined,
    expiration: undefined,
    accountId: accountId || undefined,
  });
}

/** The property that a section lacks whose {@link keysOf} are none. */
export const missingHalf = (section: ParsedSection | undefined): string =>
  section?.properties['aws_access_key_id'] ? 'aws_secret_access_key' : 'aws_access_key_id';

const whoSigns = [
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_security_token',
  'login_session',
  'credential_process',
];

/** A property that decides who signs and that is given twice, differently, in one section of the profile. */
export function ambiguityOf(places: ProfileSections | undefined): string | undefined {
  const sections = [places?.config?.section, places?.credentials?.section];
  return sections.flatMap((it) => it?.ambiguous ?? []).find((property) => whoSigns.includes(property));
}

/** For the pick's description. */
export function sourceWord(name: string, shared: SharedConfig): ProfileInfo['source'] {
  const [source] = sourcesOf(shared.profiles.get(name) ?? {}, shared.places.get(name), false);
  switch (source) {
    case 'identity-center':
      return 'sso';
    case 'credentials-file':
    case 'config-file':
      return 'static';
    case 'credential-process':
      return 'process';
    case 'assume-role':
    case 'web-identity':
    case 'login':
      return source;
    default:
      return 'unknown';
  }
}
