import type { AwsPermissions } from '../../model/ports/awsPermissions.ts';
import { type CancellationToken, l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Documents } from '../editor/textDocuments.ts';
import { type PickParts, pickTargets } from '../stop/pickTargets.ts';
import { evidence, failureWords } from '../words/failures.ts';
import type { Invocation } from './invocation.ts';
import type { Rows } from './rows.ts';
import { inform, showProgress } from '../words/say.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import { counted, shownNumber } from '../words/counted.ts';

const CALLS_AT_ONCE = 4;

interface Answer {
  readonly allowed: boolean;
  readonly words: string;
}

export interface PermissionCommandParts {
  readonly rows: Rows;
  readonly pick: PickParts;
  /** A dry run of StopInstances for one instance: true where you are allowed to stop it. Changes nothing. */
  readonly permissions: AwsPermissions;
  readonly inventory: Pick<Inventory, 'get'>;
  readonly documents: Documents;
}

/** DryRun for each chosen instance: a permission check, not a promise. Cancelled, it tells what it knows by then. */
export async function checkStopPermission(parts: PermissionCommandParts, by: Invocation): Promise<void> {
  const chosen = parts.rows.refs(by, 'instance');
  const refs =
    by.kind === 'keyboard'
      ? await pickTargets(parts.pick, 'stop', { title: l10n.t('Instances to check'), preselected: chosen })
      : chosen;
  if (!refs || refs.length === 0) return;
  const answers = await showProgress(l10n.t('Asking AWS whether you may stop them…'), (report, token) =>
    askAll(parts, refs, token, (done) => report(l10n.t('{0} of {1}', shownNumber(done), shownNumber(refs.length)))),
  );
  const [only] = answers;
  if (!only) return;
  const message =
    refs.length === 1
      ? l10n.t(
          '{0}. This checks the permission alone; its state and protections are checked when you stop it.',
          only.words.split('\n')[0] ?? '',
        )
      : counted(
          l10n.t(
            '{0, plural, one {# of {1} may be stopped by you. This checks the permission alone; states and protections are checked when you stop them.} other {# of {1} may be stopped by you. This checks the permission alone; states and protections are checked when you stop them.}}',
          ),
          answers.filter(({ allowed }) => allowed).length,
          answers.length,
        );
  const show = l10n.t('Show Result');
  if ((await inform(message, show)) === show)
    await parts.documents.show(l10n.t('Permission Check'), `${answers.map(({ words }) => words).join('\n')}\n`);
}

/** In the order of the instances, those that were asked. */
async function askAll(
  parts: PermissionCommandParts,
  refs: readonly TargetRef[],
  token: CancellationToken,
  progress: (done: number) => void,
): Promise<readonly Answer[]> {
  const controller = new AbortController();
  const registration = token.onCancellationRequested(() => controller.abort());
  const answers: Answer[] = [];
  const queue = refs.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [index, ref] of queue) {
      if (controller.signal.aborted) return;
      const answer = await ask(parts, ref, controller.signal);
      if (controller.signal.aborted) return;
      answers[index] = answer;
      done += 1;
      progress(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, refs.length) }, work));
  registration.dispose();
  // Without the holes of those that were not asked.
  return Object.values(answers);
}

async function ask(parts: PermissionCommandParts, ref: TargetRef, signal: AbortSignal): Promise<Answer> {
  const { scope, id } = ref;
  const outcome = await parts.permissions.mayStopInstance(scope, id, signal);
  const allowed = outcome.ok && outcome.value;
  const said = !outcome.ok
    ? failureWords(outcome.failure, scope).sentence
    : allowed
      ? l10n.t('you are allowed to stop it')
      : l10n.t('you are not allowed to stop it');
  const proof = outcome.ok ? '' : `\n    ${evidence(outcome.failure)}`;
  const name = parts.inventory.get(scope, 'instance', id)?.name;
  const subject = name === undefined ? id : `${plainText(name, 80)} (${id})`;
  return {
    allowed,
    words: `${allowed ? '✓' : '✗'} ${subject} · ${plainText(scope.profile, 60)} · ${scope.region}: ${said}${proof}`,
  };
}
