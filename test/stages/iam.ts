import assert from 'node:assert/strict';
import { matchesPattern } from '../../src/base/wildcard.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { changeActions, readActions } from '../../src/stopping/handOver/iamPolicy.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export const statementsOf = (policy: string): readonly Statement[] =>
  (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement;

/** What needs no permission: who holds keys or signs in may ask it. */
const SIGN_IN = /^(?:sts|sso|sso-oauth|sso-oidc|signin):/;
/** A request that a test of what is no operation sends. */
const NO_OPERATION = /:$/;

/** What of everything that was `asked` of a simulated AWS, by the names that IAM has for it, is in no policy that Halt copies. `signed` are those that a test signed itself, which are nothing of Halt's. */
export function outsidePolicy(asked: Iterable<string>, signed: readonly string[] = []): readonly string[] {
  const named = [...asked].map((action) => action.replace(/^monitoring:/, 'cloudwatch:'));
  const inside = new Set([...readActions, ...changeActions, ...signed]);
  return named.filter((action) => !inside.has(action) && !SIGN_IN.test(action) && !NO_OPERATION.test(action)).sort();
}

/** Fails where something was asked of it that no policy that Halt copies has. */
export function assertInsidePolicy(sim: Pick<Simulator, 'log'>, signed: readonly string[] = []): void {
  assert.deepEqual(
    outsidePolicy(sim.log.everAsked(), signed),
    [],
    'Halt asks nothing that its copied policy leaves out.',
  );
}

/**
 * What a policy allows of an action in a region, as IAM decides it as far as Halt's policies go: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
 * A condition that isn't understood allows nothing.
 */
export function allowsIn(policy: string): (action: string, region: string) => boolean {
  const statements = statementsOf(policy);
  const holds = (operator: string, key: string, values: readonly string[], region: string) => {
    if (key !== 'aws:RequestedRegion') return false;
    if (operator === 'StringEquals') return values.includes(region);
    return operator === 'StringLike' && values.some((value) => matchesPattern(value, region));
  };
  return (action, region) =>
    statements.some(
      (one) =>
        one.Effect === 'Allow' &&
        one.Action.some((name) => name.toLowerCase() === action.toLowerCase()) &&
        Object.entries(one.Condition ?? {}).every(([operator, keys]) =>
          Object.entries(keys).every(([key, values]) => holds(operator, key, values, region)),
        ),
    );
}
