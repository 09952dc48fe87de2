import type { Failure } from '../../../model/failure.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';

/** What a call of DescribeInstances says to have what a service manages and the account hides, too. */
export interface ManagedFlag {
  readonly IncludeManagedResources?: true;
}

/** Asks for what the account hides, but where the endpoint is known not to understand that. */
export interface HiddenManaged {
  /** An endpoint that doesn't know the parameter is asked once more, without it. */
  read<A extends { readonly ok: true } | { readonly ok: false; readonly failure: Failure }>(
    scope: Scope,
    ask: (flag: ManagedFlag) => Promise<A>,
  ): Promise<A>;
  /** What a list of a place lacks for it. The same object each time. */
  gapsOf(scope: Scope): readonly Failure[];
}

/** Remembers each place whose endpoint doesn't know the parameter, so that it costs no further call. */
export function createHiddenManaged(): HiddenManaged {
  const gaps = new Map<string, readonly Failure[]>();
  return {
    read: async (scope, ask) => {
      const key = scopeKey(scope);
      if (gaps.has(key)) return ask({});
      const whole = await ask({ IncludeManagedResources: true });
      if (whole.ok || !isUnknown(whole.failure)) return whole;
      const bare = await ask({});
      if (!bare.ok) return whole;
      gaps.set(key, [
        { ...whole.failure, kind: 'refused', code: 'managed-unlisted', operation: 'ec2:DescribeInstances' },
      ]);
      return bare;
    },
    gapsOf: (scope) => gaps.get(scopeKey(scope)) ?? [],
  };
}

/** An older or compatible endpoint: EC2's code for a parameter that it doesn't have, or a refusal that names it. */
const isUnknown = ({ kind, code, message }: Failure): boolean =>
  (kind === 'refused' || kind === 'unknown') &&
  (code === 'UnknownParameter' || message.toLowerCase().includes('includemanagedresources'));
