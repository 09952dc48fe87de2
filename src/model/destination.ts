import { apiName, type OperationType } from './operation.ts';
import { domains, partitionNames, partitions } from './partitions.ts';

/** The services of which Halt shows or changes something, as AWS's SDK reference spells their ids. */
export const routedServices = ['EC2', 'ECS', 'fis', 'STS', 'IAM', 'CloudWatch'] as const;
/** A service that requests are sent to, by the id that AWS's SDK has for it. */
export type RoutedService = (typeof routedServices)[number];

/** Where the requests to each service go: `aws` for AWS's own endpoint, else the configured one's scheme, host, port and path. */
export type ServiceRoutes = Readonly<Record<RoutedService, string>>;

/** What stands in {@link ServiceRoutes} for AWS's own endpoint. */
export const AT_AWS = 'aws';

/** Where a profile's requests go. What is not wholly the simulated AWS is treated like AWS by every guard. */
export type Destination =
  /** AWS's own endpoints. */
  | { readonly kind: 'aws' }
  /** Halt's own simulated AWS, for every service. */
  | { readonly kind: 'simulated' }
  /** For one service or more a configured endpoint: a tunnel, a proxy, another emulator, a VPC's. */
  | { readonly kind: 'custom'; readonly routes: ServiceRoutes };

const serviceOfPrefix = { ec2: 'EC2', ecs: 'ECS', fis: 'fis' } as const satisfies Record<string, RoutedService>;

type Prefix = (typeof apiName)[OperationType] extends `${infer P}:${string}` ? P : never;

/** The service that an operation changes something in. */
export function changedService(type: OperationType): RoutedService {
  return serviceOfPrefix[apiName[type].slice(0, 3) as Prefix];
}

/** As people call a service. */
export const serviceName = (service: RoutedService): string => (service === 'fis' ? 'FIS' : service);

/** What an endpoint is known by: without a user, a query, or a slash at its end. Empty for what is no address. */
export function routeOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return AT_AWS;
  if (!URL.canParse(endpoint)) return '';
  const { protocol, host, pathname } = new URL(endpoint);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

/**
 * Whether `witness`, which tells whose credentials or what an account is called, speaks of where a service's requests go. Another's endpoint knows nothing of AWS's accounts,
 * whatever it answers; AWS's own knows them behind an interface endpoint or by any of its names, too.
 */
export function isVouchedFor(destination: Destination, service: RoutedService, witness: 'STS' | 'IAM'): boolean {
  if (destination.kind !== 'custom') return true;
  const { [witness]: asked, [service]: changed } = destination.routes;
  return asked === AT_AWS || !isOfAws(changed, service) || (isOfAws(asked, witness) && isPlainHttps(asked));
}

declare const answering: unique symbol;

/** Who answers, as {@link answererOf} names it. Branded, as facts that an endpoint told are remembered under this name, and no other text may get in as one. */
export type Answerer = string & { readonly [answering]: true };

/**
 * What answers for a service there: AWS, by whichever of its names, the simulated AWS, or another one's address. An account's number says whose it is only together with this:
 * another endpoint has accounts of its own.
 */
export function answererOf(destination: Destination, service: RoutedService): Answerer {
  return nameOfAnswerer(destination, service) as Answerer;
}

function nameOfAnswerer(destination: Destination, service: RoutedService): string {
  if (destination.kind !== 'custom') return destination.kind;
  const route = destination.routes[service];
  return isOfAws(route, service) ? AT_AWS : route;
}

declare const beside: unique symbol;

/** What answers beside AWS, as {@link elsewhereOf} names it, in a form that can be shown. Branded: it is told together with an account's number, or forgotten. */
export type Elsewhere = string & { readonly [beside]: true };

/**
 * What answers there where it isn't AWS for every service, by whichever of its names. Undefined for AWS. An account's number says whose something is only together with this: another endpoint has
 * accounts of its own, which can have the numbers of AWS's.
 */
export function elsewhereOf(destination: Destination): Elsewhere | undefined {
  if (destination.kind === 'aws') return undefined;
  const { kind } = destination;
  if (kind === 'simulated') return kind as string as Elsewhere;
  const at = (service: RoutedService): string => nameOfAnswerer(destination, service);
  const routes = {
    EC2: at('EC2'),
    ECS: at('ECS'),
    fis: at('fis'),
    STS: at('STS'),
    IAM: at('IAM'),
    CloudWatch: at('CloudWatch'),
  };
  return routedServices.every((service) => routes[service] === AT_AWS)
    ? undefined
    : (routesInText(routes) as Elsewhere);
}

/** Each route with the services that take it: `http://localhost:4566 (EC2), AWS (ECS, FIS)`; the address alone where all take one. */
export function routesInText(routes: ServiceRoutes): string {
  const taken = [...new Set(routedServices.map((service) => routes[service]))];
  const all = taken.map((route) => {
    const address = route === AT_AWS ? 'AWS' : route;
    const services = routedServices.filter((service) => routes[service] === route).map(serviceName);
    return taken.length === 1 ? address : `${address} (${services.join(', ')})`;
  });
  return all.join(', ');
}

function isPlainHttps(route: string): boolean {
  const { protocol, port } = new URL(route);
  return protocol === 'https:' && port === '';
}

/**
 * Whether a route ends at AWS's own endpoint of a service. Not every host below AWS's domains is AWS's: an instance, a load balancer and an endpoint service of
 * PrivateLink have names there as well. Sources: https://docs.aws.amazon.com/general/latest/gr/rande.html,
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
function isOfAws(route: string, service: RoutedService): boolean {
  if (route === AT_AWS) return true;
  if (!URL.canParse(route)) return false;
  const host = new URL(route).hostname.replace(/\.$/, '');
  // GovCloud's stands at no region: `iam.us-gov.amazonaws.com`.
  if (service === 'IAM' && partitionNames.some((name) => partitions[name].iam === host)) return true;
  return domains.some((domain) => host.endsWith(`.${domain}`) && isOwnName(host.slice(0, -domain.length - 1), service));
}

function isOwnName(name: string, service: RoutedService): boolean {
  const own = service === 'CloudWatch' ? 'monitoring' : service.toLowerCase();
  const label = `${own}(?:-fips)?`;
  const region = '[a-z]{2,4}(?:-[a-z]+)+-\\d+';
  return new RegExp(
    `^(?:${label}(?:\\.${region})?|${region}\\.${label}|vpce-[a-z\\d-]+\\.${label}\\.${region}\\.vpce)$`,
  ).test(name);
}
