import assert from 'node:assert/strict';
import type { Aws } from '../../../src/aws/aws.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { never } from '../fakes.ts';

const ask = async (path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(new URL(`/_simulator/${path}`, process.env['HALT_SIMULATOR']), {
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
};

/**
 * So many new instances of a place, which run and can be stopped: a test's own.
 * Those of the demo are there for all tests, and its experiments stop some of them.
 */
export async function launchedIn(aws: Aws, scope: Scope, count: number): Promise<readonly Instance[]> {
  const { fleet } = (await ask('state')) as {
    readonly fleet: { readonly accounts: readonly { readonly id: string; readonly alias: string }[] };
  };
  const account = fleet.accounts.find(({ alias }) => alias === scope.profile)?.id;
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const launch = { account, region: scope.region, name: `test-own-${number}` };
    ids.push(((await ask('instances', launch)) as { readonly id: string }).id);
  }
  const said = await aws.reads.describe(scope, 'instance', ids, never());
  assert.ok(said.ok);
  const instances = said.value.targets.filter((one): one is Instance => one.kind === 'instance');
  for (const id of ids) assert.equal(instances.find((one) => one.id === id)?.state, 'running', id);
  return instances;
}
