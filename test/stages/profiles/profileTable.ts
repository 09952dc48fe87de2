import { ACCOUNTS } from './accounts.ts';
import {
  about,
  helperOutput,
  keyId,
  keys,
  type ProfileCase,
  role,
  type Rule,
  ssoCache,
  temporaryKeys,
} from './profileCase.ts';
import { endpointCases } from './endpointCases.ts';
import { formCases } from './formCases.ts';
import { sourceCases } from './sourceCases.ts';

/** One way to say who signs: the config without the header of the profile, and the rest. */
interface Source {
  readonly name: string;
  readonly rule: Rule;
  readonly before: string;
  readonly section: string;
  readonly credentials?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const sources: readonly Source[] = [
  {
    name: 'a role',
    rule: 'hops',
    before: `[profile base]\n${keys('a')}`,
    section: `role_arn = ${role('b')}\nrole_session_name = me\nsource_profile = base\n`,
  },
  {
    name: 'a role of a role by FIPS',
    rule: 'endpoints',
    before: `[profile base]\n${keys('a')}[profile one]\nrole_arn = ${role('b')}\nsource_profile = base\nregion = eu-west-1\n`,
    section: `region = us-east-1\nuse_fips_endpoint = true\nrole_arn = ${role('c')}\nsource_profile = one\n`,
  },
  {
    name: 'a web identity before keys',
    rule: 'order',
    before: '',
    section: `role_arn = ${role('d', 'Web')}\nweb_identity_token_file = {home}/token\n${keys('a')}`,
    files: { token: 'ey.J.x' },
  },
  {
    name: 'Identity Center before keys in credentials',
    rule: 'order',
    before: '[sso-session "Acme Corp"]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-central-1\n',
    section: `sso_session = Acme Corp\nsso_account_id = ${ACCOUNTS.c}\nsso_role_name = Admin\n`,
    credentials: keys('a'),
    files: ssoCache('Acme Corp'),
  },
  {
    name: 'a helper program before keys in config',
    rule: 'programs',
    before: '',
    section: `credential_process = sh -c 'cat "{home}/$0" # ; x' "x.json"\n${keys('a')}`,
    files: { 'x.json': helperOutput('e', true) },
  },
  {
    name: 'a token in config and keys in credentials',
    rule: 'one section',
    before: '',
    section: temporaryKeys('b'),
    credentials: keys('c'),
  },
  {
    name: 'a source that fails before keys',
    rule: 'order',
    before: '',
    section: `credential_process = false\n${keys('a')}`,
  },
];

/** One way to write it. */
interface Form {
  readonly name: string;
  readonly rule: Rule;
  readonly profile: string;
  readonly header: string;
  readonly written: (text: string) => string;
}

const asItIs = (text: string): string => text;

const forms: readonly Form[] = [
  {
    name: 'indented as a whole, by Windows',
    rule: 'lines',
    profile: 'p',
    header: '[profile p]',
    written: (text) => text.replaceAll(/^(?=.)/gm, '    ').replaceAll('\n', '\r\n'),
  },
  {
    name: 'with comments, blank lines and capitals',
    rule: 'lines',
    profile: 'p',
    header: '[profile p] ; mine',
    written: (text) =>
      text.replaceAll(/^([a-z_]+) =/gm, (line) => line.toUpperCase()).replaceAll(/^(?=.)/gm, '# x = y\n\n   ; z\n'),
  },
  {
    name: 'by a name with blanks',
    rule: 'names',
    profile: 'Data Team, EU [1]',
    header: '[profile "Data Team, EU [1]"]',
    written: asItIs,
  },
  {
    name: 'by the name __proto__',
    rule: 'names',
    profile: '__proto__',
    header: '[profile __proto__]',
    written: asItIs,
  },
  {
    name: 'by a name in another script',
    rule: 'names',
    profile: 'équipe-名前',
    header: '[profile équipe-名前]',
    written: asItIs,
  },
  {
    name: 'after the same name with other keys',
    rule: 'one section',
    profile: 'default',
    header: '[default]',
    written: (text) => `[profile default]\n${temporaryKeys('d')}region = us-gov-west-1\n${text}`,
  },
];

/** Each source in each form. */
const combined: readonly ProfileCase[] = sources.flatMap((source) =>
  forms.map((form) => {
    const region = /^region/m.test(source.section) ? '' : 'region = eu-west-1\n';
    return about([source.rule, form.rule], `${source.name}, ${form.name}`, {
      config: form.written(`${source.before}${form.header}\n${region}${source.section}`),
      ...(source.credentials !== undefined && { credentials: `[${form.profile}]\n${source.credentials}` }),
      ...(source.files !== undefined && { files: source.files }),
      // What the environment has is nothing to a profile that is named.
      env: { AWS_ACCESS_KEY_ID: keyId('e'), AWS_SECRET_ACCESS_KEY: 'nobody’s' },
      profile: form.profile,
    });
  }),
);

/** Every profile that Halt has to take for what the AWS CLI takes it for. */
export const profileTable: readonly ProfileCase[] = [...sourceCases, ...formCases, ...endpointCases, ...combined];
