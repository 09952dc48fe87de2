import { createMadeOnce } from '../base/madeOnce.ts';
import { createAwsChanges } from './changes.ts';
import type { Caller } from './call/caller.ts';
import { createAwsPermissions } from './permissions.ts';
import { createAlarms } from './services/cloudwatch/alarms.ts';
import { createEc2 } from './services/ec2/reads.ts';
import { createEcs } from './services/ecs/reads.ts';
import { createFis } from './services/fis/reads.ts';
import { createIdentity } from './services/sts/identity.ts';

export type LoadedServices = ReturnType<typeof createLoadedServices>;

/** Each service's part, with the clients that it holds, made with its first call and kept until `dispose`. `caller` is asked for with the first of them. */
export function createLoadedServices(caller: () => Caller, hidingKey: Uint8Array | undefined) {
  const loaded: { dispose(): void }[] = [];
  const kept = <T extends { dispose(): void }>(part: T): T => {
    loaded.push(part);
    return part;
  };
  return {
    ec2: once(async () => kept(createEc2(caller()))),
    ecs: once(async () => kept(createEcs(caller(), hidingKey))),
    fis: once(async () => kept(createFis(caller()))),
    alarms: once(async () => kept(createAlarms(caller()))),
    identity: once(async () => kept(createIdentity(caller()))),
    changes: once(async () => createAwsChanges(caller())),
    permissions: once(async () => createAwsPermissions(caller())),
    dispose(): void {
      for (const part of loaded) part.dispose();
    },
  };
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => createMadeOnce(make).get;
