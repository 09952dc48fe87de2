import { MOST_NOTES } from '../../base/memberReader.ts';
import type { Instance } from './instance.ts';
import { isUnread } from './unreadable.ts';

/** What goes on being billed while instances are stopped, in what AWS says of it: no prices. */
export interface StaysBilled {
  /** How many EBS volumes. */
  readonly volumes: number;
  /** Of all of them together; absent where the size of one isn't known. */
  readonly gib?: number;
  readonly addresses: readonly string[];
  /** There may be more: not all of AWS's answer could be read. */
  readonly atLeast?: true;
}

/** An EBS volume; several instances can share one. */
export interface BilledVolume {
  readonly id: string;
  /** Absent where it isn't known. */
  readonly gib?: number;
}

/** What goes on being billed of one instance, with its volumes one by one. */
export interface InstanceBill {
  readonly billed: StaysBilled;
  readonly volumes: readonly BilledVolume[];
}

/** Undefined where nothing of it is known, or may be, to be billed. `sizes`: of volumes in GiB, by their ids. */
export function staysBilledOf(
  instance: Instance,
  sizes: Readonly<Record<string, number>> | undefined,
): InstanceBill | undefined {
  const { publicAddress, publicAddressKind } = instance;
  const usual = publicAddressKind === 'elastic' && publicAddress !== undefined ? [publicAddress] : [];
  const addresses = instance.elasticAddresses ?? usual;
  const volumes = instance.volumes.map(({ id }): BilledVolume => {
    const gib = sizes && Object.hasOwn(sizes, id) ? sizes[id] : undefined;
    return { id, ...(gib !== undefined && { gib }) };
  });
  const areVolumesUnread = isVolumeUnread(instance);
  const isPart = areVolumesUnread || isUnread(instance, 'NetworkInterfaces');
  if (volumes.length === 0 && addresses.length === 0 && !isPart) return undefined;
  return { volumes, billed: billOf(volumes, addresses, { isPart, areVolumesUnread }) };
}

/** What several leave behind; a volume that is attached to more than one of them once. */
export function together(all: readonly InstanceBill[]): StaysBilled {
  const volumes = new Map(all.flatMap((one) => one.volumes.map((volume) => [volume.id, volume])));
  const addresses = new Set(all.flatMap(({ billed }) => billed.addresses));
  const isPart = all.some(({ billed }) => billed.atLeast === true);
  // A sum that one of them couldn't give isn't given for all.
  const areVolumesUnread = all.some(({ billed }) => billed.gib === undefined);
  return billOf([...volumes.values()], [...addresses], { isPart, areVolumesUnread });
}

function billOf(
  volumes: readonly BilledVolume[],
  addresses: readonly string[],
  { isPart, areVolumesUnread }: { readonly isPart: boolean; readonly areVolumesUnread: boolean },
): StaysBilled {
  const sizes = volumes.flatMap(({ gib }) => gib ?? []);
  return {
    volumes: volumes.length,
    ...(!areVolumesUnread && sizes.length === volumes.length && { gib: sizes.reduce((sum, size) => sum + size, 0) }),
    addresses,
    ...(isPart && { atLeast: true }),
  };
}

/** Whether there may be a volume that isn't known. What else of one can't be read bills nothing. */
const isVolumeUnread = ({ unread = [] }: Instance): boolean =>
  unread.length >= MOST_NOTES || unread.some((path) => VOLUME.test(path));

const VOLUME = /^BlockDeviceMappings(?:\[\d+\](?:\.Ebs(?:\.VolumeId)?)?)?$/i;
