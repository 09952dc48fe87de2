import { isOfAnother, whoseAt, whoseInText } from '../../model/sight.ts';

/** How far it is known of a profile whether it leads to the account. `unread`: it is among the chosen, and couldn't be asked. */
type Leads = 'there' | 'unread' | 'unasked';

interface Candidate {
  readonly profile: string;
  readonly leads: Leads;
  /** Of one that leads there, whose account: the number, and with it the endpoint where candidates lead to several. */
  readonly whose?: string;
}

const order: readonly Leads[] = ['there', 'unread', 'unasked'];

/**
 * The profiles that a person can choose for an account: first those that are known to lead to it, then those whose account isn't known, the chosen ones before the others. Profiles that lead to another account
 * are left out. A profile that was taken for one link is offered for the next one as well.
 */
export function candidates(
  names: Iterable<string>,
  chosen: Iterable<string>,
  of: (profile: string) => Parameters<typeof whoseAt>[0] | undefined,
  account: string,
): readonly Candidate[] {
  const asked = new Set(chosen);
  const fitting = [...new Set([...names, ...asked])]
    .map((profile) => ({ profile, identity: of(profile) }))
    .filter(({ identity }) => identity === undefined || identity.account === account);
  const owners = fitting.flatMap(({ identity }) => (identity ? [whoseAt(identity)] : []));
  return fitting
    .map(({ profile, identity }): Candidate => {
      if (identity === undefined) return { profile, leads: asked.has(profile) ? 'unread' : 'unasked' };
      const own = whoseAt(identity);
      const another = owners.find((owner) => isOfAnother(owner, own));
      return { profile, leads: 'there', whose: whoseInText(own, another ?? own) };
    })
    .toSorted((a, b) => order.indexOf(a.leads) - order.indexOf(b.leads));
}
