import { commands, l10n } from 'vscode';
import type { Failure } from '../../model/failure.ts';
import type { NextAction } from '../words/failureSentence.ts';
import { failureWords } from '../words/failures.ts';
import { openFileAt } from '../editor/openFile.ts';
import { warn } from '../words/say.ts';
import type { Node } from '../tree/nodes/node.ts';
import { clicked, type Invocation } from './invocation.ts';

export interface ProblemCommandParts {
  /** What keeps AWS from being read, where this row tells of that. */
  readonly problemOf: (
    node: Node,
  ) => { readonly failure: Failure; readonly profile?: string; readonly region?: string } | undefined;
}

/** A click on a row that tells of a problem: the whole sentence, which a narrow side bar cuts, with what can be done about it. */
export async function explainProblem({ problemOf }: ProblemCommandParts, by: Invocation): Promise<void> {
  const node = clicked(by);
  const problem = node && problemOf(node);
  if (!problem) return;
  const { sentence, next, action } = failureWords(problem.failure, problem);
  const step = steps[action]();
  const choice = await warn(`${sentence} ${next}`.trim(), ...(step ? [step.title] : []));
  if (step && choice === step.title) await commands.executeCommand(step.command, node);
}

/** The file of a problem, at its line. It is read again as soon as it is saved. */
export async function openConfigFile({ problemOf }: ProblemCommandParts, by: Invocation): Promise<void> {
  const node = clicked(by);
  const file = node && problemOf(node)?.failure.file;
  if (file) await openFileAt(file.path, file.line ?? 1);
}

const steps = {
  'open-file': () => ({ title: l10n.t('Open File'), command: 'halt.openConfigFile' }),
  'sign-in': () => ({ title: l10n.t('Sign In'), command: 'halt.signIn' }),
  retry: () => ({ title: l10n.t('Retry'), command: 'halt.retry' }),
  log: () => ({ title: l10n.t('Show Log'), command: 'halt.showLog' }),
  profiles: () => ({ title: l10n.t('Choose Profiles'), command: 'halt.selectProfiles' }),
  regions: () => ({ title: l10n.t('Choose Regions'), command: 'halt.selectRegions' }),
  settings: () => undefined,
  none: () => undefined,
} as const satisfies Record<NextAction, () => { readonly title: string; readonly command: string } | undefined>;
