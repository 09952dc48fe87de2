import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEc2 } from '../../../../../src/aws/services/ec2/reads.ts';
import type { ListPage } from '../../../../../src/model/ports/awsReads.ts';
import type { Failure } from '../../../../../src/model/failure.ts';
import type { Instance } from '../../../../../src/model/resources/instance.ts';
import type { Sight } from '../../../../../src/model/sight.ts';
import { answerOf } from '../../../../stages/answering/ec2Reading.ts';
import { answeringWire, queryOf, refusalIn, type Sent, type Told } from '../../../../stages/answering/answeringWire.ts';
import { failureIn, valueOf } from '../../../../stages/answering/outcomes.ts';
import { never, scope } from '../../../../stages/fakes.ts';

const RUNNING = '<instanceState><code>16</code><name>running</name></instanceState>';
const running = (id: string): string => `<item><instanceId>${id}</instanceId>${RUNNING}</item>`;
const page = (instances: string, token = ''): string =>
  answerOf(
    'DescribeInstances',
    `<requestId>r-1</requestId><nextToken>${token}</nextToken><reservationSet><item><ownerId>111122223333</ownerId>` +
      `<instancesSet>${instances}</instancesSet></item></reservationSet>`,
  );
/** The same, which only the SDK can read. */
const odd = (xml: string): string => xml.replace('<requestId>', '<!-- a comment --><requestId>');
const tokenOf = (sent: Sent): string | undefined => queryOf(sent)['NextToken'];

function asking(answer: (sent: Sent) => Told) {
  const { caller, asked, events } = answeringWire(answer);
  return { ec2: createEc2(caller), asked, events };
}

async function listed(answer: (sent: Sent) => Told) {
  const { ec2, asked, events } = asking(answer);
  const pages: ListPage<Instance>[] = [];
  const failures: Failure[] = [];
  const seen: Sight[] = [];
  for await (const one of ec2.list(scope, never()))
    if (one.ok) {
      pages.push(one.value);
      seen.push(one.seen);
    } else failures.push(one.failure);
  return {
    ...{ asked, events, seen, ids: pages.map(({ resources }) => resources.map(({ id }) => id)) },
    gaps: pages.map(({ gaps }) => gaps.map(({ kind, code, operation, message }) => [code ?? kind, operation, message])),
    failures: failures.map(({ kind, operation }) => [kind, operation]),
  };
}

describe('the list of instances', () => {
  for (const [who, form] of [
    ['it is read as it arrives', (xml: string) => xml],
    ['the SDK has to read it', odd],
  ] as const) {
    it(`has those of every page, a thousand a call, with those that the account hides, where ${who}`, async () => {
      const told = await listed((sent) =>
        form(tokenOf(sent) === undefined ? page(running('i-1') + running('i-2'), 'two') : page(running('i-3'))),
      );
      assert.deepEqual(told.ids, [['i-1', 'i-2'], ['i-3']]);
      assert.deepEqual([told.gaps, told.failures], [[[], []], []]);
      assert.deepEqual(
        told.seen.map(({ account }) => account),
        ['111122223333', '111122223333'],
      );
      const first = {
        ...{ Action: 'DescribeInstances', Version: '2016-11-15', MaxResults: '1000' },
        IncludeManagedResources: 'true',
      };
      assert.deepEqual(told.asked.map(queryOf), [first, { ...first, NextToken: 'two' }]);
      assert.equal(told.asked[0]?.url, 'https://ec2.eu-west-1.amazonaws.com/');
      assert.ok(told.events.includes('take staging/eu-west-1 ec2-paged 1'));
    });

    it(`says of each page what it lacks, where ${who}`, async () => {
      const told = await listed((sent) =>
        form(
          tokenOf(sent) === undefined
            ? page(`<item>${RUNNING}</item>${running('i-1')}<item></item>`, 'two')
            : page('<item><instanceId>i-2</instanceId></item>'),
        ),
      );
      assert.deepEqual(told.ids, [['i-1'], ['i-2']]);
      assert.deepEqual(told.gaps, [
        [['malformed', 'ec2:DescribeInstances', 'The answer has 2 without an id that can be read.']],
        [['malformed', 'ec2:DescribeInstances', 'The answer has 1 whose state can’t be read.']],
      ]);
    });

    it(`is malformed where its reservations are something else, and ${who}`, async () => {
      const xml = answerOf('DescribeInstances', '<requestId>r-1</requestId><reservationSet>odd</reservationSet>');
      assert.deepEqual((await listed(() => form(xml))).failures, [['malformed', 'ec2:DescribeInstances']]);
    });
  }

  it('has the pages before one that fails', async () => {
    const told = await listed((sent) =>
      tokenOf(sent) === undefined ? page(running('i-1'), 'two') : refusalIn('Errors', 'UnauthorizedOperation'),
    );
    assert.deepEqual([told.ids, told.failures], [[['i-1']], [['denied', 'ec2:DescribeInstances']]]);
  });

  it('ends as malformed where AWS tells a page that was there before', async () => {
    const told = await listed(() => page(running('i-1'), 'again'));
    assert.deepEqual(told.ids, [['i-1'], ['i-1']]);
    assert.deepEqual(told.failures, [['malformed', 'ec2:DescribeInstances']]);
    assert.equal(told.asked.length, 2);
  });

  it('lacks what the account hides where the endpoint doesn’t know of it, and says so with its last page', async () => {
    const told = await listed((sent) => {
      if (queryOf(sent)['IncludeManagedResources'] !== undefined) return refusalIn('Errors', 'UnknownParameter');
      return tokenOf(sent) === undefined ? page(running('i-1'), 'two') : page(running('i-2'));
    });
    assert.deepEqual(told.ids, [['i-1'], ['i-2']]);
    assert.deepEqual(
      told.gaps.map((gaps) => gaps.map(([code, operation]) => [code, operation])),
      [[], [['managed-unlisted', 'ec2:DescribeInstances']]],
    );
    assert.equal(told.asked.length, 3);
  });
});

describe('instances that are looked at', () => {
  const unknown = refusalIn(
    'Errors',
    'InvalidInstanceID.NotFound',
    'The instance ID &apos;i-gone&apos; does not exist',
  );
  const idsIn = (sent: Sent) =>
    Object.entries(queryOf(sent)).flatMap(([key, id]) => (key.startsWith('InstanceId.') ? [id] : []));
  const knowing = (sent: Sent): Told =>
    idsIn(sent).includes('i-gone')
      ? unknown
      : page(
          idsIn(sent)
            .filter((id) => id !== 'i-left')
            .map(running)
            .join(''),
        );

  it('are told once each, with those that AWS doesn’t know and those that it leaves out', async () => {
    const { ec2, asked } = asking(knowing);
    const answer = await ec2.describe(scope, ['i-1', 'i-gone', 'i-1', 'i-left'], never());
    const { targets, missing, failures } = valueOf(answer);
    assert.deepEqual([targets.map(({ id }) => id), missing, Object.keys(failures)], [['i-1'], ['i-gone'], ['i-left']]);
    assert.equal(answer.ok && answer.seen.account, '111122223333');
    assert.deepEqual(asked.map(idsIn), [
      ['i-1', 'i-gone', 'i-left'],
      ['i-1', 'i-left'],
    ]);
    const denied = asking(() => refusalIn('Errors', 'UnauthorizedOperation'));
    assert.equal(failureIn(await denied.ec2.describe(scope, ['i-1'], never())).kind, 'denied');
  });

  it('are told whole with members that Halt doesn’t know', async () => {
    const { ec2 } = asking(() =>
      page(`<item><instanceId>i-1</instanceId>${RUNNING}<clientToken>t</clientToken></item>`),
    );
    const { target, json } = valueOf(await ec2.wholeResource(scope, 'i-1', never()));
    assert.deepEqual([target.id, target.state], ['i-1', 'running']);
    assert.deepEqual(JSON.parse(json), { InstanceId: 'i-1', State: { Code: 16, Name: 'running' }, ClientToken: 't' });
  });

  for (const [id, kind, message] of [
    ['i-gone', 'not-found', 'AWS does not know the instance i-gone.'],
    ['i-left', 'malformed', 'The answer of AWS leaves out i-left.'],
  ] as const)
    it(`can’t be told whole where they are ${kind}`, async () => {
      const why = failureIn(await asking(knowing).ec2.wholeResource(scope, id, never()));
      assert.deepEqual(
        [why.kind, why.message, why.operation, why.mayHaveHappened],
        [kind, message, 'ec2:DescribeInstances', false],
      );
    });

  it('can’t be told whole where AWS refuses', async () => {
    const { ec2 } = asking(() => refusalIn('Errors', 'UnauthorizedOperation'));
    assert.equal(failureIn(await ec2.wholeResource(scope, 'i-1', never())).kind, 'denied');
  });
});

describe('what only a further call of EC2 tells', () => {
  const items = (operation: string, list: string, item: string): string =>
    answerOf(operation, `<requestId>r-1</requestId><${list}><item>${item}</item></${list}>`);
  const answered = (sent: Sent): Told => {
    switch (queryOf(sent)['Action']) {
      case 'DescribeVolumes':
        return items('DescribeVolumes', 'volumeSet', '<volumeId>vol-1</volumeId><size>8</size>');
      case 'DescribeSpotInstanceRequests':
        return items(
          'DescribeSpotInstanceRequests',
          'spotInstanceRequestSet',
          '<spotInstanceRequestId>sir-1</spotInstanceRequestId><type>persistent</type>',
        );
      case 'DescribeInstanceTypes':
        return items(
          'DescribeInstanceTypes',
          'instanceTypeSet',
          '<instanceType>z9.large</instanceType><instanceStorageSupported>true</instanceStorageSupported>',
        );
      case 'DescribeRegions':
        return items('DescribeRegions', 'regionInfo', '<regionName>eu-west-1</regionName>');
      default:
        return answerOf('DescribeInstanceAttribute', '<disableApiStop><value>true</value></disableApiStop>');
    }
  };

  it('is told of volumes, Spot requests, types, stop protection and regions', async () => {
    const { ec2, asked, events } = asking(answered);
    assert.deepEqual(valueOf(await ec2.volumeSizes(scope, ['vol-1'], never())), { 'vol-1': 8 });
    assert.deepEqual(valueOf(await ec2.spotKinds(scope, ['sir-1'], never())), { 'sir-1': 'persistent' });
    assert.deepEqual(valueOf(await ec2.typeStores(scope, ['z9.large'], never())), { 'z9.large': true });
    const calls = asked.length;
    assert.deepEqual(valueOf(await ec2.typeStores(scope, ['z9.large'], never())), { 'z9.large': true });
    assert.equal(asked.length, calls, 'a type never changes');
    const protection = (await ec2.stopProtection(scope, ['i-1'], never()))['i-1'];
    assert.equal(protection && valueOf(protection), true);
    assert.deepEqual(valueOf(await ec2.regions(scope, never())), [{ name: 'eu-west-1', optIn: 'opt-in-not-required' }]);
    assert.deepEqual(
      events.filter((event) => event.startsWith('take')),
      ['paged', 'unpaged', 'unpaged', 'unpaged', 'unpaged'].map((kind) => `take staging/eu-west-1 ec2-${kind} 1`),
    );
  });
});
