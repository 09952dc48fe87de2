import type { Failure } from '../../model/failure.ts';
import { openFileAt } from '../editor/openFile.ts';
import { tellFailure } from '../editor/sayFailed.ts';
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
  const row = clicked(by);
  const problem = row && problemOf(row);
  if (problem) await tellFailure(problem.failure, problem, { row });
}

/** The file of a problem, at its line. It is read again as soon as it is saved. */
export async function openConfigFile({ problemOf }: ProblemCommandParts, by: Invocation): Promise<void> {
  const node = clicked(by);
  const file = node && problemOf(node)?.failure.file;
  if (file) await openFileAt(file.path, file.line ?? 1);
}
