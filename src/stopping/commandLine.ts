import { groupBy } from '../model/groupBy.ts';
import type { ListKind } from '../model/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { PlanRef } from './plan.ts';

/** AWS CLI commands that stop these things as Halt's plain stop would: one for each profile, region and kind where the API takes several. */
export function stopCommandLine(refs: readonly PlanRef[]): readonly string[] {
  return [...groupBy(refs, (ref) => `${scopeKey(ref.scope)}/${ref.kind}`).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const where = placeFlags(first.scope);
    switch (first.kind) {
      case 'instance':
        return [`aws ec2 stop-instances --instance-ids ${same.map((ref) => quote(ref.id)).join(' ')} ${where}`];
      case 'deployment':
        return same.map(
          (ref) =>
            `aws ecs stop-service-deployment --service-deployment-arn ${quote(ref.id)} --stop-type ROLLBACK ${where}`,
        );
      case 'experiment':
        return same.map((ref) => `aws fis stop-experiment --id ${quote(ref.id)} ${where}`);
      case 'lever':
        return [`aws fis get-safety-lever --id default ${where}`];
    }
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

const placeFlags = (scope: Scope) => `--profile ${quote(scope.profile)} --region ${quote(scope.region)}`;

/** For a POSIX shell and PowerShell alike: both take single quotes literally; a quote inside is closed, escaped and opened again as POSIX wants it. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
