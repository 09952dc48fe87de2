/** Halt's settings for the simulated AWS's demo fleet: both accounts, and the regions in which something runs. */
export const DEMO_SETTINGS = {
  'halt.profiles': ['shop-staging', 'shop-production'],
  'halt.regions': ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
} as const satisfies Readonly<Record<string, unknown>>;
