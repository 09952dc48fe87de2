import type { Failure } from '../../../model/failure.ts';
import { mayBeOfParameter, namesParameter } from '../../call/optionalParameter.ts';
import type { Answerer } from '../../../model/destination.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';

/** What a call of DescribeInstances says to have what a service manages and the account hides, too. */
export interface ManagedFlag {
  readonly IncludeManagedResources?: true;
}

/** A place, and who answers there by now: undefined where that isn't known. */
export interface AskedPlace {
  readonly scope: Scope;
  readonly answerer: Answerer | undefined;
}

const keyOf = ({ scope, answerer }: AskedPlace): string => JSON.stringify([answerer, scopeKey(scope)]);

/** Asks for what the account hides, but where the endpoint is known not to understand that. */
export interface HiddenManaged {
  /** What the endpoint refuses is asked once more without the parameter: an older or compatible one may refuse it with any code. */
  read<A extends { readonly ok: true } | { readonly ok: false; readonly failure: Failure }>(
    at: AskedPlace,
    ask: (flag: ManagedFlag) => Promise<A>,
  ): Promise<A>;
  /** What a list of a place lacks for it. The same object each time. */
  gapsOf(at: AskedPlace): readonly Failure[];
}

const PARAMETER = 'IncludeManagedResources';
/** How often in a row a call must have been refused with the parameter, and answered without it, until the parameter is left out; where the refusal names it, once is enough. */
const SURE = 2;
/** So many calls what was found out is taken for true, until it is tried once more: what was denied can be allowed. */
const LEFT_OUT = 50;

/** Remembers each place whose endpoint doesn't know the parameter, so that it costs no further call. */
export function createHiddenManaged(): HiddenManaged {
  const places = new Map<string, { readonly refusals: number; readonly gaps: readonly Failure[]; leftOut: number }>();
  /** Where the call failed without the parameter in the same way: as long as it does, nobody asks twice. */
  const inVain = new Map<string, { readonly how: string; times: number }>();
  return {
    read: async (at, ask) => {
      const key = keyOf(at);
      const before = places.get(key);
      if (before && before.refusals >= SURE && before.leftOut < LEFT_OUT) {
        before.leftOut += 1;
        return ask({});
      }
      const whole = await ask({ IncludeManagedResources: true });
      if (whole.ok) {
        places.delete(key);
        inVain.delete(key);
        return whole;
      }
      if (!mayBeOfParameter(whole.failure, PARAMETER)) return whole;
      const same = inVain.get(key);
      if (same && same.how === howFailed(whole.failure) && same.times < LEFT_OUT) {
        same.times += 1;
        return whole;
      }
      const bare = await ask({});
      if (!bare.ok) {
        if (howFailed(bare.failure) === howFailed(whole.failure))
          inVain.set(key, { how: howFailed(whole.failure), times: 0 });
        return whole;
      }
      inVain.delete(key);
      places.set(key, {
        refusals: namesParameter(whole.failure, PARAMETER) ? SURE : (places.get(key)?.refusals ?? 0) + 1,
        leftOut: 0,
        gaps: before?.gaps ?? [
          { ...whole.failure, kind: 'refused', code: 'managed-unlisted', operation: 'ec2:DescribeInstances' },
        ],
      });
      return bare;
    },
    gapsOf: (at) => places.get(keyOf(at))?.gaps ?? [],
  };
}

const howFailed = ({ kind, code }: Failure): string => `${kind} ${code ?? ''}`;
