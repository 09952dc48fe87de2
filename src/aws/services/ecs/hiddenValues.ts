import { createHmac } from 'node:crypto';
import { member, record, set, text } from '../../../base/untrusted.ts';

/**
 * The members of a service revision or a task definition whose texts are names, addresses and choices. Every other text is hidden, also that of a member
 * that AWS adds later: values of environment variables and of labels, references to secrets, command lines, which often carry a token, and the options
 * of drivers. Numbers and flags are no secrets.
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html, .../API_TaskDefinition.html, .../API_ContainerDefinition.html
 */
const shown: ReadonlySet<string> = new Set([
  ...['serviceRevisionArn', 'serviceArn', 'clusterArn', 'taskDefinition', 'taskDefinitionArn', 'registeredBy', 'arn'],
  ...['capacityProvider', 'launchType', 'platformVersion', 'platformFamily', 'status', 'family', 'networkMode'],
  ...['targetGroupArn', 'alternateTargetGroupArn', 'loadBalancerName', 'containerName', 'registryArn', 'portName'],
  ...['productionListenerRule', 'testListenerRule', 'roleArn', 'taskRoleArn', 'executionRoleArn'],
  ...['subnets', 'securityGroups', 'assignPublicIp', 'dnsServers', 'dnsSearchDomains', 'hostname', 'ipAddress'],
  ...['namespace', 'discoveryName', 'dnsName', 'awsPcaAuthorityArn', 'kmsKey', 'kmsKeyId', 'format'],
  ...['image', 'imageDigest', 'name', 'key', 'type', 'cpu', 'memory', 'protocol', 'appProtocol'],
  ...['containerPortRange', 'links', 'condition', 'user', 'workingDirectory', 'versionConsistency', 'logDriver'],
  ...['sourceVolume', 'sourceContainer', 'containerPath', 'hostPath', 'sourcePath', 'mountOptions', 'permissions'],
  ...['add', 'drop', 'scope', 'driver', 'fileSystemId', 'rootDirectory', 'domain', 'iam'],
  ...['transitEncryption', 'accessPointId', 'volumeType', 'snapshotId', 'filesystemType', 'resourceType'],
  ...['propagateTags', 'cpuArchitecture', 'operatingSystemFamily', 'compatibilities', 'requiresCompatibilities'],
  ...['expression', 'pidMode', 'ipcMode', 'deviceName', 'deviceType', 'availabilityZoneRebalancing'],
]);

/** Of the options of a container's log driver, which no label or volume shares, those that say where the log goes. */
const shownOptions: ReadonlySet<string> = new Set([
  ...['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix', 'awslogs-create-group', 'mode', 'max-buffer-size'],
]);

/** Objects whose members are named by whoever wrote them. */
const maps: ReadonlySet<string> = new Set(['options', 'driverOpts', 'labels', 'dockerLabels']);

/** Levels of members and lists; AWS's own documents have fewer than 20. What is deeper is hidden whole, with no digits: nobody can ask for it. */
const MOST_LEVELS = 100;
const TOO_DEEP = '(hidden)';

/** Lists whose order says nothing: by name, what differs between two of them stands side by side. */
const unordered: ReadonlySet<string> = new Set(['environment', 'secrets', 'secretOptions']);

/** Which values of a task definition are shown, and by what the others are told apart. */
export interface Hiding {
  /** What stands for the values that somebody asked for, such as `(hidden 0f1e2d3c)`; they alone are as AWS sent them, wherever they are. */
  readonly asked: ReadonlySet<string>;
  /** Marks the same value alike, and says nothing of it without the key. Never kept. */
  readonly key: Uint8Array;
}

/**
 * A copy of the JSON value with `(hidden 0f1e2d3c)` for each text that may be a secret: the eight digits are the same for the same value, so that a difference
 * shows and its two sides don't.
 */
export function hideValues(value: unknown, hiding: Hiding): unknown {
  return hide(value, { name: '', inMap: false, within: [], level: 0 }, hiding);
}

interface Position {
  /** Of the member, or of the list that the value is in. */
  readonly name: string;
  readonly inMap: boolean;
  /** The names of the members around it, the nearest first. */
  readonly within: readonly string[];
  readonly level: number;
}

function hide(value: unknown, place: Position, hiding: Hiding): unknown {
  const { name, inMap } = place;
  const isHolder = typeof value === 'object' && value !== null;
  if (isHolder && place.level >= MOST_LEVELS) return TOO_DEEP;
  const level = place.level + 1;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = unordered.has(name) ? value.toSorted(byName) : value;
    return items.map((item) => hide(item, { ...place, level }, hiding));
  }
  const members = record(value);
  if (members !== undefined) {
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(members)) {
      const within = [name, ...place.within].slice(0, 2);
      set(copy, key, hide(item, { name: key, inMap: inMap || maps.has(name), within, level }, hiding));
    }
    return copy;
  }
  const isLogOption = place.within[0] === 'options' && place.within[1] === 'logConfiguration';
  const isShown = inMap ? isLogOption && shownOptions.has(name) : typeof value !== 'string' || shown.has(name);
  if (isShown || value === null) return value;
  const mark = hidden(JSON.stringify(value) ?? '', hiding.key);
  return hiding.asked.has(mark) ? value : mark;
}

function hidden(value: string, key: Uint8Array): string {
  return `(hidden ${createHmac('sha256', key).update(value).digest('hex').slice(0, 8)})`;
}

function byName(one: unknown, other: unknown): number {
  const a = text(member(one, 'name')) ?? '';
  const b = text(member(other, 'name')) ?? '';
  return a === b ? 0 : a < b ? -1 : 1;
}
