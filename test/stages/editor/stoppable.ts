import assert from 'node:assert/strict';
import type { Aws } from '../../../src/aws/aws.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { never } from '../fakes.ts';

const mayBeStopped = ({ lifecycle, managedBy, instanceStore }: Instance): boolean =>
  lifecycle === undefined && managedBy === undefined && instanceStore === 'none';

/** The running instances of a place that can be stopped: which these are depends on what was stopped there before. */
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
