import { commands, l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import { areOfSeveral, locate, type LocateParts } from '../../inventory/locate.ts';
import type { Failure } from '../../model/failure.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { PageReference, Reference } from '../../model/reference.ts';
import type { DaemonRef, StoppableRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { noneChosenWords, offerChoice } from '../editor/noneChosen.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import { showWait, type WaitedFor } from '../editor/showWait.ts';
import { askText, inform, oneLine, pickOne, type PickRow, pickText, remark, warn } from '../words/say.ts';
import { candidates } from './candidates.ts';
import { linkedReference, typedReference } from './haltLink.ts';
import { findEverywhere, throughActing } from './findEverywhere.ts';
import { failureInShort, failureWords } from '../words/failures.ts';
import { shownNumber } from '../words/counted.ts';
import { placeName } from '../words/targetNames.ts';

export interface GoToParts {
  readonly inventory: LocateParts['inventory'];
  readonly accounts: Pick<Accounts, 'of' | 'ensure' | 'failure'>;
  readonly scopes: Pick<Scopes, 'all' | 'profiles' | 'info' | 'infos'>;
  readonly reads: Pick<AwsReads, 'describe' | 'pastDeployments'>;
  /** Of several profiles of one account, one that may act is the better way to a page. */
  readonly mayAct: LocateParts['mayAct'];
  /** Opens a page. Nothing else can follow from a link. */
  readonly show: (ref: StoppableRef | DaemonRef) => void;
  /** Renews what a profile needs, where the person asks for it. */
  readonly signIn: (profile: string) => Promise<unknown>;
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

/** Looks among what is listed, then asks AWS in every chosen place where it may be, and the person for a profile where no chosen one is known to be of its account. What isn't found is said in a message. */
export function createGoTo(parts: GoToParts): GoTo {
  const go = async (reference: PageReference | undefined): Promise<void> => {
    if (!reference) {
      remark(oneLine(l10n.t('Halt can’t show what this names.')));
      return;
    }
    const ref = reference.kind === 'daemon' ? await findDaemon(parts, reference) : await find(parts, reference);
    if (ref) parts.show(ref);
  };
  return {
    openLink: (path, query) => go(linkedReference(path, query)),
    open: (text) => go(typedReference(text)),
    ask: async () => {
      const typed = await askText({
        title: l10n.t('Go to ID or ARN'),
        prompt: l10n.t(
          'An id or ARN of an instance, a service, a service deployment or an experiment, the ARN of a managed daemon, or a Halt link',
        ),
        validateInput: (text) =>
          text.trim() === '' || typedReference(text)
            ? undefined
            : l10n.t('This is no id, ARN or link that Halt knows.'),
      });
      if (typed !== undefined && typed.trim() !== '') await go(typedReference(typed));
    },
  };
}

type LinkedResource =
  | { readonly type: 'found'; readonly ref: StoppableRef }
  /** No chosen profile is known to be of the account: none is, or one that couldn't be asked; or several are, at endpoints whose accounts have the same number. */
  | { readonly type: 'no-profile'; readonly account: string; readonly region: string }
  | { readonly type: 'nowhere'; readonly words: string }
  | { readonly type: 'no-deployment' }
  /** Not everything could be read. `why`: what keeps the profile from being read that it is about. */
  | { readonly type: 'unread'; readonly words: string; readonly why?: Why };

interface Why {
  readonly profile: string;
  readonly failure: Failure;
}

/** Looks among what is listed, then asks AWS in every chosen place where it may be, then asks for a profile. */
async function find(parts: GoToParts, reference: Reference): Promise<StoppableRef | undefined> {
  const title = l10n.t('Looking for {0} in the chosen places…', reference.id);
  const found = await showWait(title, (signal) => look(parts, reference, signal), parts.scopes);
  if (found?.type !== 'no-profile') return said(parts, found, () => find(parts, reference));
  const { account, region } = found;
  const profile = await askProfile(parts, account);
  if (profile === undefined) return undefined;
  return findAt(parts, reference, { profile, region });
}

/** Its ARN says where it is, and its page asks for it: all that is looked for is a profile. */
async function findDaemon(
  parts: GoToParts,
  { id, account, region }: Extract<PageReference, { kind: 'daemon' }>,
): Promise<DaemonRef | undefined> {
  const { accounts, scopes } = parts;
  const ensured = async () => {
    await accounts.ensure(scopes.profiles());
    return true;
  };
  if ((await showWait(l10n.t('Reading the current state…'), ensured, scopes)) === undefined) return undefined;
  const own = ownProfiles(parts, { account, region });
  const profile = own[0] ?? (await askProfile(parts, account));
  return profile === undefined ? undefined : { kind: 'daemon', scope: { profile, region }, id };
}

async function findAt(parts: GoToParts, reference: Reference, scope: Scope): Promise<StoppableRef | undefined> {
  const title = l10n.t('Reading the current state…');
  const found = await showWait(title, (signal) => refAt(parts, reference, scope, signal), only(parts, scope.profile));
  return said(parts, found, () => findAt(parts, reference, scope));
}

/** What was found. Where nothing was, that is said; of what the person has given up, nothing is. */
async function said(
  parts: GoToParts,
  found: Exclude<LinkedResource, { type: 'no-profile' }> | undefined,
  again: () => Promise<StoppableRef | undefined>,
): Promise<StoppableRef | undefined> {
  switch (found?.type) {
    case undefined:
      return undefined;
    case 'found':
      return found.ref;
    case 'no-deployment':
      remark(oneLine(l10n.t('This service has had no deployment for 90 days.')));
      return undefined;
    case 'unread':
      return (await offerAgain(parts, found.words, found.why)) === 'again' ? again() : undefined;
    case 'nowhere':
      await offerChoice(found.words, parts.scopes.profiles());
      return undefined;
  }
}

/** The chosen profiles that are known to be of the account; none where they are at several endpoints, whose accounts have the same number: then a person chooses. */
function ownProfiles(
  { accounts, scopes }: GoToParts,
  { account, region }: { readonly account: string; readonly region: string },
): readonly string[] {
  const own = scopes.profiles().filter((name) => accounts.of(name)?.account === account);
  return areOfSeveral(
    { accounts },
    own.map((profile) => ({ profile, region })),
  )
    ? []
    : own;
}

async function look(parts: GoToParts, reference: Reference, signal: AbortSignal): Promise<LinkedResource> {
  const { accounts, scopes } = parts;
  await accounts.ensure(scopes.profiles());
  const chosen = { ...parts, scopes: () => scopes.all() };
  const located = locate(chosen, reference);
  if (located.type === 'found') return located;
  const { account, region } = reference;
  if (account !== undefined && region !== undefined) {
    const own = ownProfiles(parts, { account, region });
    const profile = own.find((name) => parts.mayAct({ profile: name, region }, reference.kind)) ?? own[0];
    if (profile === undefined) return { type: 'no-profile', account, region };
    return refAt(parts, reference, { profile, region }, signal);
  }
  const { ref, unread } = await findEverywhere(parts.reads, scopes.all(), reference, signal);
  if (ref) return { type: 'found', ref: throughActing(chosen, reference, ref) };
  if (unread.length === 0)
    return {
      type: 'nowhere',
      words:
        scopes.all().length === 0 ? noneChosenWords() : l10n.t('{0} is in none of the chosen places.', reference.id),
    };
  const places = unread.slice(0, 3).map(placeName);
  const more = unread.length > 3 ? l10n.t(' and {0} more', shownNumber(unread.length - 3)) : '';
  const words = l10n.t(
    '{0} was not found, but not every place could be read: {1}{2}',
    reference.id,
    places.join(', '),
    more,
  );
  return { type: 'unread', words };
}

/** A service stands for its newest deployment; everything else is named by itself. */
async function refAt(
  parts: GoToParts,
  reference: Reference,
  scope: Scope,
  signal: AbortSignal,
): Promise<Exclude<LinkedResource, { type: 'no-profile' }>> {
  const { kind, id } = reference;
  if (kind !== 'service') return { type: 'found', ref: { kind, scope, id } };
  const past = await parts.reads.pastDeployments(scope, id, undefined, signal);
  const newest = past.ok ? past.value.items[0] : undefined;
  if (newest) return { type: 'found', ref: { kind: 'deployment', scope, id: newest.id } };
  return past.ok
    ? { type: 'no-deployment' }
    : {
        type: 'unread',
        words: l10n.t('The deployments of this service could not be read.'),
        why: { profile: scope.profile, failure: past.failure },
      };
}

/**
 * Says what could not be read, why, and what can be done about it. `again` once the person wants it tried again, after they have signed in where that is what it needs. `more`: a button beside
 * those.
 */
async function offerAgain(
  { signIn }: GoToParts,
  words: string,
  why: Why | undefined,
  ...more: readonly string[]
): Promise<string | undefined> {
  const { sentence, next, action } = why
    ? failureWords(why.failure, { profile: why.profile })
    : ({ sentence: '', next: '', action: 'retry' } as const);
  const [renew, retry] = [l10n.t('Sign In'), l10n.t('Retry')];
  const message = [words, sentence, next].filter((part) => part !== '').join(' ');
  const choice =
    action === 'sign-in' ? await warn(message, renew, retry, ...more) : await warn(message, retry, ...more);
  if (choice === renew && why) await signIn(why.profile);
  return choice === renew || choice === retry ? 'again' : choice;
}

interface ProfileRow extends PickRow {
  readonly profile: string;
}

/** No chosen profile is known to be of this account, or several are, at several endpoints. Undefined when the person left. */
async function askProfile(parts: GoToParts, account: string): Promise<string | undefined> {
  const { accounts, scopes } = parts;
  const names = scopes.infos().map(({ name }) => name);
  const offered = candidates(names, scopes.profiles(), (name) => accounts.of(name), account);
  const rows = offered.map(({ profile, whose }): ProfileRow => {
    const failure = accounts.failure(profile);
    const unread = failure && failureInShort(failure);
    const description = whose === undefined ? unread : l10n.t('account {0}', whose);
    return {
      profile,
      label: pickText(profile),
      ...(description !== undefined && { description: pickText(description) }),
    };
  });
  if (rows.length === 0) {
    const diagnose = l10n.t('Diagnose Profiles…');
    const words = l10n.t('None of your profiles belongs to account {0}.', account);
    if ((await inform(words, diagnose)) === diagnose) await commands.executeCommand('halt.diagnoseProfiles');
    return undefined;
  }
  const choice = await pickOne(rows, {
    title: l10n.t('Choose a Profile of Account {0}', account),
    ...(!offered.some(({ profile, leads }) => leads === 'there' && scopes.profiles().includes(profile)) && {
      placeHolder: offered.some(({ leads }) => leads === 'unread')
        ? l10n.t('It may be a chosen one whose account couldn’t be read. Only the page is opened.')
        : l10n.t('None of the chosen profiles belongs to it. Only the page is opened.'),
    }),
    ignoreFocusOut: true,
  });
  return choice && profileOf(parts, choice.profile, account);
}

/** A wait for one profile alone. */
const only = ({ scopes }: Pick<GoToParts, 'scopes'>, profile: string): WaitedFor => ({
  profiles: () => [profile],
  info: scopes.info,
});

/** The profile, where it belongs to the account. Where it doesn't, or nobody could tell, that is said, with what can be done about it. */
async function profileOf(parts: GoToParts, profile: string, account: string): Promise<string | undefined> {
  const { accounts } = parts;
  await showWait(l10n.t('Reading the current state…'), () => accounts.ensure([profile]), only(parts, profile));
  const own = accounts.of(profile)?.account;
  if (own === account) return profile;
  const another = l10n.t('Choose Another Profile…');
  const name = plainText(profile, 60);
  if (own !== undefined) {
    const words = l10n.t('The profile “{0}” belongs to account {1}, not {2}.', name, own, account);
    return (await inform(words, another)) === another ? askProfile(parts, account) : undefined;
  }
  const failure = accounts.failure(profile);
  const words = l10n.t('Couldn’t tell which account the profile “{0}” belongs to.', name);
  const choice = await offerAgain(parts, words, failure && { profile, failure }, another);
  if (choice === another) return askProfile(parts, account);
  return choice === 'again' ? profileOf(parts, profile, account) : undefined;
}
