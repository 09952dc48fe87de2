import type { AwsPermissions, DryRun } from '../../model/ports/awsPermissions.ts';
import { type CancellationToken, l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { whoseIs } from '../../inventory/accounts.ts';
import { type Failure, failed, type Outcome } from '../../model/failure.ts';
import type { Scope } from '../../model/scope.ts';
import { accountChanged, isOfAnother, nobodys, type Whose, whoseOf } from '../../model/sight.ts';
import { meantNow } from '../../stopping/follow/followed.ts';
import type { Want } from '../../stopping/stopping.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { TextDocuments } from '../editor/textDocuments.ts';
import { type PickParts, pickTargets } from '../stop/pickTargets.ts';
import { evidence, failureWords } from '../words/failures.ts';
import type { Invocation } from './invocation.ts';
import type { Rows } from './rows.ts';
import { inform, showProgress } from '../words/say.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { counted, shownNumber } from '../words/counted.ts';
import { placeName } from '../words/targetNames.ts';

const CALLS_AT_ONCE = 4;

/** `unread`: AWS told neither, which is no denial. */
type Allowed = 'yes' | 'no' | 'unread';

/** What a dry run told of one instance; `words` are for the person. */
export interface PermissionReply {
  readonly allowed: Allowed;
  readonly words: string;
}

export interface PermissionCommandParts {
  readonly rows: Rows;
  readonly pick: PickParts;
  /** A dry run of StopInstances for one instance, in the account that is shown. Changes nothing. */
  readonly permissions: Pick<AwsPermissions, 'mayStopInstance'>;
  readonly inventory: Pick<Inventory, 'get'>;
  readonly documents: TextDocuments;
}

/** DryRun for each chosen instance: a permission check, not a promise. Cancelled, it tells what it knows by then. */
export async function checkStopPermission(parts: PermissionCommandParts, by: Invocation): Promise<void> {
  const { accounts } = parts.pick.from;
  const chosen = meantNow(parts.rows.refs(by, 'instance'), (profile) => whoseIs(accounts, profile));
  const meant =
    by.kind === 'keyboard'
      ? await pickTargets(parts.pick, 'stop', {
          title: l10n.t('Check Stop Permission (Dry Run)'),
          preselected: chosen.refs,
        })
      : chosen;
  if (!meant || meant.refs.length === 0) return;
  const { refs } = meant;
  const replies = await showProgress(l10n.t('Asking AWS whether you may stop them…'), (report, token) =>
    askAll(parts, meant, token, (done) => report(l10n.t('{0} of {1}', shownNumber(done), shownNumber(refs.length)))),
  );
  if (replies.length === 0) return;
  const message = permissionSummary(replies, refs.length === 1);
  const show = l10n.t('Show Result');
  if ((await inform(message, show)) === show)
    await parts.documents.show(l10n.t('Permission Check'), `${replies.map(({ words }) => words).join('\n')}\n`);
}

/** The summary of all answers; where one instance was asked about, the sentence about that one. */
export function permissionSummary(replies: readonly PermissionReply[], isOne: boolean): string {
  const of = (wanted: Allowed) => replies.filter(({ allowed }) => allowed === wanted).length;
  const unread = of('unread');
  const [only] = replies;
  if (isOne && only) {
    const line = only.words.split('\n')[0] ?? '';
    if (unread > 0) return line;
    return l10n.t(
      '{0}. This checks the permission alone; its state and protections are checked when you stop it.',
      line,
    );
  }
  const may = counted(
    l10n.t(
      '{0, plural, one {You are allowed to stop # of {1}. This checks the permission alone; states and protections are checked when you stop them.} other {You are allowed to stop # of {1}. This checks the permission alone; states and protections are checked when you stop them.}}',
    ),
    of('yes'),
    replies.length,
  );
  if (unread === 0) return may;
  const words = l10n.t('{0, plural, one {# could not be asked about.} other {# could not be asked about.}}');
  return `${may} ${counted(words, unread)}`;
}

/** In the order of the instances, those that were asked. An answer from another account than the one in which an instance was selected counts as unread. */
export async function askAll(
  parts: Pick<PermissionCommandParts, 'permissions' | 'inventory'>,
  { refs, whose }: Pick<Want, 'refs' | 'whose'>,
  token: Pick<CancellationToken, 'onCancellationRequested'>,
  progress: (done: number) => void,
): Promise<readonly PermissionReply[]> {
  const controller = new AbortController();
  const registration = token.onCancellationRequested(() => controller.abort());
  const replies: PermissionReply[] = [];
  const queue = refs.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [index, ref] of queue) {
      if (controller.signal.aborted) return;
      const reply = await ask(parts, ref, whose?.get(refKey(ref)), controller.signal);
      if (controller.signal.aborted) return;
      replies[index] = reply;
      done += 1;
      progress(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, refs.length) }, work));
  registration.dispose();
  // Without the holes of those that were not asked.
  return Object.values(replies);
}

async function ask(
  parts: Pick<PermissionCommandParts, 'permissions' | 'inventory'>,
  ref: TargetRef,
  meant: Whose = nobodys,
  signal: AbortSignal,
): Promise<PermissionReply> {
  const { scope, id } = ref;
  const outcome = await parts.permissions.mayStopInstance(scope, id, signal);
  const answering = outcome.ok ? whoseOf(outcome.value) : whoseOf(outcome.failure);
  const told = isOfAnother(answering, meant) ? failed(accountChanged) : outcome;
  return permissionReply(told, ref, parts.inventory.get(scope, 'instance', id)?.name);
}

/** Why nobody could ask, and what to do about it. */
function failedWords(failure: Failure, scope: Scope): string {
  const { sentence, next } = failureWords(failure, scope);
  return [sentence, next].filter((words) => words !== '').join(' ');
}

const marks = { yes: '✓', no: '✗', unread: '?' } as const satisfies Record<Allowed, string>;

/** What AWS answered about one instance, as it stands in the list. */
export function permissionReply(
  outcome: Outcome<Pick<DryRun, 'allowed'>>,
  { scope, id }: Pick<TargetRef, 'scope' | 'id'>,
  name: string | undefined,
): PermissionReply {
  const allowed = !outcome.ok ? 'unread' : outcome.value.allowed ? 'yes' : 'no';
  const said = !outcome.ok
    ? failedWords(outcome.failure, scope)
    : outcome.value.allowed
      ? l10n.t('you are allowed to stop it')
      : l10n.t('you are not allowed to stop it');
  const proof = outcome.ok ? '' : `\n    ${evidence(outcome.failure)}`;
  const subject = name === undefined ? id : `${plainText(name, 80)} (${id})`;
  return {
    allowed,
    words: `${marks[allowed]} ${subject} · ${placeName(scope)}: ${said}${proof}`,
  };
}
