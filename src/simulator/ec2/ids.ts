import type { Instance } from './instance.ts';
import type { Ec2Region } from './region.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError } from '../core/contracts.ts';

/** The ids that a call needs to name, each once. Throws `MissingParameter` when there is none. */
export function requiredIds(parameters: QueryParameters): readonly string[] {
  const ids = parameters.list('InstanceId');
  if (ids.length === 0) throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceId');
  return [...new Set(ids)];
}

/** Throws `InvalidInstanceID.Malformed` or `InvalidInstanceID.NotFound` for the whole call when one id is bad. */
export function findAll(region: Ec2Region, ids: readonly string[], asOf?: number): readonly Instance[] {
  const malformed = ids.find((id) => !/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  const found = ids.map((id) => region.find(id, asOf) ?? id);
  const missing = found.filter((each) => typeof each === 'string');
  if (missing.length > 0) {
    const plural = missing.length > 1;
    throw new AwsError(
      'InvalidInstanceID.NotFound',
      `The instance ID${plural ? 's' : ''} '${missing.join(', ')}' ${plural ? 'do' : 'does'} not exist`,
    );
  }
  return found.filter((each) => typeof each !== 'string');
}

/** A dry run ends here, with the error that is its success. */
export function endDryRun(parameters: QueryParameters): void {
  if (parameters.flag('DryRun'))
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
