/** A profile of the shared AWS config in one region: what Halt lists and acts in. */
export interface Scope {
  readonly profile: string;
  readonly region: string;
}

/** A key for maps and tree ids; two scopes are the same when their keys are. */
export function scopeKey(scope: Scope): string {
  return `${encodeURIComponent(scope.profile)}/${scope.region}`;
}

export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-iso' | 'aws-iso-b' | 'aws-eusc';

/** The partition of a region, by the region's prefix. Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}
