import type { Environment, SharedConfig } from './sharedConfig.ts';
import type { Section } from './sharedConfigParser.ts';

/** Service ids as AWS's SDK reference spells them. */
export type ServiceId = 'EC2' | 'ECS' | 'fis' | 'STS' | 'IAM' | 'SSO' | 'SSO OIDC' | 'Signin';

interface Configured {
  readonly section: Section;
  readonly shared: SharedConfig;
  readonly simulation?: { readonly endpoint: string };
}

/**
 * The endpoint that the person configured for a service, or undefined for AWS's own. A profile of the demo goes to the demo whatever the
 * environment says. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function effectiveEndpoint(profile: Configured, service: ServiceId, env: Environment): string | undefined {
  if (profile.simulation !== undefined) return profile.simulation.endpoint;
  const { section, shared } = profile;
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? section['ignore_configured_endpoint_urls'];
  if (ignored?.toLowerCase() === 'true') return undefined;
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

/** The region of a partition in which every account can call STS. */
export function homeRegion(region: string | undefined): string {
  if (region === undefined) return 'us-east-1';
  if (region.startsWith('cn-')) return 'cn-north-1';
  if (region.startsWith('us-gov-')) return 'us-gov-west-1';
  if (region.startsWith('us-isob-')) return 'us-isob-east-1';
  if (region.startsWith('us-iso-')) return 'us-iso-east-1';
  if (region.startsWith('eusc-')) return 'eusc-de-east-1';
  return 'us-east-1';
}
