import assert from 'node:assert/strict';
import { confirmed } from '../../stages/stopping/permits.ts';
import { describe, test } from 'node:test';
import type { Failure } from '../../../src/model/failure.ts';
import type { ListKind, TargetKind } from '../../../src/model/resources/resource.ts';
import { asTargets } from '../../../src/model/resources/target.ts';
import { listed, never } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { eachAfresh } from '../../stages/eachAfresh.ts';

const kinds = ['instance', 'service', 'experiment', 'lever'] satisfies ListKind[];
const services = ['ec2', 'ecs', 'fis'] as const;

/** What stands in AWS's place, with any status. */
const pages = {
  'a page': '<!DOCTYPE html><html><head><title>404</title></head><body>Not Found</body></html>',
  'a page that quotes AWS': '<html><body><Response><Errors><Error><Code>AuthFailure</Code></Error></body></html>',
  'a page with 40 comments': `${'<!-- built -->\n'.repeat(40)}<html><body>Not Found</body></html>`,
  nothing: '',
  "a gateway's JSON": '{"code":"NOT_FOUND","message":"no route","statusCode":404}',
  'a plain sentence': 'upstream connect error or disconnect/reset before headers',
};
const statuses = [200, 204, 302, 400, 401, 403, 404, 407, 410, 429, 500, 502, 503];

describe('11.8: an answer without a code of AWS’s is not AWS’s', () => {
  const on = eachAfresh();

  const all = async (kind: ListKind) => (await listed(on.aws, on.stage.scope, kind)).resources;

  for (const [name, body] of Object.entries(pages)) {
    test(`${name}, whatever the status: malformed, tried again in every service, and nobody’s code`, async () => {
      for (const status of statuses) {
        on.stage.sim.faults.add({ effect: { kind: 'body', body, status, contentType: 'text/html' } });
        await Promise.all(
          kinds.map(async (kind) => {
            const { failure, resources } = await listed(on.aws, on.stage.scope, kind);
            const { attempts, code } = failure ?? {};
            assert.deepEqual(
              [failure?.kind, attempts, code, resources],
              ['malformed', 3, undefined, []],
              `${kind} ${status} ${JSON.stringify(failure)}`,
            );
          }),
        );
        assert.equal(failureIn(await on.aws.reads.identity('staging', never())).kind, 'malformed', `STS ${status}`);
        on.stage.sim.faults.clear();
      }
    });
  }

  test('one that passes is got over within the call, also in FIS', async () => {
    for (const [name, body] of Object.entries(pages)) {
      for (const status of [200, 404, 503]) {
        for (const service of services)
          on.stage.sim.faults.add({ service, times: 1, effect: { kind: 'body', body, status } });
        for (const kind of ['instance', 'service', 'lever'] as const) {
          assert.equal((await listed(on.aws, on.stage.scope, kind)).failure, undefined, `${kind}: ${name}, ${status}`);
        }
      }
    }
  });

  test('a look finds nothing missing by it, nor by an answer that leaves a target out', async () => {
    const targets = [
      ...(await all('instance')),
      ...(await all('service')),
      ...(await all('experiment')),
      ...(await all('lever')),
    ]
      .flatMap(asTargets)
      .filter((one, index, them) => them.findIndex(({ kind }) => kind === one.kind) === index);
    assert.deepEqual(targets.map(({ kind }) => kind).toSorted(), ['deployment', 'experiment', 'instance', 'lever']);
    const silent: Readonly<Record<TargetKind, string>> = {
      instance: '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>',
      deployment: '{"serviceDeployments":[],"failures":[]}',
      experiment: '{"experiment":{}}',
      lever: '{"safetyLever":{}}',
    };
    for (const { kind, id } of targets) {
      for (const [body, status] of [
        [pages['a page'], 404],
        [pages["a gateway's JSON"], 404],
        [pages.nothing, 410],
        [silent[kind], 200],
      ] as const) {
        on.stage.sim.faults.add({ effect: { kind: 'body', body, status } });
        const look = await on.aws.reads.describe(on.stage.scope, kind, [id], never());
        const failure = look.ok ? look.value.failures[id] : look.failure;
        assert.deepEqual(look.ok ? look.value.missing : [], [], `${kind} ${status} ${body}`);
        assert.equal(failure?.kind, 'malformed', `${kind} ${status} ${body}`);
        on.stage.sim.faults.clear();
      }
      assert.equal(valueOf(await on.aws.reads.describe(on.stage.scope, kind, [id], never())).targets.length, 1);
    }
  });

  test('of a safety lever no other one’s state is taken for it', async () => {
    for (const id of ['other', 'Default', 'default ', 'arn:aws:fis:eu-west-1:111122223333:safety-lever/default']) {
      const body = JSON.stringify({ safetyLever: { id, state: { status: 'engaged' } } });
      on.stage.sim.faults.add({ service: 'fis', effect: { kind: 'body', body, status: 200 } });
      const { failure, resources } = await listed(on.aws, on.stage.scope, 'lever');
      assert.deepEqual([failure?.kind, resources], ['malformed', []], id);
      const look = await on.aws.reads.describe(on.stage.scope, 'lever', ['default'], never());
      const told = look.ok ? look.value.failures['default'] : look.failure;
      assert.equal(told?.kind, 'malformed', id);
      on.stage.sim.faults.clear();
    }
  });

  test('a change that met it was not refused by AWS: nobody knows whether it was carried out', async () => {
    const [experiment] = (await all('experiment')).filter(
      (one) => one.kind === 'experiment' && one.state === 'running',
    );
    assert.ok(experiment);
    // Whose the credentials are is known: a change of which that can't be told doesn't leave at all.
    valueOf(await on.aws.reads.identity(on.stage.scope.profile, never()));
    for (const status of [200, 403, 404, 502]) {
      on.stage.sim.faults.add({ effect: { kind: 'body', body: pages['a page'], status } });
      on.stage.sim.log.clear();
      const failures: readonly Failure[] = [
        failureIn(await confirmed(on.aws).stopInstances(on.stage.scope, ['i-1', 'i-2'])),
        failureIn(await confirmed(on.aws).startInstances(on.stage.scope, ['i-1'])),
        failureIn(await confirmed(on.aws).stopDeployment(on.stage.scope, 'a', 'ROLLBACK')),
        failureIn(await confirmed(on.aws).stopExperiment(on.stage.scope, experiment.id)),
        failureIn(await confirmed(on.aws).setSafetyLever(on.stage.scope, 'engaged', 'x')),
      ];
      for (const { kind, mayHaveHappened, operation } of failures) {
        assert.deepEqual([kind, mayHaveHappened], ['malformed', true], `${operation} ${status}`);
      }
      assert.ok(on.stage.sim.log.count() <= 3 * failures.length, 'and is not sent over and over');
      on.stage.sim.faults.clear();
    }
  });
});
