/** A token bucket: `burst` tokens at most, `refill` of them a second. */
export interface Rate {
  readonly bucket: string;
  readonly burst: number;
  readonly refill: number;
  /** Spent on a person's own action: a window needn't share it with those that merely poll. */
  readonly personal?: true;
}

const half = (bucket: string, burst: number, refill: number): Rate => ({
  bucket,
  burst: burst / 2,
  refill: refill / 2,
});

const personal = (rate: Rate): Rate => ({ ...rate, personal: true });

/**
 * Half of what AWS allows an account in a region, for its other tools use the same buckets.
 * Sources: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html. FIS publishes none.
 */
export const rates = {
  ec2Paged: half('ec2-paged', 100, 20),
  ec2Unpaged: half('ec2-unpaged', 50, 10),
  ec2Mutating: personal(half('ec2-mutating', 50, 5)),
  /**
   * One token an instance of StopInstances. The whole of AWS's bucket: a person waits, and half of it has room for one call of 500 only.
   */
  ec2StoppedInstances: personal({ bucket: 'ec2-stopped-instances', burst: 1000, refill: 20 }),
  /** A part of the changing calls of its own: a stop never waits until what only asks about it is through. */
  ec2StopDryRun: personal({ bucket: 'ec2-stop-dry-run', burst: 12, refill: 1.25 }),
  ec2Start: personal(half('ec2-start', 5, 2)),
  /** Likewise, of AWS's bucket of StartInstances. */
  ec2StartDryRun: personal({ bucket: 'ec2-start-dry-run', burst: 2, refill: 0.75 }),
  ecsClusters: half('ecs-clusters', 50, 20),
  ecsServices: half('ecs-services', 100, 20),
  ecsDeployments: half('ecs-deployments', 50, 20),
  ecsRevisions: half('ecs-revisions', 50, 20),
  ecsTaskDefinitions: half('ecs-task-definitions', 50, 20),
  /** AWS publishes none of its own: as for service deployments. */
  ecsDaemons: half('ecs-daemons', 50, 20),
  ecsTasks: half('ecs-tasks', 100, 20),
  ecsMutating: personal(half('ecs-mutating', 20, 2)),
  fis: { bucket: 'fis', burst: 20, refill: 1.5 },
  fisMutating: personal({ bucket: 'fis-mutating', burst: 5, refill: 1 }),
  /** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
  cloudwatch: half('cloudwatch-alarms', 9, 9),
  sts: half('sts', 100, 20),
} as const satisfies Record<string, Rate>;
