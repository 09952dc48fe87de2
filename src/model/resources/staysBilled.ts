import type { Instance } from './instance.ts';

/** What goes on being billed while instances are stopped, in what AWS says of it: no prices. */
export interface StaysBilled {
  /** How many EBS volumes. */
  readonly volumes: number;
  /** Of all of them together; absent where the size of one isn't known. */
  readonly gib?: number;
  readonly addresses: readonly string[];
}

/** Undefined where nothing of it is known to be billed. `sizes`: of volumes in GiB, by their ids. */
export function staysBilledOf(
  instance: Instance,
  sizes: Readonly<Record<string, number>> | undefined,
): StaysBilled | undefined {
  const { volumes, publicAddress, publicAddressKind } = instance;
  const usual = publicAddressKind === 'elastic' && publicAddress !== undefined ? [publicAddress] : [];
  const addresses = instance.elasticAddresses ?? usual;
  if (volumes.length === 0 && addresses.length === 0) return undefined;
  const known = volumes.flatMap(({ id }) => {
    const size = sizes && Object.hasOwn(sizes, id) ? sizes[id] : undefined;
    return size === undefined ? [] : [size];
  });
  const isWhole = known.length === volumes.length;
  return {
    volumes: volumes.length,
    ...(isWhole && { gib: known.reduce((sum, size) => sum + size, 0) }),
    addresses,
  };
}

export function together(all: readonly StaysBilled[]): StaysBilled {
  const sizes = all.flatMap(({ gib }) => gib ?? []);
  return {
    volumes: all.reduce((sum, { volumes }) => sum + volumes, 0),
    ...(sizes.length === all.length && { gib: sizes.reduce((sum, size) => sum + size, 0) }),
    addresses: [...new Set(all.flatMap(({ addresses }) => addresses))],
  };
}
