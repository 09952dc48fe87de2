import { invalid } from './protocol.ts';

/** Where a resource is: what each of its ARNs says before the resource. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

export type ArnKind =
  | 'cluster'
  | 'service'
  | 'service-deployment'
  | 'service-revision'
  | 'task-set'
  | 'task'
  | 'daemon'
  | 'daemon-deployment';

/** `arn:aws:ecs:eu-west-1:111122223333:service/shop/checkout-api`. */
export function ecsArn(
  place: Place,
  kind: ArnKind | 'task-definition' | 'daemon-revision' | 'capacity-provider',
  ...path: readonly string[]
): string {
  return `arn:${place.partition}:ecs:${place.region}:${place.account}:${kind}/${path.join('/')}`;
}

/**
 * The path of an ARN of this kind, without the kind: `['shop', 'checkout-api']`. Throws InvalidParameterException for
 * another kind, a wrong number of parts, or another account or region than the caller's.
 */
export function arnPath(arn: string, kind: ArnKind, parts: number, here: Place): readonly string[] {
  const [scheme, partition, service, region, account, resource, ...rest] = arn.split(':');
  const [found, ...path] = (resource ?? '').split('/');
  const wellFormed = scheme === 'arn' && service === 'ecs' && found === kind && rest.length === 0;
  if (!wellFormed || path.length !== parts || path.includes('')) throw invalid('Invalid arn syntax.');
  if (partition !== here.partition) throw invalid('Invalid arn syntax.');
  if (region !== here.region) throw invalid(`Identifier is for ${region}. Your accessing ${here.region}`);
  if (account !== here.account) throw invalid(`Identifier is for ${account}. Your accessing ${here.account}`);
  return path;
}
