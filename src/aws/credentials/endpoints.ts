import type { Environment } from './environment.ts';
import type { SharedConfig } from './sharedConfig.ts';
import type { Section } from './sharedConfigParser.ts';
import { isLoopback } from '../../base/loopback.ts';
import { type Destination, routedServices, routeOf, type RoutedService } from '../../model/destination.ts';
import { isPartition, partitionOf, partitions } from '../../model/partitions.ts';
import type { Credentials } from './credentials.ts';

/** Service ids as AWS's SDK reference spells them. */
export type ServiceId = 'EC2' | 'ECS' | 'fis' | 'STS' | 'IAM' | 'CloudWatch' | 'SSO' | 'SSO OIDC' | 'Signin';

interface Configured {
  readonly section: Section;
  readonly shared: Pick<SharedConfig, 'services'>;
  readonly simulation?: { readonly endpoint: string };
}

/**
 * The endpoint that the person configured for a service, or undefined for AWS's own. A profile of the demo goes to the demo whatever the
 * environment says. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function effectiveEndpoint(profile: Configured, service: ServiceId, env: Environment): string | undefined {
  if (profile.simulation !== undefined) return profile.simulation.endpoint;
  const { section, shared } = profile;
  if (isIgnoring(section, env)) return undefined;
  const words = service.split(' ').join('_');
  const services = section['services'] === undefined ? undefined : shared.services.get(section['services']);
  return (
    env[`AWS_ENDPOINT_URL_${words.toUpperCase()}`] ||
    env['AWS_ENDPOINT_URL'] ||
    services?.[`${words.toLowerCase()}.endpoint_url`] ||
    section['endpoint_url'] ||
    undefined
  );
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
  readonly caBundle: string | undefined;
  readonly destination: Destination;
}

/**
 * `credentials`: with which the requests are signed, where they are known. Simulated is only what Halt's simulator has marked, what is signed with its
 * keys, which open nothing else, and what leads to this machine for every service.
 */
export function routesOf(profile: Configured, env: Environment, credentials?: Credentials): Routes {
  const route = (service: RoutedService): Route => {
    const endpoint = effectiveEndpoint(profile, service, env);
    const own = { useFipsEndpoint: false, useDualstackEndpoint: false };
    return { endpoint, ...(endpoint === undefined ? endpointVariants(profile, env) : own) };
  };
  const to = {
    ...{ EC2: route('EC2'), ECS: route('ECS'), fis: route('fis') },
    ...{ STS: route('STS'), IAM: route('IAM'), CloudWatch: route('CloudWatch') },
  };
  return { to, caBundle: caBundle(profile, env), destination: destinationOf(profile, to, credentials) };
}

function destinationOf(profile: Configured, to: Routes['to'], credentials: Credentials | undefined): Destination {
  const endpoints = routedServices.map((service) => to[service].endpoint);
  if (endpoints.every((endpoint) => endpoint === undefined)) return { kind: 'aws' };
  const marked = profile.simulation !== undefined || profile.section['halt_simulated'] === 'true';
  const signed = credentials === undefined || isSimulatedKey(credentials.accessKeyId);
  const here = endpoints.every((endpoint) => endpoint !== undefined && isLoopback(endpoint));
  if (marked && signed && here) return { kind: 'simulated' };
  const { EC2, ECS, fis, STS, IAM, CloudWatch } = to;
  return {
    kind: 'custom',
    routes: {
      ...{ EC2: routeOf(EC2.endpoint), ECS: routeOf(ECS.endpoint), fis: routeOf(fis.endpoint) },
      ...{ STS: routeOf(STS.endpoint), IAM: routeOf(IAM.endpoint), CloudWatch: routeOf(CloudWatch.endpoint) },
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

/** Where the certificates are that a profile's endpoints are trusted by, beside the usual ones; AWS's tools look into the environment first. */
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

/** Why a profile's calls could go elsewhere than configured; undefined where they can't. */
export function misconfiguration(profile: Configured, env: Environment): string | undefined {
  if (profile.simulation !== undefined) return undefined;
  const { section, shared } = profile;
  const region = configuredRegion(section, env);
  if (region !== undefined && !isRegion(region)) return 'Its region is no region’s name.';
  const { services } = section;
  if (services === undefined || shared.services.has(services) || env['AWS_ENDPOINT_URL'] || isIgnoring(section, env))
    return undefined;
  return `It names the services section "${services}", which does not exist.`;
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
