import assert from 'node:assert/strict';
import type { Aws } from '../../../src/aws/aws.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { never } from '../fakes.ts';

/** The demo's experiments stop instances of groups, and another is started in the place of one that stops: its state would be another one before the test has ended. */
export const isLeftAlone = ({ autoScalingGroup }: Instance): boolean => autoScalingGroup === undefined;

const mayBeStopped = (one: Instance): boolean =>
  one.lifecycle === undefined && one.managedBy === undefined && one.instanceStore === 'none' && isLeftAlone(one);

/** The running instances of a place that can be stopped, and that nobody else stops: which these are depends on what was stopped there before. */
export async function stoppableIn(aws: Aws, scope: Scope): Promise<Instance[]> {
  const running: Instance[] = [];
  for await (const page of aws.reads.list(scope, 'instance', never())) {
    assert.ok(page.ok);
    for (const one of page.value.resources)
      if (one.kind === 'instance' && one.state === 'running' && mayBeStopped(one)) running.push(one);
  }
  const ids = running.map(({ id }) => id);
  const protections = await aws.reads.stopProtection(scope, ids, never());
  return running.filter(({ id }) => protections[id]?.ok === true && !protections[id].value);
}
