import { matchesPattern } from '../../src/base/wildcard.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export const statementsOf = (policy: string): readonly Statement[] =>
  (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement;

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
