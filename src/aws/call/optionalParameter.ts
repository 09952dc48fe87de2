import type { Failure } from '../../model/failure.ts';

/** How an endpoint says of a request that it is more than it can do. */
const NOT_THERE = /not\b.{0,12}(?:implemented|supported)|notimplemented|notsupported|unsupported/i;

/**
 * Whether a call could have failed over one parameter that it can do without. Older and compatible endpoints, and restricted places, refuse or deny it with whatever code, or as something that
 * they have not. A page without any code is a proxy's, and a fault passes: to ask without the parameter would only ask twice as often then.
 */
export const mayBeOfParameter = (failure: Failure, name: string): boolean =>
  failure.kind === 'refused' ||
  failure.kind === 'unknown' ||
  failure.kind === 'denied' ||
  namesParameter(failure, name) ||
  (failure.kind === 'server' && NOT_THERE.test(`${failure.code ?? ''} ${failure.message}`));

/** EC2's code for a parameter that it doesn't have, or a refusal that names it. */
export const namesParameter = ({ code, message }: Failure, name: string): boolean =>
  code === 'UnknownParameter' || message.toLowerCase().includes(name.toLowerCase());
