import type { Environment } from './environment.ts';
import type { ProfileSections, SharedConfig } from './sharedConfig.ts';
import type { Section } from './sharedConfigParser.ts';
import { isLoopback } from '../transport/loopback.ts';
import { type Destination, routedServices, routeOf, type RoutedService } from '../../model/destination.ts';
import { isPartition, partitionOf, partitions } from '../../model/partitions.ts';
import type { Credentials } from './credentials.ts';

/** Service ids as AWS's SDK reference spells them. */
export type ServiceId = 'EC2' | 'ECS' | 'fis' | 'STS' | 'IAM' | 'CloudWatch' | 'SSO' | 'SSO OIDC' | 'Signin';

/** A profile's settings, as far as they decide where its requests go. */
interface Configured {
  readonly section: Section;
  readonly shared: Pick<SharedConfig, 'services'>;
  readonly simulation?: { readonly endpoint: string };
  /** Its requests are signed with the keys of the environment's variables, whatever its section has. */
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

/** The name of a service in a `services` section. */
const sectionKey = (service: ServiceId): string => service.split(' ').join('_').toLowerCase();

/** The first endpoint that is set and isn't empty, in AWS's order of precedence. `setting`: the variable or property that sets it. */
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
  /** A configured address; undefined for AWS's own endpoint. */
  readonly endpoint: string | undefined;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
}

/** Where one profile's requests go, settled once for each lease of its credentials. */
export interface Routes {
  readonly to: Readonly<Record<RoutedService, Route>>;
  /** The path of a file of certificates that is trusted beside the usual ones; undefined where none is configured. */
  readonly caBundle: string | undefined;
  readonly destination: Destination;
}

/**
 * Where a profile's requests go. `credentials`: the ones that sign the requests; as long as they aren't known, the profile's own keys stand for them.
 * The destination counts as simulated only if the profile is marked by Halt's simulator, the key is one of the simulator's, which opens nothing else,
 * and every service's endpoint is on this machine.
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
  // As long as the key isn't known, only the demo's own profiles count as signed by the simulator's keys.
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

/** Whether it is a key of the simulator. AWS's keys never have this form. */
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
 * The path of the certificates by which a profile's endpoints are trusted; the environment comes first, as in AWS's tools. `REQUESTS_CA_BUNDLE`, the
 * variable of all Python tools that the AWS CLI takes last, isn't used: it would replace the system's authorities and those of NODE_EXTRA_CA_CERTS,
 * which the editor trusts.
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

/** Whether a text can be a region's name, and so a part of a host name: by the rule of AWS's tools. */
function isRegion(text: string): boolean {
  return /^(?!\d+$)(?!-)[a-zA-Z\d-]{1,63}(?<!-)$/.test(text);
}

/** A profile together with its section as it stands in each file. */
interface Stated extends Configured {
  readonly shared: Pick<SharedConfig, 'services' | 'brokenServices'>;
  readonly places: ProfileSections | undefined;
}

/** Why a profile's calls could go elsewhere than the person configured, as a sentence; undefined where they can't. */
export function misconfiguration(profile: Stated, env: Environment): string | undefined {
  if (profile.simulation !== undefined) return undefined;
  const { section } = profile;
  const region = configuredRegion(section, env);
  if (region !== undefined && !isRegion(region)) return 'Its region is no region’s name.';
  return unclearSetting(profile, env) ?? servicesFault(profile, env) ?? endpointFault(profile, env);
}

/**
 * A setting that decides where calls go and that can't be read, or is given twice with different values. The AWS CLI doesn't accept such a file at
 * all.
 */
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

/** An endpoint that is no web address. Its value isn't quoted, as it could be a password in the wrong place. */
function endpointFault(profile: Stated, env: Environment): string | undefined {
  for (const service of askedServices) {
    const configured = configuredEndpoint(profile, service, env);
    if (configured !== undefined && !isWebAddress(configured.endpoint))
      return `Its ${configured.setting} is no address that begins with http:// or https://.`;
  }
  return undefined;
}

/** Whether it is a web address with a host; without a host it can't be parsed. */
function isWebAddress(text: string): boolean {
  return /^https?:/i.test(text) && URL.canParse(text);
}

function isIgnoring(section: Section, env: Environment): boolean {
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? section['ignore_configured_endpoint_urls'];
  return ignored?.toLowerCase() === 'true';
}

/** The region of a partition in which every account can call STS. `region`: any region of the partition. */
export function homeRegion(region: string | undefined): string {
  return partitions[region === undefined ? 'aws' : partitionOf(region)].home;
}

/** The region in which STS is asked for a role or for an identity: the configured region, unless the role is in another partition. */
export function stsRegion(region: string | undefined, roleArn: string | undefined): string {
  const home = partitionHome(roleArn);
  if (region !== undefined && (home === undefined || partitionOf(home) === partitionOf(region))) return region;
  return home ?? homeRegion(undefined);
}

/** The region in which STS is asked for a profile's identity. */
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
