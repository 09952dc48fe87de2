import { stateOf } from '../../../src/model/resources/target.ts';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Instance } from '../../../src/model/resources/instance.ts';
import type { Service } from '../../../src/model/resources/service.ts';
import { stateTraits } from '../../../src/model/resources/states.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { createStage, listed, never, type Stage, type Way } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { PRODUCTION, STAGING } from '../../stages/accounts.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`reading AWS (${way})`, () => {
    let stage: Stage;
    before(async () => {
      stage = await createStage({ way, clock: heldClock(Date.now()) });
    });
    after(() => stage.close());
    const instances = async (): Promise<readonly Instance[]> =>
      (await listed(stage.aws, stage.scope, 'instance')).resources.filter((it) => it.kind === 'instance');
    const services = async (): Promise<readonly Service[]> =>
      (await listed(stage.aws, stage.scope, 'service')).resources.filter((it) => it.kind === 'service');
    const inFlight = async (): Promise<readonly ServiceDeployment[]> =>
      (await services()).flatMap((service) => service.deployment ?? []);

    test('knows the profiles, their sources and that they are simulated', async () => {
      const { profiles, problems } = await stage.aws.reads.profiles();
      assert.deepEqual(problems, []);
      assert.deepEqual(
        profiles.map(({ name, source, region, destination }) => ({ name, source, region, destination })),
        ['staging', 'production'].map((name) => ({
          name,
          source: 'static',
          region: 'eu-west-1',
          destination: { kind: 'simulated' },
        })),
      );
    });

    test('knows who a profile is, with the alias of its account', async () => {
      const identity = valueOf(await stage.aws.reads.identity('production', never()));
      assert.deepEqual(identity, {
        profile: 'production',
        account: PRODUCTION,
        arn: `arn:aws:iam::${PRODUCTION}:user/demo`,
        alias: { kind: 'known', value: 'shop-production' },
        destination: { kind: 'simulated' },
      });
    });

    test('has no alias, and no failure, where the alias may not be read', async () => {
      const fault = stage.sim.faults.add({ service: 'iam', effect: { kind: 'denied' } });
      const identity = valueOf(await stage.aws.reads.identity('staging', never()));
      stage.sim.faults.remove(fault);
      assert.equal(identity.account, STAGING);
      assert.deepEqual(identity.alias, { kind: 'unread' });
    });

    test('lists the regions, enabled or not', async () => {
      const regions = valueOf(await stage.aws.reads.regions('staging', never()));
      assert.ok(regions.some(({ name, optIn }) => name === 'eu-west-1' && optIn === 'opt-in-not-required'));
      assert.ok(regions.some(({ optIn }) => optIn === 'not-opted-in'));
    });

    test('groups why tasks of a deployment stopped, in two calls, and adds none to a listing', async () => {
      const spec = { name: `stuck-${way}`, desired: 4, launch: 'FARGATE', past: [{ daysAgo: 2 }] } as const;
      const arn = stage.sim.ecs.createService(STAGING, 'eu-west-1', 'stuck', spec);
      stage.sim.ecs.startDeployment(arn, { failing: true, ageSeconds: 15 * 60 });
      stage.sim.log.clear();
      const service = (await services()).find(({ id }) => id === arn);
      const { deployment } = service ?? {};
      assert.ok(service?.failedTasks !== undefined && service.failedTasks >= 14, String(service?.failedTasks));
      assert.match(service.events?.[0]?.message ?? '', /unable to consistently start tasks/);
      assert.ok(deployment);
      const actions = () => stage.sim.log.entries().map(({ action }) => action);
      assert.ok(!actions().includes('ListTasks'));
      stage.sim.log.clear();
      const stopped = valueOf(await stage.aws.reads.stoppedTasks(stage.scope, deployment, never()));
      assert.deepEqual(actions(), ['ListTasks', 'DescribeTasks']);
      assert.match(stopped.groups[0]?.reason ?? '', /^CannotPullContainerError: .*not found$/);
      assert.equal(stopped.groups[0]?.count, stopped.total - (stopped.groups[1]?.count ?? 0));
      const fault = stage.sim.faults.add({ action: 'ListTasks', effect: { kind: 'denied' } });
      const denied = failureIn(await stage.aws.reads.stoppedTasks(stage.scope, deployment, never()));
      assert.equal(denied.kind, 'denied');
      stage.sim.faults.remove(fault);
    });

    test('tells the state of alarms in one signed call, which of them are gone, and nothing of another account’s', async () => {
      const arn = (name: string, account: string = STAGING, region = 'eu-west-1') =>
        `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
      const odd = 'p99: too ‘high’ / €';
      stage.sim.alarms.set(STAGING, 'eu-west-1', odd, 'INSUFFICIENT_DATA');
      stage.sim.alarms.set(STAGING, 'eu-west-1', 'calm', 'OK');
      stage.sim.alarms.set(STAGING, 'eu-west-1', 'several at once', 'ALARM', 'CompositeAlarm');
      stage.sim.alarms.set(PRODUCTION, 'eu-west-1', 'never', 'OK');
      const all = [
        arn('several at once'),
        arn(odd),
        arn('calm'),
        arn('never'),
        arn('calm', PRODUCTION),
        arn('calm', STAGING, 'us-east-1'),
        'x',
      ];
      stage.sim.log.clear();
      const states = valueOf(await stage.aws.reads.alarmStates(stage.scope, all, never()));
      const expected = {
        [arn('several at once')]: 'ALARM',
        [arn(odd)]: 'INSUFFICIENT_DATA',
        [arn('calm')]: 'OK',
      };
      const { [arn('never')]: gone, ...rest } = states;
      assert.ok(gone === 'gone');
      for (const [alarm, state] of Object.entries(expected)) assert.equal(rest[alarm], state);
      const untold = [arn('calm', PRODUCTION), arn('calm', STAGING, 'us-east-1'), 'x'];
      for (const one of untold) assert.ok(!Object.hasOwn(states, one), one);
      assert.deepEqual(
        stage.sim.log
          .entries()
          .map(({ service, action }) => `${service}:${action}`)
          .filter((it) => !it.startsWith('sts')),
        ['monitoring:DescribeAlarms'],
      );
      const fault = stage.sim.faults.add({ action: 'DescribeAlarms', effect: { kind: 'denied' } });
      const denied = failureIn(await stage.aws.reads.alarmStates(stage.scope, all, never()));
      stage.sim.faults.remove(fault);
      assert.deepEqual([denied.kind, denied.operation], ['denied', 'cloudwatch:DescribeAlarms']);
      assert.match(denied.message, /not authorized to perform: cloudwatch:DescribeAlarms/);
    });

    test('lists every instance as it is', async () => {
      for (const [profile, account] of [
        ['staging', STAGING],
        ['production', PRODUCTION],
      ] as const) {
        const { resources } = await listed(stage.aws, { profile, region: 'eu-west-1' }, 'instance');
        const seen = new Map(resources.flatMap((it) => (it.kind === 'instance' ? [[it.id, it] as const] : [])));
        const real = stage.sim.ec2.instances(account, 'eu-west-1');
        assert.deepEqual(new Set(seen.keys()), new Set(real.map(({ id }) => id)));
        for (const it of real) {
          const one = seen.get(it.id);
          assert.equal(one?.state, it.state);
          assert.equal(one?.type, it.type);
          assert.equal(one?.name, it.tags['Name']);
          assert.equal(one?.arn, `arn:aws:ec2:eu-west-1:${account}:instance/${it.id}`);
          assert.equal(one?.autoScalingGroup, it.autoScalingGroup);
          assert.equal(one?.hibernationConfigured, it.hibernation);
          assert.equal(one?.instanceStore === 'root', it.rootDevice === 'instance-store');
          assert.equal(one?.lifecycle === 'spot', it.spot !== undefined);
          assert.equal(one?.managedBy, it.operator);
          assert.ok(Math.abs((one?.launchedAt ?? 0) - it.launched) < 1_000);
        }
      }
    });

    test('looks at instances in one call, and tells those that AWS does not know', async () => {
      const ids = (await instances()).slice(0, 5).map(({ id }) => id);
      stage.sim.log.clear();
      const unknown = 'i-0123456789abcdef0';
      const found = valueOf(await stage.aws.reads.describe(stage.scope, 'instance', [...ids, unknown], never()));
      assert.deepEqual(new Set(found.targets.map(({ id }) => id)), new Set(ids));
      assert.deepEqual(found.missing, [unknown]);
      assert.equal(stage.sim.log.count({ action: 'DescribeInstances' }), 2);
    });

    test('isolates an id that is none', async () => {
      const [one] = await instances();
      const found = valueOf(
        await stage.aws.reads.describe(stage.scope, 'instance', [one?.id ?? '', 'nonsense'], never()),
      );
      assert.deepEqual(
        found.targets.map(({ id }) => id),
        [one?.id],
      );
      assert.equal(found.failures['nonsense']?.code, 'InvalidInstanceID.Malformed');
    });

    test('shows the whole of an instance', async () => {
      const [one] = await instances();
      const shown = valueOf(
        await stage.aws.reads.wholeResource({ kind: 'instance', scope: stage.scope, id: one?.id ?? '' }, never()),
      );
      const members: unknown = JSON.parse(shown.json);
      assert.equal(shown.target.id, one?.id);
      assert.ok(
        typeof members === 'object' && members !== null && 'InstanceId' in members && members.InstanceId === one?.id,
      );
    });

    test('knows which instances are protected against a stop', async () => {
      const all = await instances();
      const answers = await stage.aws.reads.stopProtection(
        stage.scope,
        all.map(({ id }) => id),
        never(),
      );
      const guarded = stage.sim.ec2.instances(STAGING, 'eu-west-1').filter((it) => it.apiStopDisabled);
      const told = Object.entries(answers).flatMap(([id, answer]) => (answer.ok && answer.value ? [id] : []));
      assert.deepEqual(new Set(told), new Set(guarded.map(({ id }) => id)));
      assert.ok(told.length > 0);
    });

    test('knows the kind of a spot request', async () => {
      const requests = (await instances()).flatMap(({ spotRequestId }) => spotRequestId ?? []);
      const kinds = valueOf(await stage.aws.reads.spotKinds(stage.scope, [...requests, 'sir-unknown1'], never()));
      assert.deepEqual(new Set(Object.keys(kinds)), new Set(requests));
      for (const kind of Object.values(kinds)) assert.match(kind, /^(one-time|persistent)$/);
    });

    test('lists every service, and the deployment of each that has one in flight', async () => {
      stage.sim.log.clear();
      const seen = await services();
      const arns = seen.flatMap(({ currentDeploymentArn }) => currentDeploymentArn ?? []);
      const calls = stage.sim.log.countByAction();
      assert.equal(calls['ecs:ListServiceDeployments'], undefined);
      assert.equal(calls['ecs:DescribeServiceDeployments'], 1);
      const found = valueOf(await stage.aws.reads.describe(stage.scope, 'deployment', arns, never()));
      const active = found.targets.filter(
        (it) => it.kind === 'deployment' && !stateTraits('deployment', it.status).final,
      );
      const shown = seen.flatMap(({ deployment }) => deployment?.id ?? []);
      assert.ok(active.length > 0);
      for (const { id } of active) assert.ok(shown.includes(id), `${id} is in flight and was not looked at`);
      assert.ok(seen.some(({ tags }) => tags.length > 0));
      assert.ok(seen.some(({ controller }) => controller !== 'ECS'));
    });

    test('tells a deployment that AWS does not know from one that it refuses to look at', async () => {
      const [one] = await inFlight();
      const absent = (one?.id ?? '').replace(/[^/]+$/, 'AAAAAAAAAAAAAAAAAAAAA');
      const ids = [one?.id ?? '', absent, 'nonsense'];
      const found = valueOf(await stage.aws.reads.describe(stage.scope, 'deployment', ids, never()));
      assert.deepEqual(
        found.targets.map(({ id }) => id),
        [one?.id],
      );
      assert.deepEqual(new Set([...found.missing, ...Object.keys(found.failures)]), new Set([absent, 'nonsense']));
    });

    test('reads what the revisions of a deployment run', async () => {
      const deployments = await inFlight();
      const arns = deployments.flatMap(({ target }) => target?.arn ?? []);
      const revisions = valueOf(await stage.aws.reads.revisions(stage.scope, arns, never()));
      assert.deepEqual(new Set(revisions.map(({ arn }) => arn)), new Set(arns));
      for (const revision of revisions) {
        assert.notEqual(revision.taskDefinition, '');
        assert.ok(revision.images.length > 0);
      }
    });

    test('reads the past of a service, newest first, page by page', async () => {
      const service = (await services()).find((it) => it.controller === 'ECS');
      const past = valueOf(await stage.aws.reads.pastDeployments(stage.scope, service?.id ?? '', undefined, never()));
      assert.ok(past.items.length > 0);
      const times = past.items.map(({ createdAt }) => createdAt ?? 0);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
      assert.ok(past.items.every(({ serviceArn }) => serviceArn === service?.id));
    });

    test('lists every experiment, the active ones whole', async () => {
      const { resources, gaps, failure } = await listed(stage.aws, stage.scope, 'experiment');
      assert.equal(failure, undefined);
      assert.deepEqual(gaps, []);
      const experiments = resources.filter((it) => it.kind === 'experiment');
      const active = experiments.filter((it) => !stateTraits('experiment', it.state).final);
      assert.ok(active.length > 0 && active.length < experiments.length);
      for (const it of active) assert.ok((it.full?.actions.length ?? 0) > 0);
      for (const it of experiments) assert.ok(it.arn?.endsWith(it.id));
    });

    test('reads the targets, accounts and template of an experiment, and the safety lever', async () => {
      const { resources } = await listed(stage.aws, stage.scope, 'experiment');
      const active = resources.flatMap((it) => (it.kind === 'experiment' && it.full !== undefined ? [it] : []));
      const [one] = active;
      const resolved = valueOf(await stage.aws.reads.resolvedTargets(stage.scope, one?.id ?? '', undefined, never()));
      assert.ok(Array.isArray(resolved.items));
      assert.ok(Array.isArray(valueOf(await stage.aws.reads.targetAccounts(stage.scope, one?.id ?? '', never()))));
      const template = valueOf(await stage.aws.reads.experimentTemplate(stage.scope, one?.templateId ?? '', never()));
      assert.ok(template.includes(one?.templateId ?? 'none'));
      const { targets } = valueOf(await stage.aws.reads.describe(stage.scope, 'lever', ['default'], never()));
      assert.deepEqual(targets.map(stateOf), ['disengaged']);
      assert.deepEqual((await listed(stage.aws, stage.scope, 'lever')).resources, targets);
    });

    test('tells the safety lever to nobody who named another', async () => {
      for (const [ids, found, failing] of [
        [['spare'], 0, ['spare']],
        [['spare', 'default', 'Default'], 1, ['spare', 'Default']],
      ] as const) {
        const told = valueOf(await stage.aws.reads.describe(stage.scope, 'lever', ids, never()));
        assert.equal(told.targets.length, found, ids.join());
        assert.deepEqual([Object.keys(told.failures), told.missing], [failing, []]);
      }
    });

    test('shows an experiment and a deployment byte for byte as AWS sent them', async () => {
      const { resources } = await listed(stage.aws, stage.scope, 'experiment');
      const experiment = resources.find((it) => it.kind === 'experiment');
      const [deployment] = await inFlight();
      const body = (id: string): string =>
        `{ "experiment": {"id":"${id}", "arn":"arn:aws:fis:eu-west-1:1:experiment/x","newer":{"é":1.50,"b":[ ]}, "state":{"status":"hovering"}}}\n`;
      stage.sim.faults.add({
        action: 'GetExperiment',
        times: 1,
        effect: { kind: 'body', body: body(experiment?.id ?? '') },
      });
      const ref = { kind: 'experiment', scope: stage.scope, id: experiment?.id ?? '' } as const;
      const shown = valueOf(await stage.aws.reads.wholeResource(ref, never()));
      assert.equal(shown.json, body(experiment?.id ?? ''));
      assert.ok(shown.target.kind === 'experiment' && shown.target.state === 'hovering');
      const own = `{"serviceDeployments":[{"serviceDeploymentArn":"${deployment?.id}","status":"PONDERING", "x":1e2}],"failures":[]}`;
      stage.sim.faults.add({ action: 'DescribeServiceDeployments', times: 1, effect: { kind: 'body', body: own } });
      const inMotion = { kind: 'deployment', scope: stage.scope, id: deployment?.id ?? '' } as const;
      const other = valueOf(await stage.aws.reads.wholeResource(inMotion, never()));
      assert.equal(other.json, own);
      assert.ok(other.target.kind === 'deployment' && other.target.status === 'PONDERING');
    });

    test('says not-found of a document that is not there', async () => {
      for (const [kind, id] of [
        ['instance', 'i-0123456789abcdef0'],
        ['experiment', 'EXPdoesnotexist'],
        ['deployment', `arn:aws:ecs:eu-west-1:${STAGING}:service-deployment/shop/x/AAAAAAAAAAAAAAAAAAAAA`],
      ] as const) {
        const failure = failureIn(await stage.aws.reads.wholeResource({ kind, scope: stage.scope, id }, never()));
        assert.deepEqual([failure.kind, failure.account], ['not-found', STAGING], kind);
      }
    });

    test('asks nothing for nothing', async () => {
      stage.sim.log.clear();
      for (const kind of ['instance', 'deployment', 'experiment'] as const) {
        assert.deepEqual(valueOf(await stage.aws.reads.describe(stage.scope, kind, [], never())).targets, []);
      }
      assert.deepEqual(await stage.aws.reads.stopProtection(stage.scope, [], never()), {});
      assert.deepEqual(valueOf(await stage.aws.reads.spotKinds(stage.scope, [], never())), {});
      assert.deepEqual(valueOf(await stage.aws.reads.volumeSizes(stage.scope, [], never())), {});
      assert.deepEqual(valueOf(await stage.aws.reads.typeStores(stage.scope, [], never())), {});
      assert.equal(stage.sim.log.count(), 0);
    });

    test('reaches a demo profile that is in no file', async () => {
      const aws = stage.another({
        simulatedProfiles: {
          demo: {
            endpoint: stage.sim.endpoint,
            accessKeyId: simulatedAccessKeyId(STAGING),
            secretAccessKey: simulatedSecret(STAGING),
            region: 'us-east-1',
          },
        },
      });
      const { profiles } = await aws.reads.profiles();
      assert.deepEqual(
        profiles.find(({ name }) => name === 'demo'),
        {
          name: 'demo',
          source: 'static',
          region: 'us-east-1',
          destination: { kind: 'simulated' },
        },
      );
      assert.equal(valueOf(await aws.reads.identity('demo', never())).account, STAGING);
    });

    test('reads many pages whole and in few calls', async () => {
      const big = await createStage({
        way,
        fleet: {
          kind: 'sized',
          seed: 7,
          accounts: [{ id: STAGING, alias: 'big' }],
          regions: ['eu-west-1'],
          instances: 2_300,
          services: 130,
          experiments: 230,
        },
      });
      try {
        const all = await listed(big.aws, big.scope, 'instance');
        assert.equal(new Set(all.resources.map(({ id }) => id)).size, 2_300);
        assert.equal(big.sim.log.count({ action: 'DescribeInstances' }), 3);
        const allServices = await listed(big.aws, big.scope, 'service');
        assert.equal(allServices.failure, undefined);
        assert.equal(new Set(allServices.resources.map(({ id }) => id)).size, 130);
        const experiments = await listed(big.aws, big.scope, 'experiment');
        assert.equal(experiments.failure, undefined);
        assert.equal(new Set(experiments.resources.map(({ id }) => id)).size, 230);
        assert.equal(big.sim.log.count({ action: 'ListExperiments' }), 3);
      } finally {
        await big.close();
      }
    });
  });
}
