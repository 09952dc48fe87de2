import { ACCOUNTS } from './accounts.ts';
import {
  about,
  helperOutput,
  keyId,
  keys,
  type ProfileCase,
  role,
  secret,
  ssoCache,
  temporaryKeys,
} from './profileCase.ts';

const REGION = 'region = eu-west-1\n';
const base = `[profile base]\n${keys('a')}`;
const assume = `role_arn = ${role('b')}\nrole_session_name = me\nsource_profile = base\n`;
const web = `role_arn = ${role('d', 'Web')}\nweb_identity_token_file = {home}/token\nrole_session_name = pod\n`;
const CORP = '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\n';
const sso = `sso_session = corp\nsso_account_id = ${ACCOUNTS.c}\nsso_role_name = Admin\n`;
const FIPS = 'use_fips_endpoint = true\n';
const DUAL = 'use_dualstack_endpoint = true\n';

/** Chains of roles. Every hop is by the settings of the profile that was asked for. */
const hops: readonly ProfileCase[] = [
  about('hops', 'a role', { config: `${base}[profile p]\n${REGION}${assume}` }),
  about('hops', 'a role, and the source’s own region', {
    config: `[profile base]\nregion = us-east-1\n${keys('a')}[profile p]\n${REGION}${assume}`,
  }),
  about('hops', 'a role of a role, each with another region', {
    config: `${base}[profile one]\nregion = us-east-1\n${assume}[profile p]\n${REGION}role_arn = ${role('c')}\nsource_profile = one\nexternal_id = ext\nduration_seconds = 900\n`,
  }),
  about('hops', 'three roles', {
    config: `${base}[profile one]\n${assume}[profile two]\nrole_arn = ${role('c')}\nsource_profile = one\n[profile p]\n${REGION}role_arn = ${role('d')}\nsource_profile = two\n`,
  }),
  about('hops', 'a source that has both keys and a role: its keys', {
    config: `${base}[profile one]\n${assume}${keys('c')}[profile p]\n${REGION}role_arn = ${role('d')}\nsource_profile = one\n`,
  }),
  about('hops', 'a role with its own keys', {
    config: `[profile p]\n${REGION}${keys('a')}role_arn = ${role('b')}\nsource_profile = p\n`,
  }),
  about('hops', 'a role that is its own source, without keys', {
    config: `[profile p]\n${REGION}role_arn = ${role('b')}\nsource_profile = p\n`,
  }),
  about('hops', 'a circle', {
    config: `[profile one]\nrole_arn = ${role('b')}\nsource_profile = p\n[profile p]\n${REGION}role_arn = ${role('c')}\nsource_profile = one\n`,
  }),
  about('hops', 'a source that isn’t there', { config: `[profile p]\n${REGION}${assume}` }),
  about('hops', 'a source without credentials', { config: `[profile base]\n${REGION}[profile p]\n${REGION}${assume}` }),
  about('hops', 'both kinds of source', {
    config: `${base}[profile p]\n${REGION}${assume}credential_source = Environment\n`,
  }),
  about('hops', 'the environment as the source', {
    config: `[profile p]\n${REGION}role_arn = ${role('b')}\ncredential_source = Environment\n`,
    env: { AWS_ACCESS_KEY_ID: keyId('a'), AWS_SECRET_ACCESS_KEY: secret('a') },
  }),
  about('hops', 'the environment as the source, and nothing in it', {
    config: `[profile p]\n${REGION}role_arn = ${role('b')}\ncredential_source = Environment\n`,
  }),
  about('hops', 'a source that nobody knows', {
    config: `[profile p]\n${REGION}role_arn = ${role('b')}\ncredential_source = Moon\n`,
  }),
  about('hops', 'Identity Center as the source', {
    config: `${CORP}[profile base]\n${sso}[profile p]\n${REGION}${assume}`,
    files: ssoCache('corp'),
  }),
  about('hops', 'Identity Center as the source, with keys beside it', {
    config: `${CORP}[profile base]\n${sso}${keys('a')}[profile p]\n${REGION}${assume}`,
    files: ssoCache('corp'),
  }),
  about('hops', 'a web identity as the source', {
    config: `[profile base]\n${web}[profile p]\n${REGION}${assume}`,
    files: { token: 'ey.J.x' },
  }),
  about('hops', 'a helper program as the source', {
    config: `[profile base]\ncredential_process = cat {home}/x.json\n[profile p]\n${REGION}${assume}`,
    files: { 'x.json': helperOutput('e', true) },
  }),
  about('hops', 'a role that may not be assumed', {
    config: `${base}[profile p]\n${REGION}role_arn = arn:aws:iam::999999999999:role/Ops\nsource_profile = base\n`,
  }),
  about('hops', 'a role that asks for a code', {
    config: `${base}[profile p]\n${REGION}${assume.replace('/Ops', '/Ops-mfa')}mfa_serial = arn:aws:iam::${ACCOUNTS.a}:mfa/me\n`,
  }),
  about('hops', 'a role in China', {
    config: `${base}[profile p]\nregion = cn-north-1\nrole_arn = ${role('b', 'Ops', 'aws-cn')}\nsource_profile = base\n`,
  }),
  about('hops', 'a role in GovCloud', {
    config: `${base}[profile p]\nregion = us-gov-west-1\nrole_arn = ${role('b', 'Ops', 'aws-us-gov')}\nsource_profile = base\n`,
  }),
  about('hops', 'a role in China by a profile with no region', {
    config: `${base}[profile p]\nrole_arn = ${role('b', 'Ops', 'aws-cn')}\nsource_profile = base\n`,
    onPurpose:
      'A role in another partition is assumed, and asked who it is, in that partition; the CLI has no region to ask in, or asks the wrong one.',
  }),
];

const endpoint = (path = '') => `endpoint_url = http://aws.example.com:4566${path}\n`;

/** Where calls go. */
const endpoints: readonly ProfileCase[] = [
  about('endpoints', 'FIPS', { config: `[profile p]\nregion = us-east-1\n${FIPS}${keys('a')}` }),
  about('endpoints', 'dual-stack', { config: `[profile p]\n${REGION}${DUAL}${keys('a')}` }),
  about('endpoints', 'FIPS and dual-stack', { config: `[profile p]\nregion = us-east-1\n${FIPS}${DUAL}${keys('a')}` }),
  about('endpoints', 'FIPS in capitals', {
    config: `[profile p]\nregion = us-east-1\nUSE_FIPS_ENDPOINT = True\n${keys('a')}`,
  }),
  about('endpoints', 'FIPS by the environment', {
    config: `[profile p]\nregion = us-east-1\n${keys('a')}`,
    env: { AWS_USE_FIPS_ENDPOINT: 'true' },
  }),
  about('endpoints', 'FIPS in the profile, and not in the environment', {
    config: `[profile p]\nregion = us-east-1\n${FIPS}${keys('a')}`,
    env: { AWS_USE_FIPS_ENDPOINT: 'false' },
  }),
  about(['endpoints', 'hops'], 'FIPS for the role’s hop', {
    config: `${base}[profile p]\nregion = us-east-1\n${FIPS}${assume}`,
  }),
  about(['endpoints', 'hops'], 'FIPS for each hop of two', {
    config: `${base}[profile one]\n${assume}[profile p]\nregion = us-east-1\n${FIPS}role_arn = ${role('c')}\nsource_profile = one\n`,
  }),
  about(['endpoints', 'hops'], 'FIPS of the source profile is nothing', {
    config: `[profile base]\n${FIPS}${keys('a')}[profile p]\nregion = us-east-1\n${assume}`,
  }),
  about(['endpoints', 'hops'], 'dual-stack for the role’s hop', {
    config: `${base}[profile p]\n${REGION}${DUAL}${assume}`,
  }),
  about(['endpoints', 'order'], 'FIPS for a web identity', {
    config: `[profile p]\nregion = us-east-1\n${FIPS}${web}`,
    files: { token: 'ey.J.x' },
  }),
  about('endpoints', 'an endpoint', {
    config: `[profile p]\n${REGION}${endpoint()}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'an endpoint with a path', {
    config: `[profile p]\n${REGION}${endpoint('/some/where')}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'an endpoint with a path and a slash', {
    config: `[profile p]\n${REGION}${endpoint('/some/where/')}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about(['endpoints', 'hops'], 'an endpoint with a path for the role’s hop', {
    config: `${base}[profile p]\n${REGION}${endpoint('/some/where')}${assume}`,
    needs: ['endpoints'],
  }),
  about(['endpoints', 'hops'], 'an endpoint of the source profile is nothing', {
    config: `[profile base]\n${endpoint()}${keys('a')}[profile p]\n${REGION}${assume}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'an endpoint by the environment', {
    config: `[profile p]\n${REGION}${endpoint()}${keys('a')}`,
    env: { AWS_ENDPOINT_URL: 'http://env.example.com' },
    needs: ['endpoints'],
  }),
  about('endpoints', 'a service’s endpoint by the environment', {
    config: `[profile p]\n${REGION}${keys('a')}`,
    env: { AWS_ENDPOINT_URL: 'http://env.example.com', AWS_ENDPOINT_URL_STS: 'http://sts.example.com' },
    needs: ['endpoints'],
  }),
  about('endpoints', 'a services section', {
    config: `[services s]\nSTS =\n  endpoint_url = http://sts.example.com\n[profile p]\n${REGION}services = s\n${endpoint()}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'a services section whose nested name is in capitals', {
    config: `[services s]\nsts =\n  ENDPOINT_URL = http://sts.example.com\n[profile p]\n${REGION}services = s\n${endpoint()}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'a services section for another service', {
    config: `[services s]\nec2 =\n  endpoint_url = http://ec2.example.com\n[profile p]\n${REGION}services = s\n${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'a services section that isn’t there', {
    config: `[profile p]\n${REGION}services = s\n${endpoint()}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'endpoints that are to be ignored', {
    config: `[profile p]\n${REGION}ignore_configured_endpoint_urls = true\n${endpoint()}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about(['endpoints', 'names'], 'a services section in quotes', {
    config: `[services "my own"]\nsts =\n  endpoint_url = http://sts.example.com\n[profile p]\n${REGION}services = my own\n${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'FIPS and an endpoint', {
    config: `[profile p]\n${REGION}${FIPS}${endpoint()}${keys('a')}`,
    needs: ['endpoints'],
  }),
  about('endpoints', 'the region of the environment', {
    config: `[profile p]\n${REGION}${keys('a')}`,
    env: { AWS_DEFAULT_REGION: 'us-east-1' },
  }),
  about('endpoints', 'the newer region of the environment', {
    config: `[profile p]\n${REGION}${keys('a')}`,
    env: { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'eu-central-1' },
    needs: ['new region'],
  }),
  about(['endpoints', 'hops'], 'the region of the environment for the role’s hop', {
    config: `${base}[profile p]\n${REGION}${assume}`,
    env: { AWS_DEFAULT_REGION: 'us-east-1' },
  }),
  about('endpoints', 'a region in credentials', {
    config: `[profile p]\n${REGION}`,
    credentials: `[p]\nregion = us-east-1\n${keys('a')}`,
  }),
  about('endpoints', 'a region that is none', { config: `[profile p]\nregion = not a region\n${keys('a')}` }),
  about('endpoints', 'a region that is a host', { config: `[profile p]\nregion = evil.example.com/\n${keys('a')}` }),
  about(['endpoints', 'one section'], 'a region in the first of two default sections', {
    config: `[default]\nregion = us-east-1\n[profile default]\n${REGION}${temporaryKeys('b')}`,
    profile: 'default',
  }),
  about('endpoints', 'certificates of the profile', {
    config: `[profile p]\n${REGION}ca_bundle = {aws.pem}\n${keys('a')}`,
  }),
  about('endpoints', 'certificates of the environment', {
    config: `[profile p]\n${REGION}ca_bundle = {home}/gone\n${keys('a')}`,
    env: { AWS_CA_BUNDLE: '{aws.pem}' },
  }),
  about(['endpoints', 'hops'], 'certificates of the profile for the role’s hop', {
    config: `${base}[profile p]\n${REGION}ca_bundle = {aws.pem}\n${assume}`,
  }),
];

export const endpointCases: readonly ProfileCase[] = [...hops, ...endpoints];
