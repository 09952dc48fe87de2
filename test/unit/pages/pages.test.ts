import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lane, PageModel, PageRow, Timeline, Value } from '../../../src/panel/protocol/page.ts';
import { failed, succeeded } from '../../../src/model/failure.ts';
import { failure } from '../../stages/fakes.ts';
import type { ExperimentExtras } from '../../../src/pages/pageInput.ts';
import { parseHostMessage } from '../../../src/panel/protocol/messages.ts';
import { createLinks } from '../../../src/pages/links.ts';
import { consoleUrls } from '../../../src/pages/consoleUrls.ts';
import { deploymentPage } from '../../../src/pages/deployment/page.ts';
import { instancePage } from '../../../src/pages/instance/page.ts';
import { isoDuration } from '../../../src/model/resources/isoDuration.ts';
import {
  deployment,
  deploymentExtras,
  deploymentInput,
  instance,
  instanceInput,
} from '../../stages/panel/deploymentPages.ts';
import {
  experimentAnswer,
  hostileExperiment,
  pageInput,
  resolvedTargets,
  pageOfExperiment,
} from '../../stages/panel/pages.ts';

const isPage = (page: unknown): boolean => parseHostMessage({ type: 'page', page }) !== undefined;

const now = Date.UTC(2026, 0, 15, 12);
const none = { items: [], more: false, loading: false };

function pageOf(answer: Record<string, unknown>, more: Parameters<typeof pageInput>[2] = {}): PageModel {
  const account = { accountId: '222233334444', roleArn: 'arn:aws:iam::222233334444:role/fis', description: 'Payments' };
  return pageOfExperiment(pageInput(now, { experiment: answer }, more), {
    resolved: { ...none, items: resolvedTargets(3) },
    accounts: { ...none, items: [account] },
  });
}

void describe('the page of an experiment', () => {
  void it('has every member of the answer in its words or its values, beside the JSON', () => {
    const answer = experimentAnswer(now, {
      state: {
        status: 'failed',
        reason: 'the reason',
        error: { accountId: '999988887777', code: 'the-code', location: 'the-location' },
      },
      endTime: now / 1_000,
      experimentReport: {
        state: { status: 'failed', reason: 'report reason', error: { code: 'report-code' } },
        s3Reports: [{ arn: 'arn:aws:s3:::bucket/report.pdf', reportType: 'pdf-type' }],
      },
    });
    const texts = textsOf(pageOf(answer)).join('\n');
    for (const leaf of leavesOf(answer)) {
      if (typeof leaf === 'string') assert.ok(texts.includes(leaf), leaf);
      else assert.ok(texts.includes(String(leaf)) || texts.includes(String(leaf * 1_000)), String(leaf));
    }
  });

  void it('is a page that the panel takes, also of hostile, empty and nonsensical answers', () => {
    const odd = [
      {},
      { state: 7, actions: [], targets: { a: null }, tags: 'x' },
      { actions: { a: { startAfter: ['a'] } } },
    ];
    for (const answer of [experimentAnswer(now), hostileExperiment(now), ...odd]) assert.ok(isPage(pageOf(answer)));
    assert.ok(isPage(pageOfExperiment(pageInput(now, 'x', { json: '{"cut' }), { resolved: none, accounts: none })));
  });

  void it('orders the actions by startAfter, and expects each after those that it waits for', () => {
    const lanes = timelineOf(pageOf(experimentAnswer(now))).lanes;
    assert.deepEqual(
      lanes.map(({ id }) => id),
      ['warmUp', 'addLatency', 'stopWorkers', 'cpuStress', 'cutSubnet', 'coolDown'],
    );
    const minute = 60_000;
    assert.deepEqual(laneOf(lanes, 'addLatency').planned, { from: now - 3 * minute, to: now + 2 * minute });
    assert.deepEqual(laneOf(lanes, 'addLatency').real, { from: now - 3 * minute });
    assert.deepEqual(laneOf(lanes, 'cutSubnet').planned, { from: now + 2 * minute, to: now + 5 * minute });
    assert.deepEqual(laneOf(lanes, 'coolDown').planned, { from: now + 5 * minute, to: now + 6.5 * minute });
    assert.equal(laneOf(lanes, 'coolDown').real, undefined);
  });

  void it('says of each stop condition’s alarm how it is, and that nothing would stop it where none can go off', () => {
    const alarm = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
    const stopConditions = ['a', 'b'].map((name) => ({ source: 'aws:cloudwatch:alarm', value: alarm(name) }));
    const answer = { experiment: experimentAnswer(now, { stopConditions }) };
    const conditions = (alarms: ExperimentExtras['alarms']) => {
      const extras = { resolved: none, accounts: none, ...(alarms && { alarms }) };
      const page = pageOfExperiment(pageInput(now, answer), extras);
      assert.ok(isPage(page));
      return JSON.stringify([page.why, page.sections.find(({ id }) => id === 'conditions')]);
    };
    const dead = conditions(succeeded({ [alarm('a')]: 'gone', [alarm('b')]: 'INSUFFICIENT_DATA' }));
    assert.match(dead, /No alarm would stop it\./);
    assert.match(dead, /no longer exists.*INSUFFICIENT_DATA/);
    const half = conditions(succeeded({ [alarm('a')]: 'gone', [alarm('b')]: 'OK' }));
    assert.doesNotMatch(half, /No alarm would stop/);
    assert.match(half, /"OK"/);
    const denied = conditions(failed(failure('denied', { operation: 'cloudwatch:DescribeAlarms' })));
    assert.match(denied, /can’t be read: a sentence: denied cloudwatch:DescribeAlarms a step: denied/);
    assert.match(denied, /alarm:a.*state not read/);
    assert.match(conditions(succeeded({ [alarm('a')]: 'ALARM' })), /"ALARM".*state not read/);
    assert.doesNotMatch(conditions(undefined), /No alarm would stop|can’t be read/);
  });

  void it('expects what overran to go on until now at least', () => {
    const answer = experimentAnswer(now, {
      startTime: (now - 600_000) / 1_000,
      actions: {
        late: {
          actionId: 'aws:fis:wait',
          parameters: { duration: 'PT1M' },
          state: { status: 'running' },
          startTime: (now - 600_000) / 1_000,
        },
        next: {
          actionId: 'aws:fis:wait',
          parameters: { duration: 'PT1M' },
          startAfter: ['late'],
          state: { status: 'pending' },
        },
      },
    });
    const { lanes } = timelineOf(pageOf(answer));
    assert.equal(laneOf(lanes, 'next').planned?.from, now);
  });

  void it('keeps the order of what was cancelled before it could start', () => {
    const at = (ago: number): number => (now - ago * 1_000) / 1_000;
    const wait = { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } };
    const answer = experimentAnswer(now, {
      state: { status: 'stopped' },
      startTime: at(60),
      endTime: at(10),
      actions: {
        first: { ...wait, state: { status: 'stopped' }, startTime: at(60), endTime: at(10) },
        a: { ...wait, startAfter: ['b'], state: { status: 'cancelled' }, endTime: at(20) },
        b: { ...wait, startAfter: ['first'], state: { status: 'cancelled' }, endTime: at(20) },
      },
    });
    assert.deepEqual(
      timelineOf(pageOf(answer)).lanes.map(({ id }) => id),
      ['first', 'b', 'a'],
    );
  });

  void it('marks the stop: the request through Halt, or else since when it has been stopping', () => {
    assert.deepEqual(timelineOf(pageOf(experimentAnswer(now))).markers, [
      { at: now - 20_000, kind: 'request', label: 'Stop requested' },
    ]);
    const history = [
      { type: 'transition', subject: '', from: 'running', to: 'stopping', at: now - 5_000, source: 'halt' } as const,
    ];
    assert.deepEqual(timelineOf(pageOf(experimentAnswer(now), { history })).markers, [
      { at: now - 5_000, kind: 'stopping', label: 'Stopping' },
    ]);
  });

  void it('says per action what a stop undoes, until the experiment is over', () => {
    const stop = (answer: Record<string, unknown>, action: string): string | undefined => {
      const row = laneOf(timelineOf(pageOf(answer)).lanes, action).details.find(
        ({ label }) => label === 'If you stop now',
      );
      return row?.value.type === 'text' ? row.value.text : undefined;
    };
    const running = experimentAnswer(now);
    assert.equal(stop(running, 'addLatency'), 'The fault ends with the stop.');
    assert.equal(stop(running, 'stopWorkers'), 'Its post-action restores things before the experiment stops.');
    assert.equal(stop(running, 'cutSubnet'), 'It won’t start.');
    assert.equal(stop(running, 'cpuStress'), 'Nothing; it has ended.');
    assert.equal(stop(experimentAnswer(now, { state: { status: 'completed' } }), 'addLatency'), undefined);
  });

  void it('badges a preview and other accounts, and links nothing of a simulated one to the console', () => {
    const preview = experimentAnswer(now, { experimentOptions: { actionsMode: 'skip-all' } });
    assert.deepEqual(
      pageOf(preview).badges.map(({ label }) => label),
      ['Preview', '2 other accounts'],
    );
    const links = createLinks();
    const page = pageOf(preview, { destination: { kind: 'simulated' }, links });
    assert.ok(page.badges.some(({ label }) => label === 'Simulated'));
    const opens = linksOf(page).filter((id) => links.action(id)?.type === 'open');
    assert.deepEqual(opens, []);
  });

  void it('keeps what was last seen of one that AWS does not know any more, and offers no stop', () => {
    const page = pageOf(experimentAnswer(now), { gone: true });
    assert.ok(page.notices.some(({ text }) => /no longer exists in AWS/.test(text)));
    assert.equal(page.stop?.enabled, false);
    assert.equal(page.title, 'Checkout survives a slow payment provider');
  });

  void it('leads from an EC2 instance that is in the tree to its node, by an id that only the host can read', () => {
    const links = createLinks();
    const page = pageOf(experimentAnswer(now), { links });
    const reveals = linksOf(page)
      .map((id) => links.action(id))
      .filter((action) => action?.type === 'reveal');
    assert.ok(reveals.some((action) => action?.type === 'reveal' && action.ref.id === 'i-0a1b2c3d4e5f60718'));
    assert.equal(links.action('open https://example.com/'), undefined);
  });
});

void describe('the page of a deployment', () => {
  void it('shows the stages with the present one, the bake time, both revisions, the monitors and the past', () => {
    const page = deploymentPage(deploymentInput(now), deployment(now), deploymentExtras(now));
    assert.ok(isPage(page));
    const track = page.sections.flatMap(({ blocks }) => blocks).find((block) => block.type === 'track');
    assert.deepEqual(
      track?.stages.map(({ status }) => status).join(),
      'done,done,done,done,done,done,done,done,done,present,ahead',
    );
    const bake = track?.stages.find(({ label }) => label === 'BAKE_TIME');
    assert.deepEqual(bake?.note, { type: 'countdown', to: now - 180_000 + 600_000, over: 'about to end' });
    const texts = textsOf(page);
    for (const text of [
      'checkout:81',
      'checkout:82',
      '2 of 3',
      'checkout-5xx',
      'ROLLBACK_SUCCESSFUL',
      'Images ≠',
      'Launch type',
    ]) {
      assert.ok(texts.includes(text), text);
    }
  });

  void it('warns of a first deployment, and shows a stage and a status that AWS added later', () => {
    const page = deploymentPage(
      deploymentInput(now),
      { ...deployment(now), sources: [], status: 'NEW_STATUS', lifecycleStage: 'NEW_STAGE' },
      { revisions: none, past: none },
    );
    assert.ok(page.badges.some(({ label }) => label === 'First deployment'));
    assert.deepEqual(page.state, { appearance: 'unknown', label: 'NEW_STATUS' });
    assert.equal(page.stop?.enabled, false);
    assert.ok(textsOf(page).includes('NEW_STAGE'));
  });
});

void describe('the page of an instance', () => {
  void it('says what a stop means for it', () => {
    const extras = { stopProtection: true, spotKind: 'one-time', typeStore: true };
    const page = instancePage(instanceInput(now), instance(now), extras);
    assert.ok(isPage(page));
    const texts = textsOf(page);
    for (const text of [
      'on; AWS refuses to stop it',
      'spot, one-time',
      'erased when it stops',
      'lost when it stops; a new one when it starts',
      'checkout-workers',
    ]) {
      assert.ok(texts.includes(text), text);
    }
    assert.deepEqual(
      page.badges.map(({ label }) => label),
      ['Spot', 'Auto Scaling', 'Stop protection'],
    );
  });

  void it('tells why it stopped', () => {
    const stopped = {
      ...instance(now),
      state: 'stopped',
      stateReasonCode: 'Client.UserInitiatedShutdown',
      stateReason: 'Client.UserInitiatedShutdown: User initiated shutdown',
      stateTransitionReason: 'User initiated (2026-01-15 11:00:00 GMT)',
    };
    const page = instancePage(instanceInput(now), stopped, {});
    assert.deepEqual(
      page.why.map(({ value }) => (value.type === 'text' ? value.text : '')),
      ['Client.UserInitiatedShutdown: User initiated shutdown', 'User initiated (2026-01-15 11:00:00 GMT)'],
    );
    assert.equal(page.elapsed, undefined);
  });
});

void describe('the addresses of the console', () => {
  void it('lead nowhere else, whatever the names', () => {
    const urls = consoleUrls('eu-west-1');
    const evil = '../../@evil.example/#?&x=1';
    const made = [
      urls.template(evil),
      urls.alarm(`arn:aws:cloudwatch:eu-west-1:1:alarm:${evil}`),
      urls.logGroup(`arn:aws:logs:eu-west-1:1:log-group:${evil}`),
      urls.dashboard(`arn:aws:cloudwatch::1:dashboard/${evil}`),
      urls.s3Object(`arn:aws:s3:::bucket/${evil}`),
      urls.s3Folder(evil, evil),
    ];
    for (const url of made) assert.match(new URL(url ?? '').host, /^eu-west-1\.console\.aws\.amazon\.com$/);
    assert.equal(urls.alarm('javascript:alert(1)'), undefined);
    assert.match(consoleUrls('cn-north-1').template('E'), /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
  });

  void it('take a region of an ARN for no host', () => {
    const url = consoleUrls('eu-west-1').alarm('arn:aws:cloudwatch:evil.example/:1:alarm:x');
    assert.equal(url === undefined ? undefined : new URL(url).host.endsWith('.console.aws.amazon.com'), undefined);
  });
});

void describe('an ISO 8601 duration', () => {
  void it('is read as FIS writes it', () => {
    for (const [text, milliseconds] of [
      ['PT5M', 300_000],
      ['PT1H30M', 5_400_000],
      ['P1DT1S', 86_401_000],
      ['PT0.5S', 500],
    ] as const) {
      assert.equal(isoDuration(text), milliseconds, text);
    }
    for (const text of [undefined, '', 'P', 'PT', '5M', 'PT5X', 'P1M'])
      assert.equal(isoDuration(text), undefined, text);
  });
});

function timelineOf(page: PageModel): Timeline {
  const timeline = page.sections.flatMap(({ blocks }) => blocks).find((block) => block.type === 'timeline');
  assert.ok(timeline);
  return timeline;
}

function laneOf(lanes: readonly Lane[], id: string): Lane {
  const lane = lanes.find((each) => each.id === id);
  assert.ok(lane);
  return lane;
}

function leavesOf(value: unknown): readonly (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

/** Every text and number of a page. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function linksOf(page: PageModel): readonly string[] {
  const ids: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isLink(value)) ids.push(value.id);
    for (const part of Object.values(value)) visit(part);
  };
  visit(page);
  return ids;
}

function isLink(value: object): value is Extract<Value, { type: 'link' }> & Partial<PageRow> {
  return 'type' in value && value.type === 'link' && 'id' in value && typeof value.id === 'string';
}

void describe('a page of an answer of which a part can’t be read', () => {
  const noted = (page: PageModel) => page.notices.map(({ text }) => text).filter((text) => /be read/.test(text));

  void it('names those of an instance', () => {
    const half = { ...instance(now), unread: ['LaunchTime', 'NetworkInterfaces[0].PrivateIpAddresses'] };
    const page = instancePage(instanceInput(now), half, {});
    assert.ok(isPage(page));
    assert.deepEqual(noted(page), [
      'Couldn’t be read in AWS’s answer: LaunchTime, NetworkInterfaces[0].PrivateIpAddresses',
    ]);
  });

  void it('names those of an experiment, and shows the rest', () => {
    const answer = { ...experimentAnswer(now), creationTime: '2026-01-15T12:00:00', tags: { Name: '\u200b', a: 7 } };
    const page = pageOf(answer);
    assert.deepEqual(noted(page), ['Couldn’t be read in AWS’s answer: tags.a, creationTime']);
    assert.equal(page.title, pageInput(now, {}).ref.id);
  });

  void it('names those of a deployment', () => {
    const odd = { ...deployment(now), unread: ['lifecycleHookDetails[0]'] };
    assert.deepEqual(noted(deploymentPage(deploymentInput(now), odd, deploymentExtras(now))), [
      'Couldn’t be read in AWS’s answer: lifecycleHookDetails[0]',
    ]);
  });

  void it('names a dozen of many', () => {
    const many = { ...instance(now), unread: Array.from({ length: 20 }, (_, at) => `Tags[${at}].Key`) };
    assert.match(noted(instancePage(instanceInput(now), many, {}))[0] ?? '', /Tags\[11\]\.Key and 8 more$/);
  });

  void it('has no such note where all could be read', () => {
    for (const page of [
      pageOf(experimentAnswer(now)),
      instancePage(instanceInput(now), instance(now), {}),
      deploymentPage(deploymentInput(now), deployment(now), deploymentExtras(now)),
    ])
      assert.deepEqual(noted(page), []);
  });
});
