import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createServiceClusters } from '../../../../../src/aws/services/ecs/serviceClusters.ts';
import { answererOf } from '../../../../../src/model/destination.ts';
import { ecsAnswers } from '../../../../stages/answering/ecsAnswers.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const OLD = `${ARN}:service/web`;
const [SHOP, BACK] = [`${ARN}:cluster/shop`, `${ARN}:cluster/back`];
const MISSING = { services: [], failures: [{ arn: OLD, reason: 'MISSING' }] };
const here = { services: [{ serviceArn: OLD }] };

/** Two clusters, which answer so when they are asked about the service. */
const asking = (shop: object, back: object, more: readonly unknown[] = []) =>
  ecsAnswers({
    listClusters: () => ({ clusterArns: [SHOP, BACK, ...more] }),
    describeServices: (cluster) => (cluster === SHOP ? shop : back),
  });

describe('the cluster of a service', () => {
  it('is what its ARN says, and nobody is asked', async () => {
    const { calls, asked } = ecsAnswers({});
    const clusters = createServiceClusters();
    assert.equal(valueOf(await clusters.of(calls, scope, `${ARN}:service/shop/web`, never())), 'shop');
    assert.deepEqual(asked, []);
  });

  it('is, where the ARN is of the old form, looked for once: without tags, in one cluster after the other', async () => {
    const ecs = asking(MISSING, here);
    const clusters = createServiceClusters();
    for (let round = 0; round < 2; round += 1)
      assert.equal(valueOf(await clusters.of(ecs.calls, scope, OLD, never())), BACK);
    assert.deepEqual(ecs.asked, [
      ['listClusters', undefined],
      ['describeServices', SHOP, [OLD], false],
      ['describeServices', BACK, [OLD], false],
    ]);
    const first = asking(here, failure('denied'));
    assert.equal(valueOf(await createServiceClusters().of(first.calls, scope, OLD, never())), SHOP);
    assert.equal(first.times('describeServices'), 1, 'in no further one once it is found');
  });

  it('is what a list told of it, but for what another AWS told, and for what it didn’t tell', async () => {
    const clusters = createServiceClusters();
    const ecs = asking(MISSING, here);
    const elsewhere = answererOf({ kind: 'simulated' }, 'ECS');
    clusters.learn(elsewhere, OLD, SHOP);
    clusters.learn(ecs.calls.answeredBy(), OLD, '');
    assert.equal(valueOf(await clusters.of(ecs.calls, scope, OLD, never())), BACK);
    const told = createServiceClusters();
    told.learn(ecs.calls.answeredBy(), OLD, SHOP);
    assert.equal(valueOf(await told.of(ecsAnswers({}).calls, scope, OLD, never())), SHOP);
  });

  it('can’t be told of a service whose ARN can’t be read: AWS would tell of its default cluster', async () => {
    const why = failureIn(await createServiceClusters().of(ecsAnswers({}).calls, scope, '', never()));
    assert.deepEqual([why.kind, why.operation], ['malformed', 'ecs:DescribeServices']);
  });

  it('is none only where every cluster says that the service is not there', async () => {
    const why = failureIn(await createServiceClusters().of(asking(MISSING, MISSING).calls, scope, OLD, never()));
    assert.deepEqual(
      [why.kind, why.message, why.operation, why.mayHaveHappened],
      ['not-found', `No cluster has the service ${OLD}.`, 'ecs:DescribeServices', false],
    );
    const gone = asking(failure('not-found', { code: 'ClusterNotFoundException' }), MISSING);
    const also = asking(
      { failures: [{ arn: `${OLD}2`, reason: 'ACCESS_DENIED' }, ...MISSING.failures] },
      failure('not-found', { code: 'ClusterNotFoundException' }),
    );
    for (const { calls } of [gone, also]) {
      const { kind, message } = failureIn(await createServiceClusters().of(calls, scope, OLD, never()));
      assert.deepEqual([kind, message], ['not-found', `No cluster has the service ${OLD}.`]);
    }
  });

  for (const [what, shop, kind, message] of [
    ['may not be asked', failure('denied', { message: 'No.' }), 'denied', 'No.'],
    ['doesn’t say anything', { services: [] }, 'malformed', `The answer of AWS leaves out ${OLD}.`],
    [
      'tells of another',
      { services: [{ serviceArn: `${OLD}2` }] },
      'malformed',
      `The answer of AWS leaves out ${OLD}.`,
    ],
    ['can’t tell', { failures: [{ arn: OLD, reason: 'ACCESS_DENIED', detail: 'Hidden.' }] }, 'denied', 'Hidden.'],
  ] as const)
    it(`isn’t known where a cluster ${what}, but for a service that another one has`, async () => {
      const why = failureIn(await createServiceClusters().of(asking(shop, MISSING).calls, scope, OLD, never()));
      assert.deepEqual([why.kind, why.message], [kind, message]);
      assert.equal(valueOf(await createServiceClusters().of(asking(shop, here).calls, scope, OLD, never())), BACK);
    });

  it('isn’t known where a cluster’s name can’t be read', async () => {
    const why = failureIn(await createServiceClusters().of(asking(MISSING, MISSING, [7]).calls, scope, OLD, never()));
    assert.deepEqual([why.kind, why.operation], ['malformed', 'ecs:ListClusters']);
  });

  it('is no further looked for once AWS answers with what is no word about a cluster', async () => {
    for (const kind of ['throttled', 'cancelled', 'credentials-expired'] as const) {
      const ecs = asking(failure(kind), here);
      assert.equal(failureIn(await createServiceClusters().of(ecs.calls, scope, OLD, never())).kind, kind);
      assert.equal(ecs.times('describeServices'), 1);
    }
    const unlisted = ecsAnswers({ listClusters: () => failure('denied') });
    assert.equal(failureIn(await createServiceClusters().of(unlisted.calls, scope, OLD, never())).kind, 'denied');
  });
});
