import { groupBy } from '../../base/groupBy.ts';
import { type ListKind, targetKinds, type TargetRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { Operation } from '../../model/operation.ts';
import { operationKind } from '../operation.ts';
import { forEachArn, quote, type Shell, UncarriedWord } from './shell.ts';
/** The operations that have a command line. Answering a pause hook has none: it needs the hook's id, which has to be read right before the answer. */
export type CommandLineOperation = Exclude<Operation, { readonly type: 'continue' }>;

/**
 * AWS CLI commands that do the same as Halt's operation, for a shell. One command for each profile and region where AWS's API takes several targets
 * at once, else one for each target. Throws `UncarriedWord` where the shell can't carry one of the words.
 */
export function stopCommandLine(
  refs: readonly TargetRef[],
  operation: CommandLineOperation,
  shell: Shell,
): readonly string[] {
  return places(refs, operationKind[operation.type], (scope, ids) => {
    const { all, each, alone } = commandsOf(scope, ids, shell);
    switch (operation.type) {
      case 'stop':
        return all('aws ec2 stop-instances', '--instance-ids');
      case 'hibernate':
        return all('aws ec2 stop-instances --hibernate', '--instance-ids');
      case 'force-stop':
        return all(
          `aws ec2 stop-instances --force${operation.skipOsShutdown ? ' --skip-os-shutdown' : ''}`,
          '--instance-ids',
        );
      case 'skip-os-shutdown':
        return all('aws ec2 stop-instances --skip-os-shutdown', '--instance-ids');
      case 'start':
        return all('aws ec2 start-instances', '--instance-ids');
      case 'roll-back':
        return each('aws ecs stop-service-deployment', '--service-deployment-arn', ' --stop-type ROLLBACK');
      case 'abort':
        return each('aws ecs stop-service-deployment', '--service-deployment-arn', ' --stop-type ABORT');
      case 'stop-experiment':
        return each('aws fis stop-experiment', '--id');
      case 'engage-lever':
      case 'disengage-lever':
        return alone(
          `aws fis update-safety-lever-state --id default ${flag('--state', leverState(operation, shell), shell)}`,
        );
    }
  });
}

/** AWS CLI commands that show the present state of these things. Throws as {@link stopCommandLine}. */
export function describeCommandLine(refs: readonly TargetRef[], shell: Shell): readonly string[] {
  return targetKinds.flatMap((kind) =>
    places(refs, kind, (scope, ids) => {
      const { all, each, alone } = commandsOf(scope, ids, shell);
      switch (kind) {
        case 'instance':
          return all('aws ec2 describe-instances', '--instance-ids');
        case 'deployment':
          return all('aws ecs describe-service-deployments', '--service-deployment-arns');
        case 'experiment':
          return each('aws fis get-experiment', '--id');
        case 'lever':
          return alone('aws fis get-safety-lever --id default');
      }
    }),
  );
}

/** Builders of commands: `all` for several targets in one command, `each` for one command a target, `alone` for a command without a target. */
function commandsOf(scope: Scope, ids: readonly string[], shell: Shell) {
  const where = placeFlags(scope, shell);
  const each = (command: string, name: string, more = '', some = ids) =>
    some.map((id) => `${command} ${flag(name, taken(id, shell), shell)}${more} ${where}`);
  return {
    each,
    /** One command for all ids. An id that begins with a dash would be taken for a flag in a list, so it gets a command of its own, with `=`. */
    all: (command: string, name: string) => {
      const list = ids.filter((id) => !id.startsWith('-'));
      const words = list.map((id) => quote(taken(id, shell), shell)).join(' ');
      return [
        ...(list.length > 0 ? [`${command} ${name} ${words} ${where}`] : []),
        ...each(
          command,
          name,
          '',
          ids.filter((id) => id.startsWith('-')),
        ),
      ];
    },
    alone: (command: string) => [`${command} ${where}`],
  };
}

function places(
  refs: readonly TargetRef[],
  kind: TargetRef['kind'],
  lines: (scope: Scope, ids: readonly string[]) => readonly string[],
): readonly string[] {
  const same = refs.filter((ref) => ref.kind === kind);
  return [...groupBy(same, (ref) => scopeKey(ref.scope)).values()].flatMap((group) => {
    const [first] = group;
    return first
      ? lines(
          first.scope,
          group.map((ref) => ref.id),
        )
      : [];
  });
}

/** The AWS CLI command that lists what a group of the tree shows. Throws as {@link stopCommandLine}. */
export function listCommandLine(scope: Scope, kind: Exclude<ListKind, 'lever'>, shell: Shell): string {
  const where = placeFlags(scope, shell);
  switch (kind) {
    case 'instance':
      return `aws ec2 describe-instances ${where}`;
    case 'service':
      return forEachArn(
        // This query makes the CLI print one ARN a line.
        `aws ecs list-clusters --query ${quote('clusterArns[].[@]', shell)} --output text ${where}`,
        (cluster) => `aws ecs list-services --cluster ${cluster} ${where}`,
        shell,
      );
    case 'experiment':
      return `aws fis list-experiments ${where}`;
  }
}

/**
 * As JSON, since in the CLI's shorthand syntax a comma in the reason would end it. Shells that can't hand on double quotes get the shorthand, with
 * single quotes around the reason. Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
function leverState({ type, reason }: Extract<Operation, { readonly reason: string }>, shell: Shell): string {
  const status = type === 'engage-lever' ? 'engaged' : 'disengaged';
  if (shell !== 'cmd' && shell !== 'windows-powershell' && shell !== 'windows-pwsh')
    return JSON.stringify({ status, reason });
  return `status=${status},reason='${reason.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

const placeFlags = (scope: Scope, shell: Shell) =>
  `${flag('--profile', scope.profile, shell)} ${flag('--region', scope.region, shell)}`;

/**
 * Lets through an id that the CLI takes literally. One that begins with `file://` or `fileb://` (in version 1 of the CLI also `http://` and
 * `https://`) would be replaced by what it names, even in quotes. Source:
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
function taken(id: string, shell: Shell): string {
  if (/^(?:fileb?|https?):\/\//i.test(id)) throw new UncarriedWord(id, shell, true);
  return id;
}

/** A value that begins with a dash would be taken for a flag of its own. */
const flag = (name: string, value: string, shell: Shell) =>
  value.startsWith('-') ? quote(`${name}=${value}`, shell) : `${name} ${quote(value, shell)}`;
