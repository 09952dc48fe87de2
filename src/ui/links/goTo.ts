import { commands, l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import { locate, type LocateParts } from '../../inventory/locate.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Reference } from '../../model/reference.ts';
import type { StoppableRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import { askText, inform, oneLine, pickOne, type PickRow, pickText, remark, showWait, warn } from '../words/say.ts';
import { candidates } from './candidates.ts';
import { linkedReference, typedReference } from './haltLink.ts';
import { lookEverywhere } from './lookEverywhere.ts';
import { shownNumber } from '../words/counted.ts';

export interface GoToParts {
  readonly inventory: LocateParts['inventory'];
  readonly accounts: Pick<Accounts, 'of' | 'ensure'>;
  readonly scopes: Pick<Scopes, 'all' | 'profiles' | 'infos'>;
  readonly reads: Pick<AwsReads, 'describe' | 'pastDeployments'>;
  /** Of several profiles of one account, one that may act is the better way to a page. */
  readonly mayAct: LocateParts['mayAct'];
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
      remark(oneLine(l10n.t('Halt can’t show what this names.')));
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
        title: l10n.t('Go to ID or ARN'),
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

type LinkedResource =
  | { readonly type: 'found'; readonly ref: StoppableRef }
  /** No chosen profile is known to be of the account. */
  | { readonly type: 'no-profile'; readonly account: string; readonly region: string }
  | { readonly type: 'nowhere'; readonly words: string }
  | { readonly type: 'no-deployment' }
  /** Not everything could be read. */
  | { readonly type: 'unread'; readonly words: string };

/** Looks among what is listed, then asks AWS in every chosen place where it may be, then asks for a profile. */
async function find(parts: GoToParts, reference: Reference): Promise<StoppableRef | undefined> {
  const title = l10n.t('Looking for {0} in the chosen places…', reference.id);
  const found = await showWait(title, (signal) => look(parts, reference, signal));
  if (found?.type !== 'no-profile') return said(found, () => find(parts, reference));
  const { account, region } = found;
  const profile = await askProfile(parts, account);
  if (profile === undefined) return undefined;
  return findAt(parts, reference, { profile, region });
}

async function findAt(parts: GoToParts, reference: Reference, scope: Scope): Promise<StoppableRef | undefined> {
  const title = l10n.t('Reading the current state…');
  const found = await showWait(title, (signal) => refAt(parts, reference, scope, signal));
  return said(found, () => findAt(parts, reference, scope));
}

/** What was found. Where nothing was, that is said; of what the person has given up, nothing is. */
async function said(
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
    case 'unread': {
      const retry = l10n.t('Retry');
      return (await warn(found.words, retry)) === retry ? again() : undefined;
    }
    case 'nowhere': {
      const [profiles, regions] = [l10n.t('Choose Profiles'), l10n.t('Choose Regions')];
      const choice = await inform(found.words, profiles, regions);
      if (choice === profiles) await commands.executeCommand('halt.selectProfiles');
      else if (choice === regions) await commands.executeCommand('halt.selectRegions');
      return undefined;
    }
  }
}

async function look(parts: GoToParts, reference: Reference, signal: AbortSignal): Promise<LinkedResource> {
  const { accounts, scopes } = parts;
  await accounts.ensure(scopes.profiles());
  const located = locate({ ...parts, scopes: () => scopes.all() }, reference);
  if (located.type === 'found') return located;
  const { account, region } = reference;
  if (account !== undefined && region !== undefined) {
    const own = scopes.profiles().filter((name) => accounts.of(name)?.account === account);
    const profile = own.find((name) => parts.mayAct({ profile: name, region }, reference.kind)) ?? own[0];
    if (profile === undefined) return { type: 'no-profile', account, region };
    return refAt(parts, reference, { profile, region }, signal);
  }
  const { ref, unread } = await lookEverywhere(parts.reads, scopes.all(), reference, signal);
  if (ref) return { type: 'found', ref };
  if (unread.length === 0)
    return { type: 'nowhere', words: l10n.t('{0} is in none of the chosen places.', reference.id) };
  const places = unread.slice(0, 3).map(({ profile, region: at }) => `${plainText(profile, 60)} (${at})`);
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
    : { type: 'unread', words: l10n.t('The deployments of this service could not be read.') };
}

interface ProfileRow extends PickRow {
  readonly profile: string;
}

/** No chosen profile is known to be of this account. Undefined when the person left, or chose one of another account. */
async function askProfile(parts: GoToParts, account: string): Promise<string | undefined> {
  const { accounts, scopes } = parts;
  const names = [...scopes.infos().map(({ name }) => name), ...scopes.profiles()];
  const rows = candidates(names, (name) => accounts.of(name)?.account, account).map(
    ({ profile, isKnown }): ProfileRow => ({
      profile,
      label: pickText(profile),
      ...(isKnown && { description: pickText(l10n.t('account {0}', account)) }),
    }),
  );
  if (rows.length === 0) {
    const diagnose = l10n.t('Diagnose Profiles…');
    const words = l10n.t('None of your profiles belongs to account {0}.', account);
    if ((await inform(words, diagnose)) === diagnose) await commands.executeCommand('halt.diagnoseProfiles');
    return undefined;
  }
  const choice = await pickOne(rows, {
    title: l10n.t('Which profile belongs to account {0}?', account),
    placeHolder: l10n.t('None of the chosen profiles does. Only the page is opened.'),
    ignoreFocusOut: true,
  });
  if (!choice) return undefined;
  await showWait(l10n.t('Reading the current state…'), () => accounts.ensure([choice.profile]));
  const own = accounts.of(choice.profile)?.account;
  if (own === account) return choice.profile;
  const another = l10n.t('Choose Another Profile…');
  const answer = await inform(
    own === undefined
      ? l10n.t('Couldn’t tell which account the profile “{0}” belongs to.', plainText(choice.profile, 60))
      : l10n.t('The profile “{0}” belongs to account {1}, not {2}.', plainText(choice.profile, 60), own, account),
    another,
  );
  return answer === another ? askProfile(parts, account) : undefined;
}
