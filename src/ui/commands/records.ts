import { env, l10n, type QuickPickItem, window, workspace } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { refKey } from '../../model/resources/resource.ts';
import type { AuditRecord } from '../../stopping/audit/entry.ts';
import {
  type CommandLineOperation,
  listCommandLine,
  lookCommandLine,
  stopCommandLine,
} from '../../stopping/handOver/commandLine.ts';
import { type Observed, unfitFor } from '../../stopping/operation.ts';
import { iamPolicy } from '../../stopping/handOver/iamPolicy.ts';
import { heading } from '../words/operations.ts';
import { verdictWords } from '../words/verdicts.ts';
import type { PlanRef } from '../../stopping/plan/plan.ts';
import type { Lens } from '../editor/textDocuments.ts';
import { exportUri } from '../editor/exportUri.ts';
import type { CommandContext } from './context.ts';
import { type Argument, chosenNodes, chosenRefs } from './selection.ts';

/** The audit log as text: newest first, a paragraph per target; what Halt stopped can be started again from here. */
export async function showAuditLog(context: CommandContext): Promise<void> {
  const { records, damaged } = await context.audit.read();
  const lines: string[] = [];
  const lenses: Lens[] = [];
  if (damaged > 0) lines.push(l10n.t('{0} lines of the log can’t be read; they are left out here.', damaged), '');
  if (records.length === 0) lines.push(l10n.t('Nothing has been stopped with Halt yet.'));
  const offered = new Set<string>();
  for (const record of records.toReversed()) {
    const { requested } = record;
    const ref = {
      kind: requested.kind,
      scope: { profile: requested.profile, region: requested.region },
      id: requested.resource,
    } as PlanRef;
    // Only at the newest entry of an instance: the older ones are history.
    if (context.startable(ref) && !offered.has(refKey(ref))) {
      lenses.push({
        line: lines.length,
        title: l10n.t('Start Again…'),
        command: 'halt.startInstances',
        arguments: [ref],
      });
    }
    offered.add(refKey(ref));
    lines.push(...recordLines(record).split('\n'), '');
  }
  await context.documents.show(l10n.t('Audit Log'), `${lines.join('\n').trimEnd()}\n`, { lenses });
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

/** The whole log and its archive as JSON, where the person says. */
export async function exportAuditLog(context: CommandContext): Promise<void> {
  const { records } = await context.audit.readAll();
  const target = await window.showSaveDialog({
    defaultUri: exportUri('halt-audit-log.json'),
    filters: { JSON: ['json'] },
    saveLabel: l10n.t('Export'),
    title: l10n.t('Export the audit log'),
  });
  if (!target) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(`${JSON.stringify(records, undefined, 2)}\n`));
  await window.showInformationMessage(l10n.t('{0} entries are in {1}.', records.length, target.fsPath));
}

interface CommandItem extends QuickPickItem {
  readonly lines: readonly string[];
}

/** What Halt would send or ask, as commands for a terminal: for each operation that fits what is selected, and the list of a group. */
export async function copyCliCommand(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const items = cliItems(context, first, all);
  const [only] = items;
  if (!only) {
    await window.showInformationMessage(l10n.t('Select something in the Halt view first.'));
    return;
  }
  const choice =
    items.length === 1 ? only : await window.showQuickPick(items, { title: l10n.t('Copy which command?') });
  if (!choice) return;
  await env.clipboard.writeText(choice.lines.join('\n'));
  window.setStatusBarMessage(l10n.t('Copied {0} AWS CLI command(s)', choice.lines.length), 3_000);
}

function cliItems(context: CommandContext, first: Argument, all: unknown): readonly CommandItem[] {
  const refs = chosenRefs(context, first, all);
  const observed = refs.flatMap((ref): readonly Observed[] =>
    ref.kind === 'lever'
      ? context.inventory.list(ref.scope, 'lever')
      : [context.inventory.target(ref)].filter((one) => one !== undefined),
  );
  const operations = cliOperations.filter(({ type }) => observed.some((one) => unfitFor(type, one) === undefined));
  const lists = chosenNodes(context, first, all).flatMap((node) =>
    node.type === 'group' ? [listCommandLine(node.scope, node.kind)] : [],
  );
  const item = (label: string, lines: readonly string[]): CommandItem => ({ label, detail: lines[0] ?? '', lines });
  return [
    ...operations.map((operation) => {
      const fit = observed.filter((one) => unfitFor(operation.type, one) === undefined);
      return item(
        heading(operation, fit.length),
        stopCommandLine(
          fit.map((one) => ({ kind: one.kind, scope: one.scope, id: one.id })),
          operation,
        ),
      );
    }),
    ...(refs.length > 0 ? [item(l10n.t('Look at it'), lookCommandLine(refs))] : []),
    ...(lists.length > 0 ? [item(l10n.t('List them'), lists)] : []),
  ];
}

const cliOperations: readonly CommandLineOperation[] = [
  { type: 'stop' },
  { type: 'hibernate' },
  { type: 'force-stop', skipOsShutdown: false },
  { type: 'start' },
  { type: 'roll-back' },
  { type: 'stop-experiment' },
];

/** The least policy for what Halt is set to do. */
export async function copyIamPolicy(context: CommandContext): Promise<void> {
  const { policy } = context.settings();
  const text = iamPolicy({ changes: policy.readOnly !== true });
  await env.clipboard.writeText(text);
  await context.documents.show('halt-policy.json', text, { language: 'json' });
  window.setStatusBarMessage(l10n.t('Copied the IAM policy'), 3_000);
}
