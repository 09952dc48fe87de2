import type { StopInstancesCommandInput } from '@aws-sdk/client-ec2';
import { type Operation, skipsOsShutdown } from '../../../model/operation.ts';

/** How StopInstances is to stop. Only what is chosen is sent, so that AWS's own defaults hold for the rest. */
export function stopParameters(operation: Operation): Omit<StopInstancesCommandInput, 'InstanceIds'> {
  return {
    ...(operation.type === 'hibernate' && { Hibernate: true }),
    ...(operation.type === 'force-stop' && { Force: true }),
    ...(skipsOsShutdown(operation) && { SkipOsShutdown: true }),
  };
}
