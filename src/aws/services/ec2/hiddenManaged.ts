import type { Failure } from '../../../model/failure.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';

/** What a call of DescribeInstances says to have what a service manages and the account hides, too. */
export interface ManagedFlag {
  readonly IncludeManagedResources?: true;
}

/** Asks for what the account hides, but where the endpoint is known not to understand that. */
export interface HiddenManaged {
  /** What the endpoint refuses is asked once more without the parameter: an older or compatible one may refuse it with any code. */
  read<A extends { readonly ok: true } | { readonly ok: false; readonly failure: Failure }>(
    scope: Scope,
    ask: (flag: ManagedFlag) => Promise<A>,
  ): Promise<A>;
  /** What a list of a place lacks for it. The same object each time. */
  gapsOf(scope: Scope): readonly Failure[];
}

/** How often in a row a call must have been refused with the parameter, and answered without it, until the parameter is left out for good; where the refusal names it, once is enough. */
const SURE = 2;

/** Remembers each place whose endpoint doesn't know the parameter, so that it costs no further call. */
export function createHiddenManaged(): HiddenManaged {
  const places = new Map<string, { readonly refusals: number; readonly gaps: readonly Failure[] }>();
  return {
    read: async (scope, ask) => {
      const key = scopeKey(scope);
      const before = places.get(key);
      if (before && before.refusals >= SURE) return ask({});
      const whole = await ask({ IncludeManagedResources: true });
      if (whole.ok) {
        places.delete(key);
        return whole;
      }
      if (!mayBeOfTheParameter(whole.failure)) return whole;
      const bare = await ask({});
      if (!bare.ok) return whole;
      places.set(key, {
        refusals: namesTheParameter(whole.failure) ? SURE : (places.get(key)?.refusals ?? 0) + 1,
        gaps: before?.gaps ?? [
          { ...whole.failure, kind: 'refused', code: 'managed-unlisted', operation: 'ec2:DescribeInstances' },
        ],
      });
      return bare;
    },
    gapsOf: (scope) => places.get(scopeKey(scope))?.gaps ?? [],
  };
}

/** The request as it is was refused, with whatever code. A page without any is a proxy's, and would be asked for twice as often. */
const mayBeOfTheParameter = ({ kind }: Failure): boolean => kind === 'refused' || kind === 'unknown';

/** EC2's code for a parameter that it doesn't have, or a refusal that names it. */
const namesTheParameter = ({ code, message }: Failure): boolean =>
  code === 'UnknownParameter' || message.toLowerCase().includes('includemanagedresources');
