import { partitionOf } from './partitions.ts';
import { isRegion } from './scope.ts';

/** What somebody named by an id or an ARN. Where it is, as far as the name tells. */
export interface Reference {
  readonly kind: 'instance' | 'service' | 'deployment' | 'experiment';
  /** The instance's or experiment's id, the service's or service deployment's ARN. */
  readonly id: string;
  readonly region?: string;
  /** 12 digits. */
  readonly account?: string;
}

/** A managed daemon of ECS, whose ARN says where it is. It has a page, and nothing of it is stopped. */
interface DaemonReference {
  readonly kind: 'daemon';
  /** The daemon's ARN. */
  readonly id: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
}

/** What a link, or whatever else names something from outside, can lead to the page of. */
export type PageReference = Reference | DaemonReference;

const LONGEST = 2_048;
const INSTANCE_ID = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const EXPERIMENT_ID = /^EXP[A-Za-z0-9]{4,60}$/;
/** Clusters and services have letters, digits, hyphens and underscores; an old service ARN has no cluster. */
const ECS_NAME = '[A-Za-z0-9_-]{1,255}';
const servicePath = new RegExp(`^service/(?:${ECS_NAME}/)?${ECS_NAME}$`);
const deploymentPath = new RegExp(`^service-deployment/${ECS_NAME}/${ECS_NAME}/[A-Za-z0-9_-]{1,64}$`);

const daemonPath = new RegExp(`^daemon/${ECS_NAME}/${ECS_NAME}$`);
const daemonDeploymentPath = new RegExp(`^daemon-deployment/(${ECS_NAME}/${ECS_NAME})/[A-Za-z0-9_-]{1,64}$`);

/**
 * Reads an id or an ARN that came from outside: an agent, a link, a terminal, a person's paste. Undefined for everything that isn't exactly one, for an ARN whose
 * partition isn't its region's, and for kinds that Halt doesn't stop.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function parseReference(value: unknown): Reference | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const text = value.trim();
  if (INSTANCE_ID.test(text)) return { kind: 'instance', id: text };
  if (EXPERIMENT_ID.test(text)) return { kind: 'experiment', id: text };
  const parts = arnParts(text);
  if (!parts) return undefined;
  const { service, path, place } = parts;
  const [type = '', id = '', ...deeper] = path.split('/');
  if (service === 'ec2' && type === 'instance' && deeper.length === 0 && INSTANCE_ID.test(id)) {
    return { kind: 'instance', id, ...place };
  }
  if (service === 'fis' && type === 'experiment' && deeper.length === 0 && EXPERIMENT_ID.test(id)) {
    return { kind: 'experiment', id, ...place };
  }
  if (service === 'ecs' && servicePath.test(path)) return { kind: 'service', id: text, ...place };
  if (service === 'ecs' && deploymentPath.test(path)) return { kind: 'deployment', id: text, ...place };
  return undefined;
}

/** The same, and the ARN of a managed daemon, or of one of its deployments, which the daemon's page is about. */
export function parsePageReference(value: unknown): PageReference | undefined {
  const reference = parseReference(value);
  if (reference || typeof value !== 'string' || value.length > LONGEST) return reference;
  const text = value.trim();
  const parts = arnParts(text);
  if (parts?.service !== 'ecs') return undefined;
  if (daemonPath.test(parts.path)) return { kind: 'daemon', id: text, ...parts.place };
  const [, daemon] = daemonDeploymentPath.exec(parts.path) ?? [];
  if (daemon === undefined) return undefined;
  return { kind: 'daemon', id: `${text.slice(0, -parts.path.length)}daemon/${daemon}`, ...parts.place };
}

/** The parts of an ARN of a region and an account; undefined for one whose partition isn't its region's, and whatever is none. */
function arnParts(text: string) {
  const [arn, partition, service, region, account, ...rest] = text.split(':');
  const [path, ...more] = rest;
  if (arn !== 'arn' || path === undefined || more.length > 0) return undefined;
  if (!isRegion(region) || partition !== partitionOf(region)) return undefined;
  if (account === undefined || !/^\d{12}$/.test(account)) return undefined;
  return { service, path, place: { region, account } };
}
