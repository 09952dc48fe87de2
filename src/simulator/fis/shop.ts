import type { ExperimentDefinition, StopCondition } from './definition.ts';
import type { Place } from './targets.ts';

/** The experiments of the demo's team, by a key for each. */
export interface ShopExperiments {
  readonly loseZone: ExperimentDefinition;
  readonly paymentsLatency: ExperimentDefinition;
  readonly catalogTaskKill: ExperimentDefinition;
  readonly stopBatchWorkers: ExperimentDefinition;
  readonly searchCpuStress: ExperimentDefinition;
  readonly throttleOrders: ExperimentDefinition;
  readonly cutRecommendations: ExperimentDefinition;
}

/** Tags of the demo's EC2 instances that its experiments choose by. */
const shopInstanceTags = {
  checkout: { Service: 'checkout' },
  batch: { Service: 'batch' },
  search: { Service: 'search' },
} as const;

const teamTags = { Team: 'resilience', CostCenter: '4711' };

/** The account of the network that the team's other accounts share; it has no instances. */
const NETWORK_ACCOUNT = '777788889999';

/** What the experiments of one account and region name: its places, and ARNs and alarms in it. */
interface Names extends Place {
  readonly alarm: (name: string) => StopCondition;
  readonly logGroup: { readonly logGroupArn: string };
  readonly bucketName: string;
}

/** The experiments of the demo's team in one account and region. */
export function shopExperiments(place: Place): ShopExperiments {
  const { account, region, partition } = place;
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const names: Names = {
    ...place,
    alarm: (name) => ({ source: 'aws:cloudwatch:alarm', value: arn('cloudwatch', `alarm:${name}`) }),
    logGroup: { logGroupArn: arn('logs', 'log-group:/fis/experiments:*') },
    bucketName: `shop-fis-${account}-${region}`,
  };
  return {
    loseZone: loseZone(names),
    paymentsLatency: paymentsLatency(names),
    catalogTaskKill: catalogTaskKill(names),
    stopBatchWorkers: stopBatchWorkers(),
    searchCpuStress: searchCpuStress(names),
    throttleOrders: throttleOrders(names),
    cutRecommendations: cutRecommendations(names),
  };
}

function loseZone({ account, region, partition, alarm, logGroup, bucketName }: Names): ExperimentDefinition {
  return {
    description: 'Power interruption of one Availability Zone; checkout keeps 99.5 % of its orders',
    tags: { Name: 'Checkout survives losing an AZ', ...teamTags, Runbook: 'https://wiki.example.com/gameday/az' },
    targets: {
      CheckoutInstances: {
        resourceType: 'aws:ec2:instance',
        resourceTags: shopInstanceTags.checkout,
        filters: [{ path: 'State.Name', values: ['running'] }],
        selectionMode: 'PERCENT(50)',
        population: 6,
      },
      ZoneSubnets: {
        resourceType: 'aws:ec2:subnet',
        resourceTags: { Tier: 'private' },
        selectionMode: 'ALL',
        parameters: { availabilityZoneIdentifier: `${region}a`, vpc: 'vpc-0d4f3b2a19c8e7654' },
        population: 3,
      },
      OrdersDatabase: {
        resourceType: 'aws:rds:cluster',
        resourceTags: { Service: 'orders' },
        selectionMode: 'ALL',
        parameters: { writerAvailabilityZoneIdentifiers: `${region}a` },
        population: 1,
      },
      CheckoutTasks: {
        resourceType: 'aws:ecs:task',
        resourceTags: { Service: 'checkout' },
        selectionMode: 'ALL',
        parameters: { cluster: 'shop', service: 'checkout' },
        population: 4,
      },
    },
    actions: {
      Baseline: {
        actionId: 'aws:fis:wait',
        description: 'Two quiet minutes to compare with',
        parameters: { duration: 'PT2M' },
      },
      StopZoneInstances: {
        actionId: 'aws:ec2:stop-instances',
        description: 'Stop half of the checkout instances, start them again after eight minutes',
        parameters: { startInstancesAfterDuration: 'PT8M', completeIfInstancesTerminated: 'true' },
        targets: { Instances: 'CheckoutInstances' },
        startAfter: ['Baseline'],
      },
      CutZoneNetwork: {
        actionId: 'aws:network:disrupt-connectivity',
        description: 'Deny all traffic of the subnets in the zone',
        parameters: { duration: 'PT8M', scope: 'availability-zone' },
        targets: { Subnets: 'ZoneSubnets' },
        startAfter: ['Baseline'],
      },
      FailOverOrders: {
        actionId: 'aws:rds:failover-db-cluster',
        description: 'Move the writer of the orders database to another zone',
        targets: { Clusters: 'OrdersDatabase' },
        startAfter: ['Baseline'],
      },
      StressTheRest: {
        actionId: 'aws:ecs:task-cpu-stress',
        description: 'Load the checkout tasks that are left',
        parameters: { duration: 'PT4M', percent: '80' },
        targets: { Tasks: 'CheckoutTasks' },
        startAfter: ['FailOverOrders'],
      },
      Recovery: {
        actionId: 'aws:fis:wait',
        description: 'Time to come back before the alarms are read',
        parameters: { duration: 'PT3M' },
        startAfter: ['StopZoneInstances', 'CutZoneNetwork', 'StressTheRest'],
      },
    },
    stopConditions: [alarm('checkout-availability-below-99'), alarm('orders-5xx-above-1-percent')],
    logConfiguration: {
      cloudWatchLogsConfiguration: logGroup,
      s3Configuration: { bucketName, prefix: 'logs/checkout' },
      logSchemaVersion: 2,
    },
    emptyTargetResolutionMode: 'skip',
    targetAccounts: [
      {
        accountId: account,
        roleArn: `arn:${partition}:iam::${account}:role/fis-target`,
        description: 'Checkout and orders',
      },
      {
        accountId: NETWORK_ACCOUNT,
        roleArn: `arn:${partition}:iam::${NETWORK_ACCOUNT}:role/fis-target`,
        description: 'Shared network',
      },
    ],
    experimentReportConfiguration: {
      outputs: { s3Configuration: { bucketName, prefix: 'reports/' } },
      dataSources: {
        cloudWatchDashboards: [
          { dashboardIdentifier: `arn:${partition}:cloudwatch::${account}:dashboard/checkout` },
          { dashboardIdentifier: `arn:${partition}:cloudwatch::${account}:dashboard/orders` },
        ],
      },
      preExperimentDuration: 'PT20M',
      postExperimentDuration: 'PT10M',
    },
  };
}

function paymentsLatency({ alarm, logGroup }: Names): ExperimentDefinition {
  return {
    description: 'The payment provider answers 300 ms later; checkout stays below 2 s',
    tags: { Name: 'Payments latency +300 ms', ...teamTags },
    targets: {
      PaymentsTasks: {
        resourceType: 'aws:ecs:task',
        resourceTags: { Service: 'payments' },
        selectionMode: 'PERCENT(50)',
        parameters: { cluster: 'shop', service: 'payments' },
        population: 6,
      },
      ReceiptFunctions: {
        resourceType: 'aws:lambda:function',
        resourceTags: { Service: 'receipts' },
        selectionMode: 'ALL',
        population: 2,
      },
    },
    actions: {
      DelayProvider: {
        actionId: 'aws:ecs:task-network-latency',
        description: '300 ms, give or take 30',
        parameters: { duration: 'PT15M', delayMilliseconds: '300', jitterMilliseconds: '30' },
        targets: { Tasks: 'PaymentsTasks' },
      },
      DelayReceipts: {
        actionId: 'aws:lambda:invocation-add-delay',
        parameters: { duration: 'PT10M', invocationPercentage: '50', startupDelayMilliseconds: '300' },
        targets: { Functions: 'ReceiptFunctions' },
      },
      LetItSettle: { actionId: 'aws:fis:wait', parameters: { duration: 'PT2M' }, startAfter: ['DelayProvider'] },
    },
    stopConditions: [alarm('checkout-p95-above-2s')],
    logConfiguration: { cloudWatchLogsConfiguration: logGroup, logSchemaVersion: 2 },
  };
}

function catalogTaskKill({ alarm }: Names): ExperimentDefinition {
  return {
    description: 'A third of the catalog tasks go away at once',
    tags: { Name: 'Catalog task kill', ...teamTags },
    targets: {
      CatalogTasks: {
        resourceType: 'aws:ecs:task',
        resourceTags: { Service: 'catalog' },
        selectionMode: 'COUNT(3)',
        parameters: { cluster: 'shop', service: 'catalog' },
        population: 9,
      },
      CatalogPods: {
        resourceType: 'aws:eks:pod',
        selectionMode: 'COUNT(2)',
        parameters: {
          clusterIdentifier: 'shop-eks',
          namespace: 'catalog',
          selectorType: 'labelSelector',
          selectorValue: 'catalog-indexer',
        },
        population: 5,
      },
    },
    actions: {
      Baseline: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } },
      KillTasks: { actionId: 'aws:ecs:stop-task', targets: { Tasks: 'CatalogTasks' }, startAfter: ['Baseline'] },
      KillIndexers: {
        actionId: 'aws:eks:pod-delete',
        parameters: { kubernetesServiceAccount: 'fis', gracePeriodSeconds: '0' },
        targets: { Pods: 'CatalogPods' },
        startAfter: ['Baseline'],
      },
      Observe: {
        actionId: 'aws:fis:wait',
        parameters: { duration: 'PT5M' },
        startAfter: ['KillTasks', 'KillIndexers'],
      },
    },
    stopConditions: [alarm('catalog-5xx-above-1-percent')],
  };
}

function stopBatchWorkers(): ExperimentDefinition {
  return {
    description: 'Half of the batch workers stop; the nightly invoices are done by six anyway',
    tags: { Name: 'Stop half of the batch workers', Team: 'billing' },
    targets: {
      BatchWorkers: {
        resourceType: 'aws:ec2:instance',
        resourceTags: shopInstanceTags.batch,
        selectionMode: 'PERCENT(50)',
        population: 8,
      },
    },
    actions: {
      StopWorkers: {
        actionId: 'aws:ec2:stop-instances',
        parameters: { startInstancesAfterDuration: 'PT15M' },
        targets: { Instances: 'BatchWorkers' },
      },
    },
    stopConditions: [{ source: 'none' }],
    emptyTargetResolutionMode: 'skip',
  };
}

function searchCpuStress({ region, partition, alarm, bucketName }: Names): ExperimentDefinition {
  return {
    description: 'CPU at 90 % on the search nodes; queries degrade, none fails',
    tags: { Name: 'Search CPU stress', Team: 'search' },
    targets: {
      SearchNodes: {
        resourceType: 'aws:ec2:instance',
        resourceTags: shopInstanceTags.search,
        selectionMode: 'ALL',
        population: 4,
      },
    },
    actions: {
      StressCpu: {
        actionId: 'aws:ssm:send-command',
        parameters: {
          duration: 'PT6M',
          documentArn: `arn:${partition}:ssm:${region}::document/AWSFIS-Run-CPU-Stress`,
          documentParameters: '{"DurationSeconds":"360","CPU":"0","LoadPercent":"90","InstallDependencies":"True"}',
        },
        targets: { Instances: 'SearchNodes' },
      },
      Observe: { actionId: 'aws:fis:wait', parameters: { duration: 'PT2M' }, startAfter: ['StressCpu'] },
    },
    stopConditions: [alarm('search-p99-above-5s')],
    logConfiguration: { s3Configuration: { bucketName, prefix: 'logs/search' }, logSchemaVersion: 2 },
    emptyTargetResolutionMode: 'skip',
  };
}

function throttleOrders({ alarm, logGroup }: Names): ExperimentDefinition {
  return {
    description:
      'Half of the calls that the orders API makes to find its hosts are throttled; it continues with what it knows',
    tags: { Name: 'Throttle the orders API', ...teamTags },
    targets: {
      OrdersRoles: {
        resourceType: 'aws:iam:role',
        resourceTags: { Service: 'orders-api' },
        selectionMode: 'ALL',
        population: 1,
      },
    },
    actions: {
      ThrottleReads: {
        actionId: 'aws:fis:inject-api-throttle-error',
        parameters: { duration: 'PT20M', service: 'ec2', operations: 'DescribeInstances', percentage: '50' },
        targets: { Roles: 'OrdersRoles' },
      },
      Observe: { actionId: 'aws:fis:wait', parameters: { duration: 'PT5M' }, startAfter: ['ThrottleReads'] },
    },
    stopConditions: [alarm('orders-5xx-above-1-percent')],
    logConfiguration: { cloudWatchLogsConfiguration: logGroup, logSchemaVersion: 2 },
  };
}

function cutRecommendations({ alarm }: Names): ExperimentDefinition {
  return {
    description: 'The recommendation subnets lose every connection; the shop shows bestsellers instead',
    tags: { Name: 'Shop without recommendations', ...teamTags },
    targets: {
      RecommendationSubnets: {
        resourceType: 'aws:ec2:subnet',
        resourceTags: { Service: 'recommendations' },
        selectionMode: 'ALL',
        population: 18,
      },
    },
    actions: {
      CutNetwork: {
        actionId: 'aws:network:disrupt-connectivity',
        parameters: { duration: 'PT30M', scope: 'all' },
        targets: { Subnets: 'RecommendationSubnets' },
      },
      Observe: { actionId: 'aws:fis:wait', parameters: { duration: 'PT5M' }, startAfter: ['CutNetwork'] },
    },
    stopConditions: [alarm('home-page-p95-above-3s')],
  };
}
