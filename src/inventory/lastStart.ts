import { type Fact, known, none, unread, valueOf } from '../model/fact.ts';
import type { Resource } from '../model/resources/resource.ts';
import { isDeploymentUnread, isRollingOut, type Service } from '../model/resources/service.ts';

type Started = Exclude<Resource, { kind: 'lever' }>;

/**
 * When a resource last started, in milliseconds since the epoch: an instance's launch time is that of its last start; a service started with its
 * present deployment. `none` for a service of which nothing rolls out. `unread` where AWS's answer has no readable time, as every instance and
 * experiment has one. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 */
export function startOf(resource: Started): Fact<number> {
  switch (resource.kind) {
    case 'instance':
      return timeOf(resource.launchedAt);
    case 'service':
      return startOfService(resource);
    case 'experiment':
      return timeOf(resource.full?.startedAt ?? resource.createdAt);
  }
}

/** {@link startOf} for orders and rows, to which `none` and `unread` are the same. */
export const lastStartOf = (resource: Started): number | undefined => valueOf(startOf(resource));

function startOfService(service: Service): Fact<number> {
  const { deployment, deploymentUnread, currentDeploymentArn } = service;
  if (!deployment) return isRollingOut(service) || isDeploymentUnread(service) ? unread : none;
  // What was read earlier tells nothing of another deployment that has begun since.
  if (deploymentUnread === true && currentDeploymentArn !== deployment.id) return unread;
  return timeOf(deployment.startedAt ?? deployment.createdAt);
}

const timeOf = (at: number | undefined): Fact<number> => (at === undefined ? unread : known(at));
