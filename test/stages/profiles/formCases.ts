import { ACCOUNTS } from './accounts.ts';
import { about, helperOutput, keys, type ProfileCase, role, ssoCache, temporaryKeys } from './profileCase.ts';

const REGION = 'region = eu-west-1\n';
const P = `[profile p]\n${REGION}`;
const named = (header: string, profile: string) =>
  about('names', header, { config: `${header}\n${REGION}${keys('a')}`, profile });

/** How the lines of a file are read. */
const lines: readonly ProfileCase[] = [
  about('lines', 'a file that is indented as a whole', {
    config: `${P}${keys('a')}`.replaceAll(/^/gm, '    ').trimEnd(),
  }),
  about('lines', 'a file that is indented by tabs', { config: `${P}${keys('a')}`.replaceAll(/^/gm, '\t').trimEnd() }),
  about('lines', 'properties that are indented', {
    config: `${P}${keys('a')}`.replaceAll(/^(?!\[)/gm, '  ').trimEnd(),
  }),
  about('lines', 'the second property is indented more: it is a part of the first', {
    config: `[profile p]\nregion = eu-west-1\n  ${keys('a').replace('\n', '\n  ')}`,
  }),
  about('lines', 'a header that is indented more than the property above', {
    config: `[profile o]\nregion = us-east-1\n  [profile p]\n  ${keys('a')}`,
  }),
  about('lines', 'a header that is indented as the property above', {
    config: `  [profile o]\n  region = us-east-1\n  ${P}${keys('a')}`,
  }),
  about('lines', 'a property without a value swallows nothing', {
    config: `[profile p]\noutput =\n${REGION}${keys('a')}`,
  }),
  about('lines', 'properties after blank lines', { config: `[profile p]\n\n\n${REGION}\n \n${keys('a')}` }),
  about('lines', 'text after a header', { config: `[profile p] ; for me\n${REGION}${keys('a')}` }),
  about('lines', 'text right after a header', { config: `[profile p]# for me\n${REGION}${keys('a')}` }),
  about('lines', 'text with brackets after a header', { config: `[profile p] # see [1]\n${REGION}${keys('a')}` }),
  about('lines', 'property names in capitals', {
    config: `[profile p]\nREGION = eu-west-1\n${keys('a').replace('aws_access_key_id', 'AWS_Access_Key_ID')}`,
  }),
  about('lines', 'CREDENTIAL_PROCESS in capitals', {
    config: `${P}CREDENTIAL_PROCESS = cat {home}/x.json\n`,
    files: { 'x.json': helperOutput('e') },
  }),
  about('lines', 'a colon for the equals sign', {
    config: `[profile p]\nregion: eu-west-1\n${keys('a').replaceAll(' = ', ':')}`,
  }),
  about('lines', 'an equals sign in a value', {
    config: `${P}credential_process = sh -c 'x=1; cat {home}/x.json'\n`,
    files: { 'x.json': helperOutput('e') },
  }),
  about('lines', 'comments between properties', { config: `# x\n[profile p]\n; x = y\n${REGION}  # z\n${keys('a')}` }),
  about('lines', 'a comment after a region is a part of it', {
    config: `[profile p]\nregion = eu-west-1 # Ireland\n${keys('a')}`,
  }),
  about('lines', 'a comment after a role is a part of it', {
    config: `[profile base]\n${keys('a')}${P}role_arn = ${role('b')} ; x\nsource_profile = base\n`,
  }),
  about('lines', 'line ends of Windows', { config: `${P}${keys('a')}`.replaceAll('\n', '\r\n') }),
  about('lines', 'line ends of an old Mac', { config: `${P}${keys('a')}`.replaceAll('\n', '\r') }),
  about('lines', 'no end of the last line', { config: `${P}${keys('a')}`.trimEnd() }),
  about('lines', 'a header that gives no name: what follows is nobody’s', {
    config: `${P}${keys('a')}[profile x y]\nregion = us-east-1\n${keys('b')}`,
  }),
  about('lines', 'a header whose quote isn’t closed: what follows is nobody’s', {
    config: `${P}${keys('a')}[profile Bob's]\nregion = us-east-1\n${keys('b')}`,
  }),
  about('lines', 'a section of another kind: what follows is not the profile’s', {
    config: `${P}${keys('a')}[other]\nregion = us-east-1\n${keys('b')}`,
  }),
  about('lines', 'a byte order mark', {
    config: `\uFEFF${P}${keys('a')}`,
    onPurpose: 'Editors on Windows write it, and it is no part of any name or value.',
  }),
  about('lines', 'a line without an equals sign in another profile', {
    config: `${P}${keys('a')}[profile o]\nthis is nothing\n`,
    onPurpose: 'A line that can’t be read changes no other profile.',
  }),
  about('lines', 'a section that stands there twice', {
    config: `${P}${keys('b')}${P}${keys('a')}`,
    onPurpose: 'The later section counts, whole, as it does for two default sections.',
  }),
  about('lines', 'a property that stands in another profile twice', {
    config: `[profile o]\nregion = x\nregion = y\n${P}${keys('a')}`,
    onPurpose: 'What is in doubt in one profile is not in another.',
  }),
];

/** Names of profiles and sso-sessions. */
const names: readonly ProfileCase[] = [
  named('[profile "Data Team"]', 'Data Team'),
  named("[profile 'Data Team']", 'Data Team'),
  named('[profile équipe]', 'équipe'),
  named('[profile 名前]', '名前'),
  named('[profile "🚀 ops"]', '🚀 ops'),
  named('[profile a,b]', 'a,b'),
  named('[profile a[b]]', 'a[b]'),
  named('[profile "a]b"]', 'a]b'),
  named('[profile __proto__]', '__proto__'),
  named('[profile constructor]', 'constructor'),
  named('[profile toString]', 'toString'),
  named('[profile  \t dev  ]', 'dev'),
  named('[profile a\\ b]', 'a b'),
  named('[profile a=b]', 'a=b'),
  named('[profile a/b@c+d.e:f]', 'a/b@c+d.e:f'),
  named('[profile A]', 'a'),
  named('[default]', 'default'),
  named('[p]', 'p'),
  named('[Profile p]', 'p'),
  about('names', 'a name with blanks in credentials', {
    config: '',
    credentials: `[Data Team]\n${REGION}${keys('a')}`,
    profile: 'Data Team',
  }),
  about('names', 'quotes in credentials are a part of the name', {
    credentials: `["Data Team"]\n${REGION}${keys('a')}`,
    profile: 'Data Team',
  }),
  about('names', '__proto__ in credentials', {
    config: '[profile __proto__]\nregion = eu-west-1\n',
    credentials: `[__proto__]\n${keys('a')}`,
    profile: '__proto__',
  }),
  about('names', 'an sso-session in quotes', {
    config: `[sso-session 'Acme Corp']\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n${P}sso_session = Acme Corp\nsso_account_id = ${ACCOUNTS.c}\nsso_role_name = Admin\n`,
    files: ssoCache('Acme Corp'),
  }),
  about('names', 'an sso-session in another script', {
    config: `[sso-session société]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n${P}sso_session = société\nsso_account_id = ${ACCOUNTS.c}\nsso_role_name = Admin\n`,
    files: ssoCache('société'),
  }),
  about('names', 'an sso-session that is called constructor', {
    config: `${P}sso_session = constructor\nsso_account_id = ${ACCOUNTS.c}\nsso_role_name = Admin\n`,
    files: ssoCache('constructor'),
  }),
  about(['names', 'hops'], 'a source profile with blanks', {
    config: `[profile "Data Team"]\n${keys('a')}${P}role_arn = ${role('b')}\nsource_profile = Data Team\n`,
  }),
  about(['names', 'hops'], 'a source profile that is called __proto__', {
    config: `[profile __proto__]\n${temporaryKeys('a')}${P}role_arn = ${role('b')}\nsource_profile = __proto__\n`,
  }),
  about(['names', 'hops'], 'a source profile that is called constructor and isn’t there', {
    config: `${P}role_arn = ${role('b')}\nsource_profile = constructor\n`,
  }),
];

export const formCases: readonly ProfileCase[] = [...lines, ...names];
