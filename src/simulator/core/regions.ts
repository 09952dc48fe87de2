/** A region as DescribeRegions knows it. */
export interface Region {
  readonly name: string;
  /** Off in an account until someone turns it on. */
  readonly optIn: boolean;
}

const alwaysOn = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'sa-east-1',
];
const byChoice = [
  'af-south-1',
  'ap-east-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
];
const elsewhere = ['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1'];

/** Every region the simulated AWS knows, those that are always on first. */
export const regions: readonly Region[] = [
  ...alwaysOn.map((name) => ({ name, optIn: false })),
  ...byChoice.map((name) => ({ name, optIn: true })),
  ...elsewhere.map((name) => ({ name, optIn: false })),
];

/** `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The domain that a region's service addresses end in. */
export function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/**
 * Whether an account that works in `inUse` can call `name`: the regions it uses, and those that are on for everyone
 * in the partitions it uses.
 */
export function isEnabled(name: string, inUse: readonly string[]): boolean {
  if (inUse.includes(name)) return true;
  const region = regions.find((candidate) => candidate.name === name);
  if (region === undefined || region.optIn) return false;
  return partitionOf(name) === 'aws' || inUse.some((used) => partitionOf(used) === partitionOf(name));
}
