import type { ProfileInfo } from '../../model/identity.ts';
import type { Credentials } from './credentials.ts';
import type { ProfileSections, SharedConfig } from './sharedConfig.ts';
import type { ParsedSection, Section } from './sharedConfigParser.ts';
import { defined } from '../../base/untrusted.ts';
import { type ConfiguredSource, configuredSources } from '../../model/profileDiagnosis.ts';

/**
 * The sources of credentials that a profile configures; the first one counts. A source is configured as soon as the property is there by which the
 * AWS CLI recognizes it, even where others are missing: such a source is an error, and the next isn't tried. A source profile of a role (`forRole`)
 * that has keys gives these and not its own role. Source:
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-authentication.html#cli-chap-authentication-precedence
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

/** Whether at least one half of a key is there, in either file. */
export function hasKeys(section: Section): boolean {
  return Object.hasOwn(section, 'aws_access_key_id') || Object.hasOwn(section, 'aws_secret_access_key');
}

function hasKey(section: ParsedSection | undefined): boolean {
  return section !== undefined && Object.hasOwn(section.properties, 'aws_access_key_id');
}

/** The key of one section, with the token beside it. Undefined where one half is missing. */
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

/** The missing half of a section for which {@link keysOf} is undefined. */
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

/** A property that decides whose credentials are used and that one section of the profile gives twice with different values. */
export function ambiguityOf(places: ProfileSections | undefined): string | undefined {
  const sections = [places?.config?.section, places?.credentials?.section];
  return sections.flatMap((it) => it?.ambiguous ?? []).find((property) => whoSigns.includes(property));
}

/**
 * The profile whose `credential_process` runs when this one's credentials are asked for: itself, or one that it takes them from. Undefined where none runs, as where its settings
 * can't be used.
 */
export function helperOf(profile: string, shared: SharedConfig): string | undefined {
  const visited: string[] = [];
  for (let name = profile; ;) {
    const section = shared.profiles.get(name);
    const places = shared.places.get(name);
    if (section === undefined || ambiguityOf(places) !== undefined) return undefined;
    visited.push(name);
    const [source] = sourcesOf(section, places, visited.length > 1);
    if (source === 'credential-process') return name;
    const { source_profile: next, credential_source: place } = section;
    if (source !== 'assume-role' || place !== undefined || next === undefined) return undefined;
    // A profile that names itself assumes its role with what else it has, if it has keys.
    if (visited.includes(next) && !(next === name && hasKeys(section))) return undefined;
    name = next;
  }
}

/** The source of a profile's credentials, in the word that the list of profiles shows. */
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
