import { env, l10n, ThemeIcon } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { forbiddenWords, tellForbidden } from '../settings/forbidden.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import {
  type CommandLineOperation,
  listCommandLine,
  describeCommandLine,
  stopCommandLine,
} from '../../stopping/handOver/commandLine.ts';
import { type Shell, shellOf, UncarriedWord } from '../../stopping/handOver/shell.ts';
import { plainText } from '../../base/plainText.ts';
import { nameOf, type Target } from '../../model/resources/target.ts';
import { iamPolicy, type PolicyService, policyServices } from '../../stopping/handOver/iamPolicy.ts';
import { unfitFor } from '../../stopping/operation.ts';
import { optionalApis } from '../editor/optionalApis.ts';
import type { TextDocuments } from '../editor/textDocuments.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import type { Settings } from '../settings/settings.ts';
import { headingOf } from '../words/operations.ts';
import type { Invocation } from './invocation.ts';
import { nothingSelected, type Rows } from './rows.ts';
import { openSetting } from '../editor/openSetting.ts';
import { createPick, mention, type PickRow, pickStartingAt, pickText, remark, warn } from '../words/say.ts';
import { counted } from '../words/counted.ts';

export interface CliCommandParts {
  readonly rows: Rows;
  readonly inventory: Pick<Inventory, 'target'>;
  /** Where a setting forbids a change, its command isn't handed out either. */
  readonly guards: Pick<AskedGuards, 'forbidding'>;
}

export interface IamPolicyParts {
  readonly settings: () => Settings;
  readonly documents: TextDocuments;
  readonly scopes: Pick<Scopes, 'all'>;
  readonly accounts: Pick<Accounts, 'of'>;
}

interface CommandItem extends PickRow {
  readonly lines: readonly string[];
  /** Why there are no lines for the shell. */
  readonly refusal?: string;
  /** The setting that forbids it, and where. */
  readonly forbidden?: { readonly setting: GuardSetting; readonly scope: Scope };
}

/** What Halt would send or ask, as commands for a terminal: for each operation that fits what is selected, and the list of a group. */
export async function copyCliCommand(parts: CliCommandParts, by: Invocation): Promise<void> {
  const items = cliItems(parts, by, shellOf(optionalApis['env.shell']() ?? '', process.platform));
  const [only] = items;
  if (!only) {
    remark(nothingSelected(parts.rows, by));
    return;
  }
  // What a setting forbids says so in its place, and is nothing to begin with.
  const first = items.find(({ lines }) => lines.length > 0) ?? only;
  const choice = items.length === 1 ? only : await pickStartingAt(items, first, l10n.t('Copy which command?'));
  if (!choice) return;
  if (choice.forbidden !== undefined) {
    await tellForbidden(choice.forbidden.setting, choice.forbidden.scope);
    return;
  }
  if (choice.refusal !== undefined) {
    const open = l10n.t('Open Settings');
    if ((await warn(choice.refusal, open)) === open) await openSetting('terminal.integrated.defaultProfile');
    return;
  }
  await env.clipboard.writeText(choice.lines.join('\n'));
  mention(
    counted(
      l10n.t('{0, plural, one {Copied # AWS CLI command} other {Copied # AWS CLI commands}}'),
      choice.lines.length,
    ),
  );
}

/** What can be copied of what is selected; what a setting forbids says so in its place. */
export function cliItems(
  { rows, inventory, guards }: CliCommandParts,
  by: Invocation,
  shell: Shell,
): readonly CommandItem[] {
  const refs = rows.refs(by);
  const observed = refs.map((ref) => inventory.target(ref)).filter((one) => one !== undefined);
  const operations = cliOperations.filter(({ type }) => observed.some((one) => unfitFor(type, one) === undefined));
  const groups = rows.nodes(by).flatMap((node) => (node.type === 'group' ? [node] : []));
  const item = (label: string, linesFor: () => readonly string[]): CommandItem => {
    try {
      const lines = linesFor();
      return { label: pickText(label), detail: pickText(lines[0] ?? ''), lines };
    } catch (error) {
      if (!(error instanceof UncarriedWord)) throw error;
      const refusal = refusalWords(error);
      return { label: pickText(label), detail: pickText(refusal), lines: [], refusal };
    }
  };
  return [
    ...operations.flatMap((operation) => {
      const fit = observed.filter((one) => unfitFor(operation.type, one) === undefined);
      const settingOf = ({ scope }: Target) => guards.forbidding(scope, operation.type);
      const allowed = fit.filter((one) => settingOf(one) === undefined);
      return [
        ...(allowed.length === 0
          ? []
          : [
              item(headingFor(operation, allowed), () =>
                stopCommandLine(
                  allowed.map((one) => ({ kind: one.kind, scope: one.scope, id: one.id })),
                  operation,
                  shell,
                ),
              ),
            ]),
        ...forbiddenItems(
          operation,
          fit.filter((one) => settingOf(one) !== undefined),
          guards,
        ),
      ];
    }),
    ...(refs.length > 0 ? [item(l10n.t('Look at it'), () => describeCommandLine(refs, shell))] : []),
    ...(groups.length > 0
      ? [item(l10n.t('List them'), () => groups.map(({ scope, kind }) => listCommandLine(scope, kind, shell)))]
      : []),
  ];
}

const headingFor = (operation: CommandLineOperation, all: readonly Target[]): string =>
  headingOf(
    operation,
    all.map((one) => ({ name: nameOf(one) })),
  );

/** One row for each setting and place that forbids the operation to some of them. */
function forbiddenItems(
  operation: CommandLineOperation,
  forbidden: readonly Target[],
  guards: CliCommandParts['guards'],
): readonly CommandItem[] {
  return [...groupBy(forbidden, ({ scope }) => scopeKey(scope)).values()].flatMap((same) => {
    const [first] = same;
    const setting = first && guards.forbidding(first.scope, operation.type);
    if (first === undefined || setting === undefined) return [];
    const { scope } = first;
    return {
      label: pickText(headingFor(operation, same)),
      detail: pickText(forbiddenWords(setting, scope)),
      iconPath: new ThemeIcon('lock'),
      lines: [],
      forbidden: { setting, scope },
    };
  });
}

/** Those of Windows, where cmd reads the words of a batch file once more. */
const batchShells: readonly Shell[] = ['cmd', 'windows-powershell', 'windows-pwsh'];

function refusalWords({ word, shell, isLoaded }: UncarriedWord): string {
  const named = plainText(word, 60);
  if (isLoaded)
    return l10n.t(
      'The AWS CLI would read what “{0}” leads to instead of taking it as an id, so there is no command.',
      named,
    );
  if (batchShells.includes(shell))
    return l10n.t(
      'This shell can’t hand “{0}” safely to the AWS CLI, which may be a batch file on Windows. Choose another default terminal profile, such as Git Bash, and copy the command again.',
      named,
    );
  return shell === 'unknown'
    ? l10n.t(
        'Halt doesn’t know how the shell of your terminals quotes “{0}”. Choose another default terminal profile, such as bash or PowerShell, and copy the command again.',
        named,
      )
    : l10n.t(
        'No command line of this shell can carry “{0}” safely. Choose another default terminal profile, such as bash or PowerShell 7, and copy the command again.',
        named,
      );
}

const cliOperations: readonly CommandLineOperation[] = [
  { type: 'stop' },
  { type: 'hibernate' },
  { type: 'force-stop', skipOsShutdown: false },
  { type: 'skip-os-shutdown' },
  { type: 'start' },
  { type: 'roll-back' },
  { type: 'stop-experiment' },
];

interface ServiceRow extends PickRow {
  readonly service: PolicyService;
}

/** The services that the policy is to be for, all of them at first; never none. Undefined when the person left. */
async function pickServices(): Promise<readonly PolicyService[] | undefined> {
  const labels: Readonly<Record<PolicyService, string>> = {
    ec2: l10n.t('EC2 Instances'),
    ecs: l10n.t('ECS Services'),
    fis: l10n.t('FIS Experiments'),
  };
  const pick = createPick<ServiceRow>();
  pick.title = l10n.t('Copy IAM Policy');
  pick.placeholder = l10n.t('For which services?');
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.items = policyServices.map((service) => ({ label: pickText(labels[service]), service }));
  pick.selectedItems = pick.items;
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        const services = pick.selectedItems.map(({ service }) => service);
        if (services.length > 0) resolve(services);
        else pick.placeholder = l10n.t('Select at least one.');
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** The least policy for what Halt is set to do with the services that somebody chooses. */
export async function copyIamPolicy({ settings, documents, scopes, accounts }: IamPolicyParts): Promise<void> {
  const services = await pickServices();
  if (!services) return;
  const places = scopes.all().map((scope) => {
    const identity = accounts.of(scope.profile);
    return { scope, account: identity?.account, alias: identity?.alias };
  });
  const text = iamPolicy(settings().policy, places, services);
  await env.clipboard.writeText(text);
  await documents.show('halt-policy.json', text, { language: 'json' });
  mention(l10n.t('Copied the IAM policy'));
}
