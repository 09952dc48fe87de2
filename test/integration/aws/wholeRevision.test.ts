import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { member } from '../../../src/base/untrusted.ts';
import { STAGING } from '../../stages/accounts.ts';
import { createStage, listed, never, type Stage, type Way } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`the whole of a revision (${way})`, () => {
    let stage: Stage;
    let arns: { readonly source: string; readonly target: string };
    before(async () => {
      stage = await createStage({ way });
      const spec = {
        name: 'api',
        desired: 2,
        launch: 'FARGATE',
        port: 80,
        version: 20,
        past: [{ daysAgo: 1 }],
      } as const;
      const service = stage.sim.ecs.createService(STAGING, 'eu-west-1', 'whole', spec);
      const deployment = stage.sim.ecs.startDeployment(service, { failing: true, ageSeconds: 300 });
      const told = stage.sim.ecs.deployment(deployment);
      const [source] = member(told, 'sourceServiceRevisions') as readonly unknown[];
      arns = {
        source: String(member(source, 'arn')),
        target: String(member(member(told, 'targetServiceRevision'), 'arn')),
      };
    });
    after(() => stage.close());
    const read = async (arn: string, asked: readonly string[] = []) =>
      valueOf(await stage.aws.reads.wholeRevision(stage.scope, arn, asked, never()));
    const actions = () => stage.sim.log.entries().map(({ action }) => action);

    test('is the revision and its task definition, in two calls that no listing makes', async () => {
      stage.sim.log.clear();
      await listed(stage.aws, stage.scope, 'service');
      assert.ok(!actions().includes('DescribeTaskDefinition'));
      stage.sim.log.clear();
      const { members, gap } = await read(arns.target);
      assert.deepEqual(actions(), ['DescribeServiceRevisions', 'DescribeTaskDefinition']);
      assert.equal(gap, undefined);
      assert.equal(member(members['serviceRevision'], 'serviceRevisionArn'), arns.target);
      assert.equal(
        member(members['serviceRevision'], 'taskDefinition'),
        member(members['taskDefinition'], 'taskDefinitionArn'),
      );
      const text = JSON.stringify(members);
      assert.match(text, /"subnets":\["subnet-/);
      assert.match(text, /"targetGroupArn":"arn:/);
      assert.match(text, /"name":"PARTNER_TOKEN","value":"\(hidden [0-9a-f]{8}\)"/);
      assert.doesNotMatch(text, /simulated-token|secretsmanager|--release/);
    });

    test('marks what differs between two revisions, and what does not', async () => {
      const values = async (arn: string) => {
        const { members } = await read(arn);
        const [main] = member(members['taskDefinition'], 'containerDefinitions') as readonly unknown[];
        const all = member(main, 'environment') as readonly { name: string; value: string }[];
        return Object.fromEntries(all.map(({ name, value }) => [name, value]));
      };
      const [old, recent] = [await values(arns.source), await values(arns.target)];
      assert.equal(old['LOG_LEVEL'], recent['LOG_LEVEL']);
      assert.notEqual(old['PARTNER_TOKEN'], recent['PARTNER_TOKEN']);
    });

    if (way === 'direct')
      test('marks a value alike wherever the same key is used, and otherwise with another', async () => {
        const marksWith = async (byte: number) => {
          const aws = stage.another({ hidingKey: new Uint8Array(32).fill(byte) });
          const { members } = valueOf(await aws.reads.wholeRevision(stage.scope, arns.target, [], never()));
          return JSON.stringify(members).match(/\(hidden [0-9a-f]{8}\)/g);
        };
        const marks = await marksWith(1);
        assert.ok((marks?.length ?? 0) > 1);
        assert.deepEqual(await marksWith(1), marks);
        assert.notDeepEqual(await marksWith(2), marks);
      });

    test('tells the one value that was asked for, and no other', async () => {
      const hidden = JSON.stringify((await read(arns.target)).members);
      const [, mark = ''] = /"name":"PARTNER_TOKEN","value":"([^"]+)"/.exec(hidden) ?? [];
      const text = JSON.stringify((await read(arns.target, [mark])).members);
      assert.match(text, /"value":"simulated-token-api-21"/);
      assert.match(text, /"name":"LOG_LEVEL","value":"\(hidden/);
      assert.doesNotMatch(text, /secretsmanager/);
      assert.doesNotMatch(JSON.stringify((await read(arns.target)).members), /simulated-token/);
    });

    test('lacks a task definition that may not be read, and nothing else', async () => {
      const fault = stage.sim.faults.add({ action: 'DescribeTaskDefinition', effect: { kind: 'denied' } });
      const { members, gap } = await read(arns.target);
      stage.sim.faults.remove(fault);
      assert.equal(gap?.kind, 'denied');
      assert.deepEqual(Object.keys(members), ['serviceRevision']);
    });

    test('fails for a revision that is not there', async () => {
      const gone = `${arns.target.slice(0, -4)}0000`;
      const failure = failureIn(await stage.aws.reads.wholeRevision(stage.scope, gone, [], never()));
      assert.equal(failure.kind, 'not-found');
    });
  });
}
