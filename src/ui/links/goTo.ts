import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import { locate, type LocateParts } from '../../inventory/locate.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Reference } from '../../model/reference.ts';
import type { StoppableRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import { askText, inform, pickOne, type PickRow, pickText, showProgress, warn } from '../words/say.ts';
import { linkedReference, typedReference } from './haltLink.ts';
import { shownNumber } from '../words/counted.ts';

export interface GoToParts {
  readonly inventory: LocateParts['inventory'];
  readonly accounts: Pick<Accounts, 'of' | 'ensure'>;
  readonly scopes: Pick<Scopes, 'all' | 'profiles' | 'infos'>;
  readonly reads: Pick<AwsReads, 'describe' | 'pastDeployments'>;
  /** Opens a page. Nothing else can follow from a link. */
  readonly show: (ref: StoppableRef) => void;
}

/** From something that names a resource to its page. Nothing here leads to a plan. */
export interface GoTo {
  /** A link that the operating system handed to the editor. */
  readonly openLink: (path: string, query: string) => Promise<void>;
  /** An id, an ARN or a Halt link. */
  readonly open: (text: string) => Promise<void>;
  /** Asks for one. */
  readonly ask: () => Promise<void>;
}

export function createGoTo(parts: GoToParts): GoTo {
  const go = async (reference: Reference | undefined): Promise<void> => {
    if (!reference) {
      await inform(l10n.t('This names nothing that Halt can show.'));
      return;
    }
    const ref = await find(parts, reference);
    if (ref) parts.show(ref);
  };
  return {
    openLink: (path, query) => go(linkedReference(path, query)),
    open: (text) => go(typedReference(text)),
    ask: async () => {
      const typed = await askText({
        title: l10n.t('Go to Id or ARN'),
        prompt: l10n.t('An id or ARN of an instance, a service, a service deployment or an experiment, or a Halt link'),
        validateInput: (text) =>
          text.trim() === '' || typedReference(text)
            ? undefined
            : l10n.t('This is no id, ARN or link that Halt knows.'),
      });
      if (typed !== undefined && typed.trim() !== '') await go(typedReference(typed));
    },
  };
}

/** Looks among what is listed, then asks AWS in every chosen place where it may be, then asks for a profile. */
async function find(parts: GoToParts, reference: Reference): Promise<StoppableRef | undefined> {
  await parts.accounts.ensure(parts.scopes.profiles());
  const located = locate({ ...parts, scopes: () => parts.scopes.all() }, reference);
  if (located.type === 'found') return located.ref;
  const { account, region } = reference;
  if (account !== undefined && region !== undefined) {
    const [profile] = parts.scopes.profiles().filter((name) => parts.accounts.of(name)?.account === account);
    const own = profile ?? (await askProfile(parts, account));
    return own === undefined ? undefined : refAt(parts, reference, { profile: own, region });
  }
  const found = await showProgress(l10n.t('Looking for {0} in the chosen places…', reference.id), (_report, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return lookEverywhere(parts, reference, controller.signal);
  });
  // The person has given up: there is nothing to tell.
  if (found === undefined) return undefined;
  if (found.ref) return found.ref;
  if (found.unread.length === 0) {
    await inform(l10n.t('{0} is in none of the chosen places.', reference.id));
    return undefined;
  }
  const places = found.unread.slice(0, 3).map(({ profile, region: at }) => `${plainText(profile, 60)} (${at})`);
  const more = found.unread.length > 3 ? l10n.t(' and {0} more', shownNumber(found.unread.length - 3)) : '';
  await warn(
    l10n.t('{0} was not found, but not every place could be read: {1}{2}', reference.id, places.join(', '), more),
  );
  return undefined;
}

/** A service stands for its newest deployment; everything else is named by itself. */
async function refAt(parts: GoToParts, reference: Reference, scope: Scope): Promise<StoppableRef | undefined> {
  const { kind, id } = reference;
  if (kind !== 'service') return { kind, scope, id };
  const past = await parts.reads.pastDeployments(scope, id, undefined, new AbortController().signal);
  const newest = past.ok ? past.value.items[0] : undefined;
  if (newest) return { kind: 'deployment', scope, id: newest.id };
  await inform(
    past.ok
      ? l10n.t('This service has had no deployment in the last 90 days.')
      : l10n.t('The deployments of this service could not be read.'),
  );
  return undefined;
}

/** A bare id tells neither account nor region. Undefined once `signal` is aborted. */
async function lookEverywhere(
  { reads, scopes }: GoToParts,
  { kind, id }: Reference,
  signal: AbortSignal,
): Promise<{ readonly ref?: StoppableRef; readonly unread: readonly Scope[] } | undefined> {
  // Only instances and experiments have ids that stand alone.
  if (kind === 'service') return { unread: [] };
  const unread: Scope[] = [];
  const answers = scopes.all().map(async (scope): Promise<StoppableRef | undefined> => {
    const answer = await reads.describe(scope, kind, [id], signal);
    if (answer.ok && answer.value.targets.some((target) => target.id === id)) return { kind, scope, id };
    if (!answer.ok || !answer.value.missing.includes(id)) unread.push(scope);
    return undefined;
  });
  const [ref] = (await Promise.all(answers)).filter((one) => one !== undefined);
  if (signal.aborted) return undefined;
  return { ...(ref && { ref }), unread };
}

interface ProfileRow extends PickRow {
  readonly profile: string;
}

/** No chosen profile is known to be of this account. Undefined when the person left, or chose one of another account. */
async function askProfile({ accounts, scopes }: GoToParts, account: string): Promise<string | undefined> {
  const names = new Set([...scopes.infos().map(({ name }) => name), ...scopes.profiles()]);
  const rows = [...names]
    .filter((name) => accounts.of(name) === undefined)
    .map((profile): ProfileRow => ({ profile, label: pickText(profile) }));
  if (rows.length === 0) {
    await inform(l10n.t('None of your profiles is of account {0}.', account));
    return undefined;
  }
  const choice = await pickOne(rows, {
    title: l10n.t('Which profile is of account {0}?', account),
    placeHolder: l10n.t('No chosen profile is. Only the page is opened.'),
    ignoreFocusOut: true,
  });
  if (!choice) return undefined;
  await accounts.ensure([choice.profile]);
  const own = accounts.of(choice.profile)?.account;
  if (own === account) return choice.profile;
  await inform(
    own === undefined
      ? l10n.t('Whose the profile “{0}” is could not be read.', plainText(choice.profile, 60))
      : l10n.t('The profile “{0}” is of account {1}, not of {2}.', plainText(choice.profile, 60), own, account),
  );
  return undefined;
}
