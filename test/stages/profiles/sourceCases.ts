import { ACCOUNTS } from './accounts.ts';
import {
  about,
  helperOutput,
  keyId,
  keys,
  loginCache,
  type ProfileCase,
  renewable,
  role,
  secret,
  sessionToken,
  ssoCache,
  temporaryKeys,
} from './profileCase.ts';

const REGION = 'region = eu-west-1\n';
const base = `[profile base]\n${keys('a')}`;
const assume = `role_arn = ${role('b')}\nrole_session_name = me\nsource_profile = base\n`;
const sso = (session = 'corp', account = ACCOUNTS.c) =>
  `sso_session = ${session}\nsso_account_id = ${account}\nsso_role_name = Admin\n`;
const CORP = '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\n';
const legacy = `sso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = ${ACCOUNTS.c}\nsso_role_name = Admin\n`;
const web = `role_arn = ${role('d', 'Web')}\nweb_identity_token_file = {home}/token\nrole_session_name = pod\n`;
const token = { token: 'ey.J.x' };
const helper = { 'given.json': helperOutput('e') };
const HELPER_LINE = 'credential_process = cat {home}/given.json\n';
const session = `arn:aws:iam::${ACCOUNTS.e}:user/me`;
const signedIn = ssoCache('corp');
const environment = { AWS_ACCESS_KEY_ID: keyId('e'), AWS_SECRET_ACCESS_KEY: secret('e') };
const in_ = (config: string) => `[profile p]\n${REGION}${config}`;

/** Which of several sources counts, and that one that fails is an error. */
const order: readonly ProfileCase[] = [
  about('order', 'keys in config', { config: in_(keys('a')) }),
  about('order', 'keys in credentials', { config: in_(''), credentials: `[p]\n${keys('a')}` }),
  about('order', 'keys in both files: those in credentials', {
    config: in_(keys('a')),
    credentials: `[p]\n${keys('b')}`,
  }),
  about('order', 'a role before its own keys', { config: base + in_(assume + keys('c')) }),
  about('order', 'a role before keys in credentials', { config: base + in_(assume), credentials: `[p]\n${keys('c')}` }),
  about('order', 'a role before Identity Center', { config: base + CORP + in_(assume + sso()), files: signedIn }),
  about('order', 'a role before a helper program', { config: base + in_(assume + HELPER_LINE), files: helper }),
  about('order', 'a role in credentials', { config: base + in_(''), credentials: `[p]\n${assume}` }),
  about('order', 'a web identity before keys', { config: in_(web), credentials: `[p]\n${keys('a')}`, files: token }),
  about('order', 'a web identity before a role with a source', {
    config: base + in_(`${web}source_profile = base\n`),
    files: token,
  }),
  about('order', 'a web identity before Identity Center', {
    config: CORP + in_(web + sso()),
    files: { ...token, ...signedIn },
  }),
  about('order', 'a web identity before a helper program', {
    config: in_(web + HELPER_LINE),
    files: { ...token, ...helper },
  }),
  about('order', 'Identity Center before keys in credentials', {
    config: CORP + in_(sso()),
    credentials: `[p]\n${keys('a')}`,
    files: signedIn,
  }),
  about('order', 'Identity Center before stale keys in credentials', {
    config: CORP + in_(sso()),
    credentials: `[p]\n${keys('a').replace('DEMO', 'GONE')}`,
    files: signedIn,
  }),
  about('order', 'Identity Center before a helper program', {
    config: CORP + in_(sso() + HELPER_LINE),
    files: { ...signedIn, ...helper },
  }),
  about('order', 'Identity Center before keys in config', { config: CORP + in_(sso() + keys('a')), files: signedIn }),
  about('order', 'Identity Center of the older form before keys', {
    config: in_(legacy + keys('a')),
    files: ssoCache('https://old.awsapps.com/start'),
  }),
  about('order', 'keys in credentials before a helper program', {
    config: in_(HELPER_LINE),
    credentials: `[p]\n${keys('a')}`,
    files: helper,
  }),
  about('order', 'keys in credentials before a login', {
    config: in_(`login_session = ${session}\n`),
    credentials: `[p]\n${keys('a')}`,
    files: loginCache(session, 'e'),
  }),
  about('order', 'a login', {
    config: in_(`login_session = ${session}\n`),
    files: loginCache(session, 'e'),
    needs: ['login'],
  }),
  about('order', 'a login before a helper program', {
    config: in_(`login_session = ${session}\ncredential_process = false\n`),
    files: loginCache(session, 'e'),
    needs: ['login'],
  }),
  about('order', 'a login before keys in config', {
    config: in_(`login_session = ${session}\n${keys('a')}`),
    files: loginCache(session, 'e'),
    needs: ['login'],
  }),
  about('order', 'a helper program before keys in config', { config: in_(HELPER_LINE + keys('a')), files: helper }),
  about('order', 'a helper program in credentials', { credentials: `[p]\n${HELPER_LINE}${REGION}`, files: helper }),
  about('order', 'the environment’s keys are nothing to a named profile', { config: in_(keys('a')), env: environment }),
  about('order', 'the environment’s keys where none is named', {
    config: `[default]\n${REGION}${keys('a')}`,
    env: environment,
    profile: undefined,
  }),
  about('order', 'the environment’s keys before a profile that the environment names', {
    config: in_(keys('a')),
    env: { ...environment, AWS_PROFILE: 'p' },
    profile: undefined,
  }),
  about('order', 'the environment’s keys with their token', {
    config: `[default]\n${REGION}`,
    env: {
      AWS_ACCESS_KEY_ID: keyId('b').replace('AKIA', 'ASIA'),
      AWS_SECRET_ACCESS_KEY: secret('b'),
      AWS_SESSION_TOKEN: sessionToken('b'),
    },
    profile: undefined,
  }),
  about('order', 'a helper program that fails, and keys after it', {
    config: in_(`credential_process = false\n${keys('a')}`),
  }),
  about('order', 'a sign-in that is over, and keys after it', { config: CORP + in_(sso() + keys('a')) }),
  about('order', 'half a key in credentials, and a whole one in config', {
    config: in_(keys('a')),
    credentials: `[p]\naws_access_key_id = ${keyId('b')}\n`,
  }),
  about('order', 'a secret alone in credentials, and a key in config', {
    config: in_(keys('a')),
    credentials: `[p]\naws_secret_access_key = ${secret('b')}\n`,
  }),
  about('order', 'a role without a source, and keys', { config: in_(`role_arn = ${role('b')}\n${keys('a')}`) }),
  about('order', 'a web identity without a role, and keys', {
    config: in_(`web_identity_token_file = {home}/token\n${keys('a')}`),
    files: token,
  }),
  about('order', 'a web identity whose file isn’t there, and keys', { config: in_(web + keys('a')) }),
  about('order', 'half an Identity Center, and keys', { config: in_(`sso_account_id = ${ACCOUNTS.c}\n${keys('a')}`) }),
  about('order', 'an sso-session alone, and keys', { config: CORP + in_(`sso_session = corp\n${keys('a')}`) }),
  about('order', 'an sso-session that isn’t there, and keys', {
    config: in_(sso('gone') + keys('a')),
    files: signedIn,
  }),
  about('order', 'an sso-session that says otherwise than the profile', {
    config: CORP + in_(`${sso()}sso_region = eu-west-1\n`),
    files: signedIn,
  }),
  about('order', 'a sign-in that is renewed', {
    config: CORP + in_(sso()),
    files: ssoCache('corp', Date.UTC(2020, 0, 1), renewable),
  }),
  about('order', 'a sign-in that was ended', {
    config: CORP + in_(sso()),
    files: ssoCache('corp', undefined, { accessToken: 'bad' }),
  }),
  about('order', 'nothing at all', { config: in_('') }),
  about('order', 'a profile that isn’t there', { config: base }),
];

/** Keys and their token come from one section of one file; of two sections the later counts, whole. */
const oneSection: readonly ProfileCase[] = [
  about('one section', 'a token beside its key', { config: in_(temporaryKeys('b')) }),
  about('one section', 'a token in config, a key in credentials', {
    config: in_(`aws_session_token = ${sessionToken('b')}\n`),
    credentials: `[p]\n${keys('a')}`,
  }),
  about('one section', 'a token in credentials, a key in config', {
    config: in_(keys('a')),
    credentials: `[p]\naws_session_token = ${sessionToken('b')}\n`,
  }),
  about('one section', 'a whole temporary key in each file', {
    config: in_(temporaryKeys('b')),
    credentials: `[p]\n${temporaryKeys('c')}`,
  }),
  about('one section', 'a token by its older name', {
    credentials: `[p]\n${REGION}${temporaryKeys('b').replace('session_token', 'security_token')}`,
  }),
  about('one section', 'a token in [default]', {
    config: in_(keys('a')),
    credentials: `[default]\naws_session_token = ${sessionToken('b')}\n`,
  }),
  about('one section', '[default] and, later, [profile default]', {
    config: `[default]\n${REGION}${keys('a')}[profile default]\nregion = us-east-1\n${keys('b')}`,
    profile: 'default',
  }),
  about('one section', '[profile default] and, later, [default]', {
    config: `[profile default]\n${REGION}${keys('a')}[default]\nregion = us-east-1\n${keys('b')}`,
    profile: 'default',
  }),
  about('one section', 'a token in the first of two default sections', {
    config: `[default]\n${temporaryKeys('b')}[profile default]\n${REGION}${keys('a')}`,
    profile: 'default',
  }),
  about('one section', 'a role in the first of two default sections', {
    config: `${base}[profile default]\n${assume}[default]\n${REGION}${keys('c')}`,
    profile: 'default',
  }),
  about('one section', 'one name in two spellings', {
    config: `[profile p]\n${temporaryKeys('b')}[profile "p"]\n${REGION}${keys('a')}`,
  }),
  about(['one section', 'hops'], 'a source profile with its token in the other file', {
    config: `[profile base]\naws_session_token = ${sessionToken('b')}\n${in_(assume)}`,
    credentials: `[base]\n${keys('a')}`,
  }),
  about(['one section', 'hops'], 'a source profile with a temporary key', {
    config: in_(assume),
    credentials: `[base]\n${temporaryKeys('c')}`,
  }),
  about('one section', '[DEFAULT] is there for every section', {
    config: `[DEFAULT]\n${REGION}[profile p]\n${keys('a')}`,
  }),
];

/** Programs that are run, and files that variables name. */
const programs: readonly ProfileCase[] = [
  about('programs', 'a helper program with a token', {
    config: in_(HELPER_LINE),
    files: { 'given.json': helperOutput('b', true) },
  }),
  about('programs', 'no shell: a semicolon is a word', {
    config: in_('credential_process = cat {home}/given.json; true\n'),
    files: helper,
  }),
  about('programs', 'no shell: a comment is words', {
    config: in_('credential_process = cat {home}/given.json # x\n'),
    files: helper,
  }),
  about('programs', 'no shell: a variable is a word', {
    config: in_('credential_process = cat $HOME/given.json\n'),
    files: helper,
  }),
  about('programs', 'no shell: a tilde is a word', {
    config: in_('credential_process = cat ~/given.json\n'),
    files: helper,
  }),
  about('programs', 'quotes and blanks', {
    config: in_(`credential_process = "cat" '{home}/a b.json'\n`),
    files: { 'a b.json': helperOutput('e') },
  }),
  about('programs', 'a backslash before a blank', {
    config: in_('credential_process = cat {home}/a\\ b.json\n'),
    files: { 'a b.json': helperOutput('e') },
  }),
  about('programs', 'a quote that isn’t closed', {
    config: in_(`credential_process = cat '{home}/given.json\n`),
    files: helper,
  }),
  about('programs', 'an argument on a line of its own', {
    config: in_('credential_process = cat\n    {home}/given.json\n'),
    files: helper,
  }),
  about('programs', 'a shell that somebody names', {
    config: in_(`credential_process = sh -c 'cat "$0" | cat' {home}/given.json\n`),
    files: helper,
  }),
  about('programs', 'a program that isn’t there', { config: in_('credential_process = {home}/gone\n') }),
  about('programs', 'a program that asks finds no input', {
    config: in_(`credential_process = sh -c 'read answer; cat {home}/given.json'\n`),
    files: helper,
  }),
  about('programs', 'a version that nobody knows', {
    config: in_(HELPER_LINE),
    files: { 'given.json': '{"Version": 2}' },
  }),
  about('programs', 'a config file by a variable, with a tilde', {
    files: { 'else/where': in_(keys('a')) },
    env: { AWS_CONFIG_FILE: '~/else/where' },
  }),
  about('programs', 'a config file by a variable, with a variable', {
    files: { 'else/where': in_(keys('a')) },
    env: { AWS_CONFIG_FILE: '$HOME/$PLACE/where', PLACE: 'else' },
  }),
  about('programs', 'a credentials file by a variable, with braces', {
    config: in_(keys('a')),
    files: { 'else/where': `[p]\n${keys('b')}` },
    env: { AWS_SHARED_CREDENTIALS_FILE: '${HOME}/else/where' },
  }),
  about('programs', 'a variable that isn’t set stays as it is', {
    files: { '$GONE/where': in_(keys('a')) },
    env: { AWS_CONFIG_FILE: '~/$GONE/where' },
  }),
  about('programs', 'a variable that is set and empty names no config file', {
    config: in_(keys('a')),
    env: { AWS_CONFIG_FILE: '' },
  }),
  about('programs', 'a variable that is set and empty names no credentials file', {
    config: in_(keys('a')),
    credentials: `[p]\n${keys('b')}`,
    env: { AWS_SHARED_CREDENTIALS_FILE: '' },
  }),
  about('programs', 'a tilde that stands in another variable', {
    files: { 'else/where': in_(keys('a')) },
    env: { AWS_CONFIG_FILE: '$PLACE/else/where', PLACE: '~' },
  }),
  about('programs', 'the home of a user whom nobody knows', {
    config: in_(keys('a')),
    env: { AWS_CONFIG_FILE: '~nobody-of-that-name/config' },
  }),
  about('programs', 'a named file that isn’t there', { config: in_(keys('a')), env: { AWS_CONFIG_FILE: '~/gone' } }),
];

export const sourceCases: readonly ProfileCase[] = [...order, ...oneSection, ...programs];
