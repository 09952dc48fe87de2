/** How far it is known of a profile whether it leads to the account. `unread`: it is among the chosen, and couldn't be asked. */
type Leads = 'there' | 'unread' | 'unasked';

interface Candidate {
  readonly profile: string;
  readonly leads: Leads;
}

const order: readonly Leads[] = ['there', 'unread', 'unasked'];

/**
 * The profiles that a person can choose for an account: those that are known to lead to it, then of those of which it isn't known the chosen ones first. One that leads to another account is none, and
 * one that once was taken for a link stays one for the next.
 */
export function candidates(
  names: Iterable<string>,
  chosen: Iterable<string>,
  accountOf: (profile: string) => string | undefined,
  account: string,
): readonly Candidate[] {
  const asked = new Set(chosen);
  return [...new Set([...names, ...asked])]
    .map((profile) => ({ profile, account: accountOf(profile) }))
    .filter((one) => one.account === undefined || one.account === account)
    .map((one): Candidate => {
      const unknown = asked.has(one.profile) ? 'unread' : 'unasked';
      return { profile: one.profile, leads: one.account === undefined ? unknown : 'there' };
    })
    .toSorted((a, b) => order.indexOf(a.leads) - order.indexOf(b.leads));
}
