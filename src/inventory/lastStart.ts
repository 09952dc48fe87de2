import type { Resource } from '../model/resources/resource.ts';

/**
 * When it last started, in milliseconds since the epoch, as far as AWS tells: an instance's launch time is that of its last start, a service started with its present deployment.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 */
export function lastStartOf(resource: Exclude<Resource, { kind: 'lever' }>): number | undefined {
  switch (resource.kind) {
    case 'instance':
      return resource.launchedAt;
    case 'service':
      return resource.deployment?.startedAt ?? resource.deployment?.createdAt;
    case 'experiment':
      return resource.full?.startedAt ?? resource.createdAt;
  }
}
