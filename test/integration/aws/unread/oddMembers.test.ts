import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Aws } from '../../../../src/aws/aws.ts';
import { list, record } from '../../../../src/base/untrusted.ts';
import type { Outcome } from '../../../../src/model/failure.ts';
import type { ListKind, Resource } from '../../../../src/model/resources/resource.ts';
import { stateTraits } from '../../../../src/model/resources/states.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { eachAfresh } from '../../../stages/eachAfresh.ts';
import { createStage, listed, never, type Stage } from '../../../stages/aws.ts';
import { failureIn, valueOf } from '../../../stages/answering/outcomes.ts';
import { hastyClock } from '../../../stages/clocks/hastyClock.ts';
import { memberPaths, type MemberPath, type OddAnswers, oddAnswers } from '../../../stages/oddAnswers.ts';

/** What stands in a member's place: of another type than it has. */
const otherThan = (value: unknown): unknown =>
  typeof value === 'string' ? { odd: 1 } : typeof value === 'object' ? 'odd' : ['odd'];

const at = (value: unknown, path: MemberPath): unknown =>
  path.reduce((inner, key) => (typeof key === 'number' ? list(inner)[key] : record(inner)?.[key]), value);

/** Without what tells of members that can't be read. */
function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes);
  const members = record(value);
  if (members === undefined) return value;
  const told = Object.entries(members).filter(([name]) => name !== 'unread' && name !== 'tagsUnread');
  return Object.fromEntries(told.map(([name, item]) => [name, withoutNotes(item)]));
}

/** The notes, at whatever they are: paths of members, and what failures and gaps say. */
function notesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(notesIn);
  const members = record(value);
  if (members === undefined) return [];
  const own = [
    ...list(members['unread']).map(String),
    ...(members['kind'] === 'malformed' ? [String(members['message'])] : []),
  ];
  return [...own, ...Object.values(members).flatMap(notesIn)];
}

describe('a member that can’t be read costs itself, and is named', () => {
  let stage: Stage;
  let answers: OddAnswers;
  let aws: Aws;
  const reads: Record<string, () => Promise<unknown>> = {};
  before(async () => {
    stage = await createStage();
    const { sim, scope } = stage;
    const spec = { name: 'odd', desired: 4, launch: 'FARGATE', past: [{ daysAgo: 2 }] } as const;
    const serviceArn = sim.ecs.createService(STAGING, scope.region, 'odd', spec);
    sim.ecs.startDeployment(serviceArn, { failing: true, ageSeconds: 15 * 60 });
    answers = oddAnswers();
    aws = stage.another({ transport: answers.transport, clock: hastyClock(), attempts: 1 });
    const one = async (kind: ListKind) => (await listed(stage.aws, scope, kind)).resources;
    const service = (await one('service')).find(({ id }) => id === serviceArn);
    assert.ok(service?.kind === 'service' && service.deployment !== undefined);
    const tasks = service.deployment;
    const arns = [...tasks.sources, ...(tasks.target === undefined ? [] : [tasks.target])].map(({ arn }) => arn);
    const experiment = (await one('experiment')).find(
      (it) => it.kind === 'experiment' && (it.full?.targetAccounts ?? 0) > 0,
    );
    const id = experiment?.id ?? '';
    const told = async (read: Promise<Outcome<unknown>>): Promise<unknown> => {
      const outcome = await read;
      return outcome.ok ? outcome.value : outcome.failure;
    };
    for (const kind of ['service', 'experiment', 'lever'] as const)
      reads[`list ${kind}`] = async () => {
        const { resources, gaps, failure } = await listed(aws, scope, kind);
        const sorted = resources.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        return { resources: sorted.map(asListed), gaps, failure };
      };
    Object.assign(reads, {
      describe: () => told(aws.reads.describe(scope, 'deployment', [tasks.id], never())),
      experiment: () => told(aws.reads.describe(scope, 'experiment', [id], never())),
      revisions: () => told(aws.reads.revisions(scope, arns, never())),
      stoppedTasks: () => told(aws.reads.stoppedTasks(scope, tasks, never())),
      past: () => told(aws.reads.pastDeployments(scope, serviceArn, undefined, never())),
      resolved: () => told(aws.reads.resolvedTargets(scope, id, undefined, never())),
      accounts: () => told(aws.reads.targetAccounts(scope, id, never())),
    });
  });
  after(() => stage.close());

  test('each member of each answer of ECS and FIS in turn', async () => {
    let tried = 0;
    const silent: string[] = [];
    for (const [name, read] of Object.entries(reads)) {
      answers.odd = undefined;
      answers.kept.clear();
      const whole = withoutNotes(await read());
      assert.deepEqual(notesIn(whole), [], name);
      for (const [operation, body] of [...answers.kept]) {
        for (const path of memberPaths(body)) {
          answers.odd = { operation, path, value: otherThan(at(body, path)) };
          const odd = await read();
          tried += 1;
          // A member that Halt doesn't use costs nothing.
          if (isDeepStrictEqual(withoutNotes(odd), whole)) continue;
          const names = path.filter((key) => typeof key === 'string');
          // A note names the member or one that it is in; a sentence, what could not be told of what.
          const isNamed = notesIn(odd).some((note) => note.includes(' ') || names.some((it) => note.includes(it)));
          if (!isNamed) silent.push(`${name}: ${operation} ${path.join('.')}`);
        }
      }
    }
    assert.deepEqual(silent, []);
    assert.ok(tried > 500, String(tried));
    valueOf(await stage.aws.reads.describe(stage.scope, 'lever', ['default'], never()));
  });
});

/** An experiment whose state the list doesn't tell may be active, and is asked for whole: that of one that is over, more is told then is no loss. */
function asListed(resource: Resource): unknown {
  if (resource.kind !== 'experiment' || !stateTraits('experiment', resource.state).final) return resource;
  const { id, name, templateId, state, createdAt, tags, unread } = resource;
  return { id, name, templateId, state, createdAt, tags, unread };
}

describe('what can’t be read is not called absent', () => {
  const on = eachAfresh();
  const answers = (action: string, body: string, contentType: string) =>
    on.stage.sim.faults.add({ action, effect: { kind: 'body', body, contentType } });

  test('a region’s name, and whether it is enabled', async () => {
    const region = (members: string) => `<item>${members}</item>`;
    const regions = [
      region('<regionName>eu-west-1</regionName><optInStatus>opt-in-not-required</optInStatus>'),
      region('<regionName><odd>1</odd></regionName><optInStatus>opted-in</optInStatus>'),
      region('<regionName>af-south-1</regionName><optInStatus><odd>1</odd></optInStatus>'),
    ].join('');
    const whole = `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><regionInfo>${regions}</regionInfo></DescribeRegionsResponse>`;
    answers('DescribeRegions', whole, 'text/xml');
    const told = valueOf(await on.aws.reads.regions('staging', never()));
    assert.deepEqual(
      told.map(({ name, unread }) => [name, unread]),
      [
        ['eu-west-1', undefined],
        ['', ['Regions[1].RegionName']],
        ['af-south-1', ['Regions[2].OptInStatus']],
      ],
    );
    on.stage.sim.faults.clear();
    answers('DescribeRegions', whole.replace(regions, 'none'), 'text/xml');
    assert.equal(failureIn(await on.aws.reads.regions('staging', never())).kind, 'malformed');
  });

  test('an alarm, whose state then isn’t known: it may go off', async () => {
    const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:${STAGING}:alarm:${name}`;
    const arns = ['a', 'b', 'c'].map(arn);
    const states = async (body: object) => {
      on.stage.sim.faults.clear();
      answers('DescribeAlarms', JSON.stringify(body), 'application/x-amz-json-1.0');
      return valueOf(await on.aws.reads.alarmStates(on.stage.scope, arns, never()));
    };
    const good = { AlarmArn: arn('a'), StateValue: 'OK' };
    // As long as nobody has told whose account is read, an alarm that isn't in the answer may be another account's.
    assert.deepEqual(await states({ MetricAlarms: [good] }), { [arn('a')]: 'OK' });
    on.stage.sim.faults.clear();
    valueOf(await on.aws.reads.identity('staging', never()));
    assert.deepEqual(await states({ MetricAlarms: [good], CompositeAlarms: [] }), {
      [arn('a')]: 'OK',
      [arn('b')]: 'gone',
      [arn('c')]: 'gone',
    });
    const odd = { AlarmArn: arn('b'), StateValue: { odd: 1 } };
    assert.deepEqual(await states({ MetricAlarms: [good, odd] }), { [arn('a')]: 'OK', [arn('c')]: 'gone' });
    for (const more of [{ MetricAlarms: [good, { AlarmArn: 7 }] }, { MetricAlarms: [good], CompositeAlarms: 'none' }])
      assert.deepEqual(await states(more), { [arn('a')]: 'OK' });
  });

  test('an account’s alias', async () => {
    const alias = async (members: string) => {
      on.stage.sim.faults.clear();
      const body = `<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases>${members}</AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>`;
      answers('ListAccountAliases', body, 'text/xml');
      // Each asks anew: an alias that was read once stays.
      return valueOf(await on.stage.another({}).reads.identity('staging', never())).alias.kind;
    };
    assert.equal(await alias('<member><odd>1</odd></member>'), 'unread');
    assert.equal(await alias('<member>no alias of AWS’s!</member>'), 'unread');
    assert.equal(await alias(''), 'none');
    assert.equal(await alias('<member>shop</member>'), 'known');
  });
});
