import { groupBy } from '../../base/groupBy.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { type Operation, operationKind } from '../operation.ts';
import type { PlanRef } from '../plan/plan.ts';

/** Answering a pause hook is left out: it needs the hook's id, which has to be read right before. */
export type CommandLineOperation = Exclude<Operation, { readonly type: 'continue' }>;

/** AWS CLI commands that do what Halt's operation would: one for each profile and region where the API takes several. */
export function stopCommandLine(refs: readonly PlanRef[], operation: CommandLineOperation): readonly string[] {
  return places(refs, operationKind[operation.type], (scope, ids) => {
    const where = placeFlags(scope);
    const each = (command: (id: string) => string) => ids.map((id) => `${command(quote(id))} ${where}`);
    const instances = ids.map(quote).join(' ');
    switch (operation.type) {
      case 'stop':
        return [`aws ec2 stop-instances --instance-ids ${instances} ${where}`];
      case 'hibernate':
        return [`aws ec2 stop-instances --hibernate --instance-ids ${instances} ${where}`];
      case 'force-stop':
        return [
          `aws ec2 stop-instances --force${operation.skipOsShutdown ? ' --skip-os-shutdown' : ''} --instance-ids ${instances} ${where}`,
        ];
      case 'start':
        return [`aws ec2 start-instances --instance-ids ${instances} ${where}`];
      case 'roll-back':
        return each((id) => `aws ecs stop-service-deployment --service-deployment-arn ${id} --stop-type ROLLBACK`);
      case 'abort':
        return each((id) => `aws ecs stop-service-deployment --service-deployment-arn ${id} --stop-type ABORT`);
      case 'stop-experiment':
        return each((id) => `aws fis stop-experiment --id ${id}`);
      case 'engage-lever':
      case 'disengage-lever':
        return [`aws fis update-safety-lever-state --id default --state ${quote(leverState(operation))} ${where}`];
    }
  });
}

/** AWS CLI commands that show the present state of these things. */
export function lookCommandLine(refs: readonly PlanRef[]): readonly string[] {
  return (['instance', 'deployment', 'experiment', 'lever'] as const).flatMap((kind) =>
    places(refs, kind, (scope, ids) => {
      const where = placeFlags(scope);
      switch (kind) {
        case 'instance':
          return [`aws ec2 describe-instances --instance-ids ${ids.map(quote).join(' ')} ${where}`];
        case 'deployment':
          return [
            `aws ecs describe-service-deployments --service-deployment-arns ${ids.map(quote).join(' ')} ${where}`,
          ];
        case 'experiment':
          return ids.map((id) => `aws fis get-experiment --id ${quote(id)} ${where}`);
        case 'lever':
          return [`aws fis get-safety-lever --id default ${where}`];
      }
    }),
  );
}

function places(
  refs: readonly PlanRef[],
  kind: PlanRef['kind'],
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

/** The AWS CLI command that lists what a group of the tree shows. */
export function listCommandLine(scope: Scope, kind: Exclude<ListKind, 'lever'>): string {
  const where = placeFlags(scope);
  switch (kind) {
    case 'instance':
      return `aws ec2 describe-instances ${where}`;
    case 'service':
      return `for c in $(aws ecs list-clusters --query 'clusterArns[]' --output text ${where}); do aws ecs list-services --cluster "$c" ${where}; done`;
    case 'experiment':
      return `aws fis list-experiments ${where}`;
  }
}

/** JSON: in the CLI's shorthand a comma in the reason would end it. */
const leverState = ({ type, reason }: Extract<Operation, { readonly reason: string }>) =>
  JSON.stringify({ status: type === 'engage-lever' ? 'engaged' : 'disengaged', reason });

const placeFlags = (scope: Scope) => `${flag('--profile', scope.profile)} ${flag('--region', scope.region)}`;

/** A value that begins with a dash would be taken for a flag of its own. */
const flag = (name: string, value: string) => `${name}${value.startsWith('-') ? '=' : ' '}${quote(value)}`;

/** For a POSIX shell and PowerShell alike: both take single quotes literally; a quote inside is closed, escaped and opened again as POSIX wants it. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
