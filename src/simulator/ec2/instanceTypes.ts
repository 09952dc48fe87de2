/** What the simulated EC2 knows of an instance type. */
export interface InstanceType {
  readonly architecture: 'x86_64' | 'arm64';
  readonly cores: number;
  readonly threadsPerCore: number;
  readonly ebsOptimized: boolean;
  readonly bootMode: 'legacy-bios' | 'uefi';
  /** Has disks that any stop erases. */
  readonly instanceStore: boolean;
}

function intel(cores: number, instanceStore = false): InstanceType {
  return {
    architecture: 'x86_64',
    cores,
    threadsPerCore: 2,
    ebsOptimized: true,
    bootMode: 'uefi',
    instanceStore,
  };
}

function graviton(cores: number, instanceStore = false): InstanceType {
  return { ...intel(cores, instanceStore), architecture: 'arm64', threadsPerCore: 1 };
}

function burstable(cores: number): InstanceType {
  return { ...intel(cores), ebsOptimized: false, bootMode: 'legacy-bios' };
}

/** The instance types that the simulated fleets use. */
const instanceTypes: Readonly<Record<string, InstanceType>> = {
  't2.micro': { ...burstable(1), threadsPerCore: 1 },
  't3.micro': burstable(1),
  't3.small': burstable(1),
  't3.medium': burstable(1),
  't3.large': burstable(1),
  't3.xlarge': burstable(2),
  't4g.small': graviton(2),
  't4g.medium': graviton(2),
  'm3.medium': { ...burstable(1), threadsPerCore: 1, instanceStore: true },
  'm5.large': intel(1),
  'm5.xlarge': intel(2),
  'm6i.large': intel(1),
  'm6i.xlarge': intel(2),
  'm6i.2xlarge': intel(4),
  'm7g.large': graviton(2),
  'm7g.xlarge': graviton(4),
  'm7i.2xlarge': intel(4),
  'c5d.large': intel(1, true),
  'c6i.large': intel(1),
  'c6i.xlarge': intel(2),
  'c7g.large': graviton(2),
  'c7g.xlarge': graviton(4),
  'r6g.large': graviton(2),
  'r6i.xlarge': intel(2),
  'r6i.2xlarge': intel(4),
  'i4i.large': intel(1, true),
  'i4i.xlarge': intel(2, true),
  'g5.xlarge': intel(2, true),
  'p3.2xlarge': { ...intel(4), bootMode: 'legacy-bios' },
};

/** Whether there is a type of this name. */
export function isInstanceType(name: string): boolean {
  return Object.hasOwn(instanceTypes, name);
}

/** What is known of an instance type; one that isn't in the table counts as a large x86 one. */
export function instanceType(name: string): InstanceType {
  return instanceTypes[name] ?? intel(1);
}
