import { createAws } from '../../src/aws/aws.ts';
import type { Transport } from '../../src/aws/transport/transport.ts';
import type { Scope } from '../../src/model/scope.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../src/simulator/core/accounts.ts';

const ACCOUNT = '111122223333';

/** The place that is listed. */
export const scope: Scope = { profile: 'bench', region: 'eu-west-1' };

/** Halt's AWS side, whose one profile is the simulated account. */
export function awsOver(transport: Transport, endpoint: string) {
  const keys = { accessKeyId: simulatedAccessKeyId(ACCOUNT), secretAccessKey: simulatedSecret(ACCOUNT) };
  return createAws({
    env: {},
    transport,
    simulatedProfiles: { bench: { endpoint, region: scope.region, ...keys } },
    policy: () => ({ readOnly: true, allowedRegions: [] }),
  });
}
