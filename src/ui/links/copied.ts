import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { arnOf } from '../../model/arn.ts';
import { parsePageReference } from '../../model/reference.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { DaemonRef, Resource } from '../../model/resources/resource.ts';
import { nameOf } from '../../model/resources/target.ts';
import { ownFacts } from '../../inventory/heldFacts.ts';
import { linkHere } from './linkHere.ts';

/** What a row shows. Of a managed daemon only its name is needed here. */
export type Shown = Resource | ServiceDeployment | DaemonRef;

/** What is copied of one row, or why there is nothing. */
export interface Copied {
  readonly line?: string;
  readonly lacks?: NothingToCopy;
}

/** Why there is nothing to copy, and what helps. */
export interface NothingToCopy {
  readonly words: string;
  readonly next: 'copy-arn' | 'refresh';
}

/** The id as AWS's API takes it: of services, deployments and daemons the ARN. Of levers there is none to copy. */
export const idLine = ({ kind, id }: Shown): Copied =>
  kind === 'lever'
    ? withArn(l10n.t('Every safety lever has the ID “{0}”: copy its ARN, which tells them apart.', id))
    : { line: id };

/** `account`: of the profile that the row is shown with, where it has been read. */
export function arnLine(one: Shown, account: string | undefined): Copied {
  const line = one.kind === 'daemon' ? one.id : arnOf(one, account);
  return line === undefined ? withoutArn(one) : { line };
}

/** Leads to a page: a safety lever has none. */
export function linkLine(one: Shown, account: string | undefined): Copied {
  if (one.kind === 'lever') return withArn(l10n.t('A safety lever has no page, so no link leads to it.'));
  const arn = one.kind === 'daemon' ? one.id : arnOf(one, account);
  return arn === undefined || !parsePageReference(arn) ? withoutArn(one) : { line: linkHere(arn) };
}

function nameIn(one: Shown): string | undefined {
  switch (one.kind) {
    case 'daemon':
      return undefined;
    case 'deployment':
      return nameOf(one);
    default:
      return ownFacts(one).name;
  }
}

const withArn = (words: string): Copied => ({ lacks: { words, next: 'copy-arn' } });

function withoutArn(one: Shown): Copied {
  // Every safety lever has the same id; the sentence names its profile.
  const name = one.kind === 'lever' ? l10n.t('Safety lever') : (nameIn(one) ?? one.id);
  return {
    lacks: {
      words: l10n.t(
        'The ARN of {0} isn’t known: AWS didn’t tell it, and the account of profile {1} hasn’t been read.',
        plainText(name, 80),
        plainText(one.scope.profile, 60),
      ),
      next: 'refresh',
    },
  };
}
