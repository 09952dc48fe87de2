import type { Resource } from './resources/resource.ts';
import { partitionOf, partitions } from './partitions.ts';
import { isRegion, type Scope } from './scope.ts';
import type { ServiceDeployment } from './resources/deployment.ts';

/** The ARN of a resource, or undefined where AWS told none and it can't be built. */
export function arnOf(resource: Resource | ServiceDeployment, account: string | undefined): string | undefined {
  switch (resource.kind) {
    case 'instance':
      // Without its owner, where an answer tells none, it names nothing.
      return accountOfArn(resource.arn) === undefined
        ? built(resource.scope, 'ec2', `instance/${resource.id}`, account)
        : resource.arn;
    case 'service':
    case 'deployment':
      return resource.id;
    case 'experiment':
      return resource.arn ?? built(resource.scope, 'fis', `experiment/${resource.id}`, account);
    case 'lever':
      return resource.arn;
  }
}

const built = ({ region }: Scope, service: string, path: string, account: string | undefined): string | undefined =>
  account === undefined ? undefined : `arn:${partitionOf(region)}:${service}:${region}:${account}:${path}`;

/** The page of the AWS console for a resource. China and GovCloud have consoles of their own. */
export function consoleUrl(resource: Resource | ServiceDeployment): string {
  const { scope } = resource;
  const home = consoleHome(scope);
  const region = encodeURIComponent(scope.region);
  switch (resource.kind) {
    case 'instance':
      return `${home}/ec2/home?region=${region}#InstanceDetails:instanceId=${encodeURIComponent(resource.id)}`;
    case 'service':
      return `${home}/ecs/v2/clusters/${encodeURIComponent(resource.clusterName)}/services/${encodeURIComponent(resource.name)}/deployments?region=${region}`;
    case 'deployment': {
      const [cluster = '', service = ''] = [resource.clusterArn, resource.serviceArn].map(lastPart);
      return `${home}/ecs/v2/clusters/${encodeURIComponent(cluster)}/services/${encodeURIComponent(service)}/deployments?region=${region}`;
    }
    case 'experiment':
      return `${home}/fis/home?region=${region}#ExperimentDetails:ExperimentId=${encodeURIComponent(resource.id)}`;
    case 'lever':
      return `${home}/fis/home?region=${region}#Dashboard`;
  }
}

const ARN_ACCOUNT = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/;

/** The account that an ARN names; undefined where it names none. */
export function accountOfArn(arn: string): string | undefined {
  return ARN_ACCOUNT.exec(arn)?.[1];
}

/** The console's page of an ECS cluster. */
export function clusterUrl(scope: Scope, clusterName: string): string {
  const region = encodeURIComponent(scope.region);
  return `${consoleHome(scope)}/ecs/v2/clusters/${encodeURIComponent(clusterName)}/services?region=${region}`;
}

/** Of an ECS ARN, the service's old form without its cluster among them. */
const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function consoleHome({ region }: Scope): string {
  const partition = partitionOf(region);
  // The other partitions' consoles have one address each. A link is shown of whatever was kept of a place: its region alone must not lead elsewhere.
  const own = partition === 'aws' && isRegion(region) ? `${region}.` : '';
  return `https://${own}${partitions[partition].console}`;
}
