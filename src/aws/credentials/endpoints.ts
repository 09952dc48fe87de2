import type { Environment } from './environment.ts';
import type { ProfileSections, SharedConfig } from './sharedConfig.ts';
import type { Section } from './sharedConfigParser.ts';
import { isLoopback } from '../transport/loopback.ts';
import { type Destination, routedServices, routeOf, type RoutedService } from '../../model/destination.ts';
import { isPartition, partitionOf, partitions } from '../../model/partitions.ts';
import type { Credentials } from './credentials.ts';

/** Service ids as AWS's SDK reference spells them. */
export type ServiceId = 'EC2' | 'ECS' | 'fis' | 'STS' | 'IAM' | 'CloudWatch' | 'SSO' | 'SSO OIDC' | 'Signin';

interface Configured {
  readonly section: Section;
  readonly shared: Pick<SharedConfig, 'services'>;
  readonly simulation?: { readonly endpoint: string };
  /** Signed with the environment's keys, whatever the section has. */
  readonly fromEnvironment?: boolean;
}

/**
 * The endpoint that the person configured for a service, or undefined for AWS's own. A profile of the demo goes to the demo whatever the
 * environment says. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function effectiveEndpoint(profile: Configured, service: ServiceId, env: Environment): string | undefined {
  if (profile.simulation !== undefined) return profile.simulation.endpoint;
  return configuredEndpoint(profile, service, env)?.endpoint;
}

/** As a service is called in a services section. */
const sectionKey = (service: ServiceId): string => service.split(' ').join('_').toLowerCase();

/** The first that isn't empty. `setting`: where it is set, a variable or a property. */
function configuredEndpoint(
  { section, shared }: Configured,
  service: ServiceId,
  env: Environment,
): { readonly setting: string; readonly endpoint: string } | undefined {
  if (isIgnoring(section, env)) return undefined;
  const services = section['services'] === undefined ? undefined : shared.services.get(section['services']);
  const own = `${sectionKey(service)}.endpoint_url`;
  const variables = [`AWS_ENDPOINT_URL_${sectionKey(service).toUpperCase()}`, 'AWS_ENDPOINT_URL'];
  const settings = [
    ...variables.map((variable) => [variable, env[variable]] as const),
    [own, services?.[own]] as const,
    ['endpoint_url', section['endpoint_url']] as const,
  ];
  for (const [setting, endpoint] of settings) if (endpoint) return { setting, endpoint };
  return undefined;
}

/** How the requests to one service find their way. */
export interface Route {
  /** Undefined for AWS's own. */
  readonly endpoint: string | undefined;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
}

/** The ways of one profile's requests, settled once for each lease of its credentials. */
export interface Routes {
  readonly to: Readonly<Record<RoutedService, Route>>;
  /** The path of a file of certificates that is trusted beside the usual ones; undefined where none is configured. */
  readonly caBundle: string | undefined;
  readonly destination: Destination;
}

/**
 * `credentials`: with which the requests are signed; until they are known, the keys that the profile has itself stand for them. Simulated is only what Halt's simulator has marked, what is signed with its
 * keys, which open nothing else, and what leads to this machine for every service.
 */
export function routesOf(profile: Configured, env: Environment, credentials?: Credentials): Routes {
  const route = (service: RoutedService): Route => {
    const endpoint = effectiveEndpoint(profile, service, env);
    const own = { useFipsEndpoint: false, useDualstackEndpoint: false };
    return { endpoint, ...(endpoint === undefined ? endpointVariants(profile, env) : own) };
  };
  const to = {
    EC2: route('EC2'),
    ECS: route('ECS'),
    fis: route('fis'),
    STS: route('STS'),
    IAM: route('IAM'),
    CloudWatch: route('CloudWatch'),
  };
  const configured = profile.fromEnvironment === true ? env['AWS_ACCESS_KEY_ID'] : profile.section['aws_access_key_id'];
  const key = credentials?.accessKeyId ?? configured;
  return { to, caBundle: caBundle(profile, env), destination: destinationOf(profile, to, key) };
}

function destinationOf(profile: Configured, to: Routes['to'], key: string | undefined): Destination {
  const endpoints = routedServices.map((service) => to[service].endpoint);
  if (endpoints.every((endpoint) => endpoint === undefined)) return { kind: 'aws' };
  const marked = profile.simulation !== undefined || profile.section['halt_simulated'] === 'true';
  // Of a key that nobody knows yet only the demo's own profiles tell whose it is.
  const signed = key === undefined ? profile.simulation !== undefined : isSimulatedKey(key);
  const here = endpoints.every((endpoint) => endpoint !== undefined && isLoopback(endpoint));
  if (marked && signed && here) return { kind: 'simulated' };
  const { EC2, ECS, fis, STS, IAM, CloudWatch } = to;
  return {
    kind: 'custom',
    routes: {
      EC2: routeOf(EC2.endpoint),
      ECS: routeOf(ECS.endpoint),
      fis: routeOf(fis.endpoint),
      STS: routeOf(STS.endpoint),
      IAM: routeOf(IAM.endpoint),
      CloudWatch: routeOf(CloudWatch.endpoint),
    },
  };
}

/** As the simulator makes them: no key of AWS's has this form. */
function isSimulatedKey(accessKeyId: string): boolean {
  return /^(AKIA|ASIA)\d{12}DEMO$/.test(accessKeyId);
}

/** `use_fips_endpoint` and `use_dualstack_endpoint`, from the environment or the profile. */
export function endpointVariants(
  profile: Configured,
  env: Environment,
): { readonly useFipsEndpoint: boolean; readonly useDualstackEndpoint: boolean } {
  const chosen = (variable: string, key: string): boolean =>
    (env[variable] ?? profile.section[key])?.toLowerCase() === 'true';
  return {
    useFipsEndpoint: chosen('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstackEndpoint: chosen('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'),
  };
}

/**
 * Where the certificates are that a profile's endpoints are trusted by; AWS's tools look into the environment first. Not what is set for all of Python's tools (`REQUESTS_CA_BUNDLE`, which the AWS CLI takes
 * last): it would take the place of the system's authorities and of NODE_EXTRA_CA_CERTS, by which the editor trusts.
 */
export function caBundle(profile: Configured, env: Environment): string | undefined {
  return profile.simulation === undefined
    ? env['AWS_CA_BUNDLE'] || profile.section['ca_bundle'] || undefined
    : undefined;
}

/** The region that is configured: the environment's comes before the profile's. */
export function configuredRegion(section: Section, env: Environment): string | undefined {
  return env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || section['region'] || undefined;
}

/** What can be a region's name, and so a part of a host's: as AWS's tools check it. */
function isRegion(text: string): boolean {
  return /^(?!\d+$)(?!-)[a-zA-Z\d-]{1,63}(?<!-)$/.test(text);
}

/** A profile together with its section as it stands in each file. */
interface Stated extends Configured {
  readonly shared: Pick<SharedConfig, 'services' | 'brokenServices'>;
  readonly places: ProfileSections | undefined;
}

/** Why a profile's calls could go elsewhere than configured; undefined where they can't. */
export function misconfiguration(profile: Stated, env: Environment): string | undefined {
  if (profile.simulation !== undefined) return undefined;
  const { section } = profile;
  const region = configuredRegion(section, env);
  if (region !== undefined && !isRegion(region)) return 'Its region is no region’s name.';
  return unclearSetting(profile, env) ?? servicesFault(profile, env) ?? endpointFault(profile, env);
}

/** A setting that says where calls go and that can't be read, or is given twice with different values: the AWS CLI takes no such file. */
function unclearSetting({ section, places }: Stated, env: Environment): string | undefined {
  const sections = [places?.config?.section, places?.credentials?.section];
  const unclear = new Set(sections.flatMap((it) => (it === undefined ? [] : [...it.ambiguous, ...it.unread])));
  const isIgnoringStated = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] !== undefined;
  const areEndpointsAsked = !isIgnoring(section, env) && !env['AWS_ENDPOINT_URL'];
  const deciding = [
    ...(configuredRegion({}, env) === undefined ? ['region'] : []),
    ...(isIgnoringStated ? [] : ['ignore_configured_endpoint_urls']),
    ...(areEndpointsAsked ? ['services', 'endpoint_url'] : []),
  ];
  // Without an equals sign, the colon of the address ends the name: `endpoint_url http`.
  if (Object.keys(section).some((name) => /^endpoint_url\s/.test(name))) unclear.add('endpoint_url');
  const setting = deciding.find((one) => unclear.has(one));
  return setting === undefined ? undefined : `Its ${setting} has no value that can be read, or several.`;
}

function servicesFault({ section, shared }: Stated, env: Environment): string | undefined {
  const { services } = section;
  if (services === undefined || env['AWS_ENDPOINT_URL'] || isIgnoring(section, env)) return undefined;
  const named = shared.services.get(services);
  if (named === undefined) return `It names the services section "${services}", which does not exist.`;
  const hasBlock = (service: string): boolean => Object.keys(named).some((key) => key.startsWith(`${service}.`));
  const property =
    shared.brokenServices.get(services) ??
    askedServices.map(sectionKey).find((key) => named[key] !== undefined && !hasBlock(key));
  if (property === undefined) return undefined;
  return `It names the services section "${services}", in which "${property}" can’t be understood.`;
}

const askedServices: readonly ServiceId[] = [...routedServices, 'SSO', 'SSO OIDC', 'Signin'];

/** What is no address may hold a password like one, and isn't quoted. */
function endpointFault(profile: Stated, env: Environment): string | undefined {
  for (const service of askedServices) {
    const configured = configuredEndpoint(profile, service, env);
    if (configured !== undefined && !isWebAddress(configured.endpoint))
      return `Its ${configured.setting} is no address that begins with http:// or https://.`;
  }
  return undefined;
}

/** One that has a host: without, such an address can't be parsed. */
function isWebAddress(text: string): boolean {
  return /^https?:/i.test(text) && URL.canParse(text);
}

function isIgnoring(section: Section, env: Environment): boolean {
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? section['ignore_configured_endpoint_urls'];
  return ignored?.toLowerCase() === 'true';
}

/** The region of a partition in which every account can call STS, by any region of it. */
export function homeRegion(region: string | undefined): string {
  return partitions[region === undefined ? 'aws' : partitionOf(region)].home;
}

/** Where STS is asked for a role, or of whom somebody is: in the configured region, unless the role is in another partition than that. */
export function stsRegion(region: string | undefined, roleArn: string | undefined): string {
  const home = partitionHome(roleArn);
  if (region !== undefined && (home === undefined || partitionOf(home) === partitionOf(region))) return region;
  return home ?? homeRegion(undefined);
}

/** Where a profile is asked who it is. */
export function identityRegion(profile: {
  readonly section: Section;
  readonly region: string | undefined;
  readonly fromEnvironment: boolean;
}): string {
  const { section, region, fromEnvironment } = profile;
  return stsRegion(region, fromEnvironment ? undefined : (section['role_arn'] ?? section['login_session']));
}

function partitionHome(arn: string | undefined): string | undefined {
  const name = arn?.split(':')[1];
  return name !== undefined && isPartition(name) ? partitions[name].home : undefined;
}
