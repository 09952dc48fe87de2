/** What differs between the partitions of AWS, which share neither accounts nor addresses. */
export interface PartitionFacts {
  /** What the names of its regions begin with; the partition without one has all others. */
  readonly prefix: string | undefined;
  /** The region in which every account of it can call STS. */
  readonly home: string;
  /** What its hosts end in, and those of its dual-stack endpoints. */
  readonly hosts: string;
  readonly dualStackHosts: string;
  /** IAM's one host, where what an account is called is asked for. */
  readonly iam: string;
  /** The console's host, without a region before it. */
  readonly console: string;
  /** The domain of IAM Identity Center's access portals, where it is known, and of those that have IPv6 as well. */
  readonly portal?: string;
  readonly dualStackPortal?: string;
}

/**
 * Every partition, by its name in ARNs. Sources: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html and the partitions, and IAM's hosts, in the
 * endpoint rules of AWS's SDKs.
 */
export const partitions = {
  aws: {
    prefix: undefined,
    home: 'us-east-1',
    hosts: 'amazonaws.com',
    dualStackHosts: 'api.aws',
    iam: 'iam.amazonaws.com',
    console: 'console.aws.amazon.com',
    portal: 'awsapps.com',
    dualStackPortal: 'app.aws',
  },
  'aws-cn': {
    prefix: 'cn-',
    home: 'cn-north-1',
    hosts: 'amazonaws.com.cn',
    dualStackHosts: 'api.amazonwebservices.com.cn',
    iam: 'iam.cn-north-1.amazonaws.com.cn',
    console: 'console.amazonaws.cn',
    portal: 'awsapps.cn',
  },
  'aws-us-gov': {
    prefix: 'us-gov-',
    home: 'us-gov-west-1',
    hosts: 'amazonaws.com',
    dualStackHosts: 'api.aws',
    iam: 'iam.us-gov.amazonaws.com',
    console: 'console.amazonaws-us-gov.com',
    portal: 'awsapps.com',
    dualStackPortal: 'app.aws',
  },
  'aws-iso': {
    prefix: 'us-iso-',
    home: 'us-iso-east-1',
    hosts: 'c2s.ic.gov',
    dualStackHosts: 'api.aws.ic.gov',
    iam: 'iam.us-iso-east-1.c2s.ic.gov',
    console: 'console.c2shome.ic.gov',
  },
  'aws-iso-b': {
    prefix: 'us-isob-',
    home: 'us-isob-east-1',
    hosts: 'sc2s.sgov.gov',
    dualStackHosts: 'api.aws.scloud',
    iam: 'iam.us-isob-east-1.sc2s.sgov.gov',
    console: 'console.sc2shome.sgov.gov',
  },
  'aws-iso-e': {
    prefix: 'eu-isoe-',
    home: 'eu-isoe-west-1',
    hosts: 'cloud.adc-e.uk',
    dualStackHosts: 'api.cloud-aws.adc-e.uk',
    iam: 'iam.eu-isoe-west-1.cloud.adc-e.uk',
    console: 'console.csphome.adc-e.uk',
  },
  'aws-iso-f': {
    prefix: 'us-isof-',
    home: 'us-isof-south-1',
    hosts: 'csp.hci.ic.gov',
    dualStackHosts: 'api.aws.hci.ic.gov',
    iam: 'iam.us-isof-south-1.csp.hci.ic.gov',
    console: 'console.csphome.hci.ic.gov',
  },
  'aws-eusc': {
    prefix: 'eusc-',
    home: 'eusc-de-east-1',
    hosts: 'amazonaws.eu',
    dualStackHosts: 'api.amazonwebservices.eu',
    iam: 'iam.eusc-de-east-1.amazonaws.eu',
    console: 'console.amazonaws-eusc.eu',
  },
} as const satisfies Readonly<Record<string, PartitionFacts>>;

/** A partition of AWS that Halt knows: each has accounts, regions and hosts of its own. */
export type Partition = keyof typeof partitions;

/** As ARNs write them: `aws`, `aws-cn`, … */
export const partitionNames = Object.keys(partitions).filter((name): name is Partition => isPartition(name));

/** Whether there is a partition of this name. */
export function isPartition(name: string): name is Partition {
  return Object.hasOwn(partitions, name);
}

/** The partition of a region, by what its name begins with. */
export function partitionOf(region: string): Partition {
  return partitionNames.find((name) => isIn(region, partitions[name].prefix)) ?? 'aws';
}

/** Whether a host is below a domain of AWS's, of whichever partition. Not everything there is AWS's own. */
export const isBelowAws = (host: string): boolean => domains.some((domain) => host.endsWith(`.${domain}`));

/** What the hosts of all partitions end in. */
export const domains: readonly string[] = [
  ...new Set(partitionNames.flatMap((name) => [partitions[name].hosts, partitions[name].dualStackHosts])),
];

const isIn = (region: string, prefix: string | undefined): boolean => prefix !== undefined && region.startsWith(prefix);
