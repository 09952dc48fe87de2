import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listServices } from '../../../../../src/aws/services/ecs/listServices.ts';
import type { Failure, FailureKind } from '../../../../../src/model/failure.ts';
import type { Service } from '../../../../../src/model/resources/service.ts';
import type { Sight } from '../../../../../src/model/sight.ts';
import { type EcsAnswers, ecsAnswers, numbered, SEEN } from '../../../../stages/answering/ecsAnswers.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const cluster = (name: string): string => `${ARN}:cluster/${name}`;
const serviceArn = (name: string, of = 'shop'): string => `${ARN}:service/${of}/${name}`;
const deploymentArn = (name: string, of = 'shop'): string => `${ARN}:service-deployment/${of}/${name}/one`;

type Row = Readonly<Record<string, unknown>>;
const settled = (arn: string): Row => ({
  serviceArn: arn,
  status: 'ACTIVE',
  deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
});
const moving = (arn: string): Row => ({
  ...settled(arn),
  currentServiceDeployment: `${arn.replace(':service/', ':service-deployment/')}/one`,
  deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }],
});
const deployment = (arn: unknown): Row => ({ serviceDeploymentArn: arn, status: 'IN_PROGRESS' });

const names = (asked: unknown): readonly string[] => (Array.isArray(asked) ? asked.map(String) : []);
const clusters = (...of: readonly unknown[]) => ({ listClusters: () => ({ clusterArns: of }) });
/** Every service is there, and each of them is settled or moving. */
const described = (as: (arn: string) => Row) => ({
  describeServices: (_cluster: unknown, arns: unknown) => ({ services: names(arns).map(as) }),
  describeDeployments: (arns: unknown) => ({ serviceDeployments: names(arns).map(deployment) }),
});

interface Told {
  readonly services: readonly Service[];
  readonly gaps: readonly Failure[];
  readonly failure: Failure | undefined;
  readonly seen: readonly Sight[];
}

async function listed({ calls }: EcsAnswers): Promise<Told> {
  const services: Service[] = [];
  const gaps: Failure[] = [];
  const seen: Sight[] = [];
  let why: Failure | undefined;
  for await (const page of listServices(calls, scope, never())) {
    if (!page.ok) {
      why = page.failure;
      continue;
    }
    services.push(...page.value.resources);
    gaps.push(...page.value.gaps);
    seen.push(page.seen);
  }
  return { services, gaps, failure: why, seen };
}
const idsOf = ({ services }: Told): readonly string[] => services.map(({ id }) => id).toSorted();
const ofKind = (kind: FailureKind, more: Partial<Failure> = {}): Failure => failure(kind, { message: kind, ...more });

describe('the list of services', () => {
  it('has those of every page of every cluster, each cluster once', async () => {
    const ecs = ecsAnswers({
      listClusters: (next) =>
        next === undefined
          ? { clusterArns: [cluster('shop'), cluster('back')], nextToken: 'more' }
          : { clusterArns: [cluster('shop'), cluster('last')] },
      listServices: (of, next) => {
        const name = String(of).split('/')[1];
        return next === undefined
          ? { serviceArns: [serviceArn('a', name)], nextToken: `${name}-2` }
          : { serviceArns: [serviceArn('b', name)] };
      },
      ...described(settled),
    });
    const told = await listed(ecs);
    assert.deepEqual(
      idsOf(told),
      ['back', 'last', 'shop'].flatMap((of) => [serviceArn('a', of), serviceArn('b', of)]),
    );
    assert.deepEqual([told.gaps, told.failure, ecs.times('listClusters')], [[], undefined, 2]);
    assert.deepEqual(
      ecs.asked.filter(([operation, of]) => operation === 'listServices' && of === cluster('shop')),
      [
        ['listServices', cluster('shop'), undefined],
        ['listServices', cluster('shop'), 'shop-2'],
      ],
    );
    assert.equal(ecs.times('describeDeployments'), 0, 'of what is settled no deployment is asked for');
    assert.ok(
      told.seen.every((seen) => seen === SEEN),
      'it says of whom and when',
    );
  });

  it('describes ten services a call, with their tags, and twenty deployments a call, of whatever cluster', async () => {
    const ecs = ecsAnswers({
      ...clusters(cluster('shop'), cluster('back')),
      listServices: (of) => ({
        serviceArns: numbered(23, (index) => serviceArn(`s${index}`, String(of).split('/')[1])),
      }),
      ...described(moving),
    });
    const told = await listed(ecs);
    const sizes = (operation: string, at: number) =>
      ecs.asked.flatMap((one) => (one[0] === operation ? names(one[at]).length : [])).toSorted((a, b) => b - a);
    assert.deepEqual(sizes('describeServices', 2), [10, 10, 10, 10, 3, 3]);
    assert.deepEqual(sizes('describeDeployments', 1), [20, 20, 6]);
    assert.ok(ecs.asked.every(([operation, , , tags]) => operation !== 'describeServices' || tags === undefined));
    assert.equal(new Set(idsOf(told)).size, 46);
    for (const { id, deployment: own, deploymentUnread } of told.services)
      assert.deepEqual(
        [own?.id, own?.status, deploymentUnread],
        [`${id.replace(':service/', ':service-deployment/')}/one`, 'IN_PROGRESS', undefined],
      );
  });

  it('asks for no deployment where none is under way, though some are where some are', async () => {
    const ecs = ecsAnswers({
      ...clusters(cluster('shop')),
      listServices: () => ({ serviceArns: [serviceArn('still'), serviceArn('moving')] }),
      ...described((arn) => (arn.endsWith('moving') ? moving(arn) : settled(arn))),
    });
    const told = await listed(ecs);
    assert.deepEqual(idsOf(told), [serviceArn('moving'), serviceArn('still')]);
    assert.deepEqual(
      ecs.asked.filter(([operation]) => operation === 'describeDeployments'),
      [['describeDeployments', [deploymentArn('moving')]]],
    );
  });
});

describe('what the list of services lacks', () => {
  it('is told of names that can’t be read, of clusters and of services', async () => {
    const ecs = ecsAnswers({
      ...clusters(cluster('shop'), 7, { odd: 1 }, null),
      listServices: () => ({ serviceArns: [serviceArn('web'), ['odd']] }),
      ...described(settled),
    });
    const told = await listed(ecs);
    assert.deepEqual(idsOf(told), [serviceArn('web')]);
    assert.deepEqual(
      told.gaps.map(({ kind, operation, message }) => [kind, operation, message]),
      [
        ['malformed', 'ecs:ListClusters', 'The answer has 2 without an id that can be read.'],
        ['malformed', 'ecs:ListServices', 'The answer has 1 without an id that can be read.'],
      ],
    );
  });

  it('is told of a service that AWS leaves out or can’t tell, and not of one that is gone meanwhile', async () => {
    const ecs = ecsAnswers({
      ...clusters(cluster('shop')),
      listServices: () => ({ serviceArns: ['there', 'left-out', 'gone', 'refused'].map((name) => serviceArn(name)) }),
      describeServices: () => ({
        services: [settled(serviceArn('there')), { odd: 1 }],
        failures: [
          { arn: serviceArn('gone'), reason: 'MISSING' },
          { arn: serviceArn('refused'), reason: 'ACCESS_DENIED', detail: 'Not this one.' },
        ],
      }),
    });
    const { services, gaps } = await listed(ecs);
    assert.deepEqual(
      services.map(({ id }) => id),
      [serviceArn('there')],
    );
    assert.deepEqual(
      gaps.map(({ kind, message, operation }) => [kind, message, operation]),
      [
        ['denied', 'Not this one.', 'ecs:DescribeServices'],
        ['malformed', `The answer of AWS leaves out ${serviceArn('left-out')}.`, 'ecs:DescribeServices'],
      ],
    );
  });

  for (const [what, answers] of [
    ['to list its services', { listServices: true }],
    ['to describe its services', { describeServices: true }],
  ] as const)
    for (const [kind, isGap] of [
      ['denied', true],
      ['not-found', true],
      ['throttled', false],
      ['server', false],
      ['cancelled', false],
      ['credentials-expired', false],
    ] as const)
      it(`is ${isGap ? 'one cluster' : 'the rest'} where AWS answers with ${kind} when asked ${what}`, async () => {
        const isOf = (of: unknown, operation: string): boolean => of === cluster('back') && operation in answers;
        const ecs = ecsAnswers({
          ...clusters(cluster('shop'), cluster('back')),
          listServices: (of) =>
            isOf(of, 'listServices') ? ofKind(kind) : { serviceArns: [serviceArn('a', String(of).split('/')[1])] },
          describeServices: (of, arns) =>
            isOf(of, 'describeServices') ? ofKind(kind) : { services: names(arns).map(settled) },
        });
        const told = await listed(ecs);
        assert.equal(told.failure?.kind, isGap ? undefined : kind);
        if (isGap) assert.deepEqual([idsOf(told), told.gaps.map((gap) => gap.kind)], [[serviceArn('a')], [kind]]);
      });

  it('is all where the clusters can’t be listed, or a page of them', async () => {
    for (const isFirst of [true, false]) {
      const ecs = ecsAnswers({
        listClusters: (next) =>
          isFirst === (next === undefined) ? ofKind('denied') : { clusterArns: [cluster('a')], nextToken: 'more' },
      });
      const told = await listed(ecs);
      assert.deepEqual([told.services, told.failure?.kind], [[], 'denied']);
    }
  });

  it('is what stands behind a page that leads back to one that was read', async () => {
    const services = ecsAnswers({
      ...clusters(cluster('shop')),
      listServices: () => ({ serviceArns: [serviceArn('web')], nextToken: 'again' }),
      ...described(settled),
    });
    const told = await listed(services);
    assert.equal(services.times('listServices'), 2);
    assert.deepEqual(
      told.gaps.map(({ kind, operation }) => [kind, operation]),
      [['malformed', 'ecs:ListServices']],
    );
    const ofClusters = ecsAnswers({ listClusters: () => ({ clusterArns: [cluster('shop')], nextToken: 'again' }) });
    assert.equal((await listed(ofClusters)).failure?.operation, 'ecs:ListClusters');
    assert.equal(ofClusters.times('listClusters'), 2);
  });
});

describe('tags of services that AWS doesn’t let be read', () => {
  const withoutTags = (bare: (arns: readonly string[]) => object, count = 1) =>
    ecsAnswers({
      ...clusters(cluster('shop')),
      listServices: () => ({ serviceArns: numbered(count, (index) => serviceArn(`s${index}`)) }),
      describeServices: (_of, arns, tags) => (tags === false ? bare(names(arns)) : ofKind('denied', { code: 'No' })),
    });

  it('cost the tags alone, and are told', async () => {
    const told = await listed(withoutTags((arns) => ({ services: arns.map(settled) })));
    assert.deepEqual(
      told.services.map(({ id, tagsUnread }) => [id, tagsUnread]),
      [[serviceArn('s1'), true]],
    );
    assert.deepEqual(
      told.gaps.map(({ kind, operation }) => [kind, operation]),
      [['denied', 'ecs:ListTagsForResource']],
    );
  });

  it('are not what is missing where AWS refuses without them too, and nobody asks so for each ten', async () => {
    const ecs = withoutTags(() => ofKind('denied', { code: 'NotEither' }), 95);
    const told = await listed(ecs);
    assert.deepEqual(
      told.gaps.map(({ code, operation }) => [code, operation]),
      [['No', undefined]],
    );
    // Five at once.
    assert.ok(ecs.times('describeServices') <= 10 + 5, String(ecs.times('describeServices')));
  });

  it('are not asked for once more where the call failed over something else', async () => {
    for (const kind of ['throttled', 'timeout', 'credentials-wrong'] as const) {
      const ecs = ecsAnswers({
        ...clusters(cluster('shop')),
        listServices: () => ({ serviceArns: [serviceArn('web')] }),
        describeServices: () => ofKind(kind),
      });
      assert.equal((await listed(ecs)).failure?.kind, kind);
      assert.equal(ecs.times('describeServices'), 1, kind);
    }
  });
});

describe('services whose deployment AWS doesn’t tell', () => {
  const COUNT = 45;
  const undescribed = (answer: (arns: readonly string[]) => object) =>
    ecsAnswers({
      ...clusters(cluster('shop')),
      listServices: () => ({ serviceArns: numbered(COUNT, (index) => serviceArn(`s${index}`)) }),
      ...described(moving),
      describeDeployments: (arns) => answer(names(arns)),
    });

  for (const [kind, calls] of [
    ['throttled', 1],
    ['timeout', 1],
    ['cut', 1],
    ['server', 1],
    ['unreachable', 1],
    ['denied', 3],
  ] as const)
    it(`are told without it, with one gap, and AWS is asked ${calls === 1 ? 'no more' : 'for the others'} after ${kind}`, async () => {
      const ecs = undescribed(() => ofKind(kind));
      const told = await listed(ecs);
      assert.equal(told.services.length, COUNT);
      assert.ok(told.services.every((one) => one.deploymentUnread === true && one.deployment === undefined));
      assert.deepEqual(
        [told.gaps.map((gap) => gap.kind), told.failure, ecs.times('describeDeployments')],
        [[kind], undefined, calls],
      );
    });

  it('end the list where nobody wants it any more, or nothing of the profile can be read', async () => {
    for (const kind of ['cancelled', 'credentials-expired', 'signin-expired'] as const) {
      const ecs = undescribed(() => ofKind(kind));
      const told = await listed(ecs);
      assert.deepEqual([told.services, told.failure?.kind, ecs.times('describeDeployments')], [[], kind, 1]);
    }
  });

  it('are told with what AWS does tell, and with a gap for a state that can’t be read', async () => {
    const ecs = undescribed((arns) => ({
      serviceDeployments: arns
        .slice(1)
        .map((arn, index) => ({ ...deployment(arn), ...(index === 0 && { status: 7 }) })),
      failures: [{ arn: arns[0], reason: 'MISSING' }],
    }));
    const told = await listed(ecs);
    const unread = told.services.filter((one) => one.deploymentUnread);
    assert.deepEqual(
      unread.map(({ id }) => id),
      ['s1', 's21', 's41'].map((name) => serviceArn(name)),
    );
    assert.deepEqual(
      told.gaps.map(({ operation, message }) => [operation, message]),
      [['ecs:DescribeServiceDeployments', 'The answer has 1 whose state can’t be read.']],
    );
  });
});
