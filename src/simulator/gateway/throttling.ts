import type { SimulatorClock } from '../core/clock.ts';
import { readParameters } from '../core/queryProtocol.ts';
import type { IncomingCall } from '../core/contracts.ts';

/** AWS's token buckets. Buckets are per account and region, and refill with the simulated time. */
export interface Throttle {
  enabled: boolean;
  /** Takes what the call costs; false when a bucket that it needs hasn't that much. */
  admit(service: string, action: string, call: IncomingCall): boolean;
}

interface Bucket {
  readonly name: string;
  /** How much it holds at most. */
  readonly burst: number;
  /** How much comes back in a second. */
  readonly refill: number;
}

interface Cost {
  readonly bucket: Bucket;
  readonly tokens: number;
}

// https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
const ec2Reads: Bucket = { name: 'ec2 reads', burst: 100, refill: 20 };
const ec2OpenReads: Bucket = { name: 'ec2 unfiltered and unpaged reads', burst: 50, refill: 10 };
const ec2Changes: Bucket = { name: 'ec2 changes', burst: 50, refill: 5 };
const ec2Starts: Bucket = { name: 'ec2 starts', burst: 5, refill: 2 };
const ec2Stopped: Bucket = { name: 'ec2 stopped instances', burst: 1000, refill: 20 };
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
const ecsClusters: Bucket = { name: 'ecs cluster reads', burst: 50, refill: 20 };
const ecsServices: Bucket = { name: 'ecs service reads', burst: 100, refill: 20 };
const ecsDeployments: Bucket = { name: 'ecs deployment reads', burst: 50, refill: 20 };
const ecsRevisions: Bucket = { name: 'ecs revision reads', burst: 50, refill: 20 };
const ecsTaskDefinitions: Bucket = { name: 'ecs task definition reads', burst: 50, refill: 20 };
const ecsTasks: Bucket = { name: 'ecs task reads', burst: 100, refill: 20 };
// FIS publishes no rate: this one is careful, not AWS's.
const fisCalls: Bucket = { name: 'fis calls', burst: 10, refill: 2 };

const ecsBuckets: Readonly<Record<string, Bucket>> = {
  ListClusters: ecsClusters,
  DescribeClusters: ecsClusters,
  ListServices: ecsServices,
  DescribeServices: ecsServices,
  ListServiceDeployments: ecsDeployments,
  DescribeServiceDeployments: ecsDeployments,
  DescribeServiceRevisions: ecsRevisions,
  DescribeTaskDefinition: ecsTaskDefinitions,
  ListTasks: ecsTasks,
  DescribeTasks: ecsTasks,
};

/** Buckets are full at first and fill up by the simulated `clock`; each account and region has its own. */
export function createThrottle(clock: SimulatorClock, enabled: boolean): Throttle {
  const levels = new Map<string, { level: number; time: number }>();

  const levelOf = (key: string, bucket: Bucket): { level: number; time: number } => {
    const now = clock.now();
    const entry = levels.get(key) ?? { level: bucket.burst, time: now };
    entry.level = Math.min(bucket.burst, entry.level + (Math.max(0, now - entry.time) / 1000) * bucket.refill);
    entry.time = now;
    levels.set(key, entry);
    return entry;
  };

  return {
    enabled,
    admit(service, action, call) {
      if (!this.enabled) return true;
      const needed = costs(service, action, call).map(({ bucket, tokens }) => ({
        entry: levelOf(`${call.account} ${call.region} ${bucket.name}`, bucket),
        tokens,
      }));
      if (needed.some(({ entry, tokens }) => entry.level < tokens)) return false;
      for (const { entry, tokens } of needed) entry.level -= tokens;
      return true;
    },
  };
}

function costs(service: string, action: string, call: IncomingCall): readonly Cost[] {
  if (service === 'fis') return [{ bucket: fisCalls, tokens: 1 }];
  if (service === 'ecs') {
    const bucket = ecsBuckets[action];
    return bucket === undefined ? [] : [{ bucket, tokens: 1 }];
  }
  return service === 'ec2' ? ec2Costs(action, call) : [];
}

function ec2Costs(action: string, call: IncomingCall): readonly Cost[] {
  const parameters = readParameters(call);
  if (action === 'StartInstances') return [{ bucket: ec2Starts, tokens: 1 }];
  if (action === 'StopInstances')
    return [
      { bucket: ec2Changes, tokens: 1 },
      { bucket: ec2Stopped, tokens: parameters.list('InstanceId').length },
    ];
  if (action !== 'DescribeInstances' && action !== 'DescribeSpotInstanceRequests' && action !== 'DescribeVolumes')
    return [{ bucket: ec2Reads, tokens: 1 }];
  const narrow = parameters.text('MaxResults') !== undefined || parameters.text('Filter.1.Name') !== undefined;
  return [{ bucket: narrow ? ec2Reads : ec2OpenReads, tokens: 1 }];
}
