import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLazyAws } from '../../../../src/aws/worker/lazyAws.ts';
import {
  callMethod,
  functionsOf,
  type MethodName,
  methods,
  type MethodOwner,
} from '../../../../src/aws/worker/methods.ts';

const owners = Object.keys(methods) as MethodOwner[];

/** As it arrives across the thread, where nothing says what it is. */
const named = (owner: string, method: string) => ({ owner, method }) as MethodName;

/** Answers with what it was called as, so that a call that arrives elsewhere is seen. */
const echo = <O extends MethodOwner>(owner: O) =>
  functionsOf(owner, async (called, _facts, args) => [called.owner, called.method, ...args]);

const echoingParts = () => ({
  reads: { ...echo('reads'), list: () => assert.fail() },
  changes: echo('changes'),
  permissions: echo('permissions'),
  ...echo('aws'),
  invalidate: () => {},
  dispose: async () => {},
});

for (const owner of owners) {
  for (const method of Object.keys(methods[owner])) {
    test(`${owner}.${method} reaches the method of that name with its arguments, through the lazy end`, async () => {
      const aws = createLazyAws(async () => echoingParts());
      const answer: unknown = await callMethod({ ...aws, aws }, named(owner, method), [1, 'two']);
      assert.deepEqual(answer, [owner, method, 1, 'two']);
    });
  }
}

for (const [owner, method] of [
  ['reads', 'list'],
  ['reads', 'toString'],
  ['reads', '__proto__'],
  ['changes', 'terminateInstances'],
  ['aws', 'dispose'],
  ['constructor', 'name'],
] as const) {
  test(`${owner}.${method} is not called across the thread`, async () => {
    const target = {
      reads: echo('reads'),
      changes: echo('changes'),
      permissions: echo('permissions'),
      aws: echo('aws'),
    };
    await assert.rejects(callMethod(target, named(owner, method), []), /There is no method/);
  });
}

test('what changes something may have happened when the thread died; what reads has not', () => {
  const mutating = owners.flatMap((owner) =>
    Object.entries(methods[owner]).flatMap(([name, facts]) => (facts.mutating ? [name] : [])),
  );
  assert.deepEqual(mutating.toSorted(), [
    'continueDeployment',
    'setSafetyLever',
    'startInstances',
    'stopDeployment',
    'stopExperiment',
    'stopInstances',
  ]);
});

test('once it is closed nothing is made again, and every call says that nothing was sent', async () => {
  let made = 0;
  const aws = createLazyAws(async () => {
    made += 1;
    return echoingParts();
  });
  await callMethod({ ...aws, aws }, { owner: 'reads', method: 'identity' }, []);
  await aws.renew();
  await callMethod({ ...aws, aws }, { owner: 'reads', method: 'identity' }, []);
  assert.equal(made, 2);
  await aws.dispose();
  for (const owner of owners) {
    for (const method of Object.keys(methods[owner]).filter((name) => name !== 'stopProtection')) {
      const answer = JSON.stringify(await callMethod({ ...aws, aws }, named(owner, method), []));
      assert.match(answer, /"kind":"cancelled","message":"Halt was closed\.","mayHaveHappened":false/, method);
    }
  }
  const pages: boolean[] = [];
  const place = { profile: 'ops', region: 'eu-west-1' };
  for await (const page of aws.reads.list(place, 'instance', new AbortController().signal)) pages.push(page.ok);
  assert.deepEqual(pages, [false]);
  assert.equal(made, 2);
});
