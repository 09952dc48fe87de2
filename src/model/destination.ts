/** Where a profile's requests go. What is not wholly the simulated AWS is treated like AWS by every guard. */
export type Destination =
  /** AWS's own endpoints. */
  | { readonly kind: 'aws' }
  /** Halt's own simulated AWS, for every service. */
  | { readonly kind: 'simulated' }
  /** For one service or more a configured endpoint: a tunnel, a proxy, another emulator, a VPC's. Their hosts, each once, with the port. */
  | { readonly kind: 'custom'; readonly hosts: readonly string[] };
