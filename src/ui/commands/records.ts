import { env, l10n, window, workspace } from 'vscode';
import { plainText } from '../../model/plainText.ts';
import type { AuditRecord } from '../../stopping/audit.ts';
import { listCommandLine, stopCommandLine } from '../../stopping/commandLine.ts';
import { iamPolicy } from '../../stopping/iamPolicy.ts';
import { verdictWords } from '../words/verdicts.ts';
import { evidence, failureWords } from '../words/failures.ts';
import { pickTargets } from '../prompts/pickTargets.ts';
import type { CommandContext } from './context.ts';
import { type Argument, chosenNodes, chosenRefs } from './selection.ts';

/** The audit log as text: newest first, a paragraph per target. */
export async function showAuditLog(context: CommandContext): Promise<void> {
  const { records, damaged } = await context.audit.read();
  const lines = records.toReversed().map(recordLines);
  if (damaged > 0) lines.unshift(l10n.t('{0} lines of the log can’t be read; they are left out here.', damaged));
  if (records.length === 0) lines.push(l10n.t('Nothing has been stopped with Halt yet.'));
  await context.documents.show(l10n.t('Audit Log'), `${lines.join('\n\n')}\n`);
}

function recordLines({ requested, answered, ended }: AuditRecord): string {
  const scope = { profile: requested.profile, region: requested.region };
  const said = answered?.error
    ? l10n.t('refused: {0} {1}', answered.error.code ?? answered.error.kind, plainText(answered.error.message, 300))
    : answered
      ? l10n.t('accepted {0}', [answered.previous, answered.current].filter(Boolean).join(' → '))
      : l10n.t('no answer was recorded');
  return [
    `${requested.time}  ${requested.action} ${describeOperation(requested)}  ${plainText(requested.name, 80)} (${requested.resource})`,
    `    ${requested.who} · ${l10n.t('account {0}', requested.account)} · ${plainText(requested.profile, 60)} · ${requested.region}`,
    requested.reason === undefined && requested.reference === undefined
      ? undefined
      : `    ${[requested.reason, requested.reference].filter(Boolean).join(' · ')}`,
    `    ${answered?.time ?? ''} ${said}${answered?.requestId === undefined ? '' : ` · ${l10n.t('request id {0}', answered.requestId)}`}`,
    ended
      ? `    ${ended.time} ${verdictWords(ended.verdict, requested.operation, scope)}`
      : `    ${l10n.t('its end was not observed yet')}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function describeOperation(requested: AuditRecord['requested']): string {
  const { type, ...parameters } = requested.operation;
  return Object.keys(parameters).length === 0 ? type : `${type} ${JSON.stringify(parameters)}`;
}

/** The whole log as JSON, where the person says. */
export async function exportAuditLog(context: CommandContext): Promise<void> {
  const { records } = await context.audit.read();
  const target = await window.showSaveDialog({
    filters: { JSON: ['json'] },
    saveLabel: l10n.t('Export'),
    title: l10n.t('Export the audit log'),
  });
  if (!target) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(`${JSON.stringify(records, undefined, 2)}\n`));
  await window.showInformationMessage(l10n.t('{0} entries are in {1}.', records.length, target.fsPath));
}

/** What Halt would send or ask, as commands for a terminal: of what is selected the stop, of a group the list. */
export async function copyCliCommand(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const refs = chosenRefs(context, first, all);
  const groups = chosenNodes(context, first, all).flatMap((node) => (node.type === 'group' ? [node] : []));
  const lines = [...stopCommandLine(refs), ...groups.map((group) => listCommandLine(group.scope, group.kind))];
  if (lines.length === 0) {
    await window.showInformationMessage(l10n.t('Select something in the Halt view first.'));
    return;
  }
  await env.clipboard.writeText(lines.join('\n'));
  window.setStatusBarMessage(l10n.t('Copied {0} AWS CLI commands', lines.length), 3_000);
}

/** The least policy for what Halt is set to do. */
export async function copyIamPolicy(context: CommandContext): Promise<void> {
  const { policy } = context.settings();
  const text = iamPolicy({ changes: policy.readOnly !== true });
  await env.clipboard.writeText(text);
  await context.documents.show('halt-policy.json', text, 'json');
  window.setStatusBarMessage(l10n.t('Copied the IAM policy'), 3_000);
}

/** DryRun for each chosen instance: a permission check, not a promise. */
export async function checkStopPermission(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const chosen = chosenRefs(context, first, all, 'instance');
  const refs =
    first === undefined
      ? await pickTargets(context.pick, 'stop', { title: l10n.t('Instances to check'), preselected: chosen })
      : chosen;
  if (!refs || refs.length === 0) return;
  const controller = new AbortController();
  const plain = { hibernate: false, force: false, skipOsShutdown: false };
  const queue = [...refs];
  const answers = new Map<string, string>();
  let allowed = 0;
  const work = async () => {
    for (let ref = queue.shift(); ref; ref = queue.shift()) {
      const outcome = await context.mayStop(ref.scope, ref.id, plain, controller.signal);
      const yes = outcome.ok && outcome.value.value;
      if (yes) allowed += 1;
      const words = outcome.ok
        ? yes
          ? l10n.t('the permission is there')
          : l10n.t('the permission is not there')
        : failureWords(outcome.failure, ref.scope).sentence;
      const proof = outcome.ok ? '' : `\n    ${evidence(outcome.failure)}`;
      answers.set(
        ref.id,
        `${yes ? '✓' : '✗'} ${ref.id} · ${plainText(ref.scope.profile, 60)} · ${ref.scope.region}: ${words}${proof}`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, refs.length) }, work));
  const [only] = refs;
  const message =
    refs.length === 1 && only
      ? l10n.t(
          '{0}. This checks the permission alone; its state and protections are checked when you stop it.',
          (answers.get(only.id) ?? '').split('\n')[0] ?? '',
        )
      : l10n.t(
          '{0} of {1} may be stopped by you. This checks the permission alone; states and protections are checked when you stop them.',
          allowed,
          refs.length,
        );
  const show = l10n.t('Show Result');
  const choice = await window.showInformationMessage(message, show);
  if (choice === show)
    await context.documents.show(
      l10n.t('Permission Check'),
      `${refs.map((ref) => answers.get(ref.id) ?? '').join('\n')}\n`,
    );
}
