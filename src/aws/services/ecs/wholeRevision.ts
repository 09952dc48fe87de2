import { defined, identifier, list, member, record } from '../../../base/untrusted.ts';
import { failed, isProfileFailure, malformed, succeeded } from '../../../model/failure.ts';
import type { WholeRevision } from '../../../model/resources/deployment.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import type { EcsCalls } from './calls.ts';
import { hideValues } from './hiddenValues.ts';
import { leftOut } from '../../sdk/unreadMembers.ts';
import { partFailure } from './partFailure.ts';

const OPERATION = 'ecs:DescribeServiceRevisions';
const NO_TASK_DEFINITION = 'The answer of AWS names no task definition that can be read.';

/**
 * A service revision and its task definition whole, in two calls, without the values that may be secrets but for those that were asked for. A task definition that
 * can't be read is a gap. Fails for what keeps the revision itself from being read.
 */
export async function wholeRevision(
  calls: EcsCalls,
  scope: Scope,
  of: { readonly arn: string; readonly asked: readonly string[]; readonly key: Uint8Array },
  signal: AbortSignal,
): Promise<Read<WholeRevision>> {
  const answer = await calls.describeRevisions(scope, [of.arn], signal);
  if (!answer.ok) return answer;
  const { body } = answer.value;
  const serviceRevision = list(body['serviceRevisions']).find((it) => member(it, 'serviceRevisionArn') === of.arn);
  if (serviceRevision === undefined) {
    const told = list(body['failures']).find((it) => member(it, 'arn') === of.arn);
    return calls.seal(
      failed(told === undefined ? leftOut(calls, OPERATION, of.arn) : partFailure(calls, told, OPERATION)),
    );
  }
  const arn = identifier(member(serviceRevision, 'taskDefinition'));
  const described = arn === undefined ? undefined : await calls.describeTaskDefinition(scope, arn, signal);
  if (described?.ok === false) {
    const { failure } = described;
    if (failure.kind === 'cancelled' || isProfileFailure(failure.kind)) return described;
  }
  const taskDefinition = described?.ok === true ? described.value.body['taskDefinition'] : undefined;
  const whole = hideValues(defined<object>({ serviceRevision, taskDefinition }), {
    asked: new Set(of.asked),
    key: of.key,
  });
  const gap =
    described === undefined ? malformed(OPERATION, NO_TASK_DEFINITION) : described.ok ? undefined : described.failure;
  return calls.seal(succeeded(defined<WholeRevision>({ members: record(whole) ?? {}, gap })));
}
