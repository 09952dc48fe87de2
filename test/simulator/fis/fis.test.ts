import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  definition,
  demo,
  EMPTY,
  harness,
  HOUR,
  MINUTE,
  STAGING,
  type CallOptions,
  type Harness,
} from '../../stages/simulator/fis.ts';

const WEST: CallOptions = { region: 'eu-west-1' };

function pages(fis: Harness, path: string, member: string, query: Record<string, string>, options = WEST): unknown[][] {
  const found: unknown[][] = [];
  for (let token: string | undefined = ''; token !== undefined;) {
    const more = token === '' ? {} : { nextToken: token };
    const { status, body } = fis.call('GET', path, { ...options, query: { ...query, ...more } });
    assert.equal(status, 200);
    found.push(body[member] as unknown[]);
    token = body['nextToken'] as string | undefined;
  }
  return found;
}

const idsOf = (items: unknown[]): string[] => items.map((item) => (item as { id: string }).id);

test('every method and path of the API model names its operation, and no other does', () => {
  const { fis } = harness();
  const name = (method: string, path: string): string | undefined =>
    fis.actionOf({
      method,
      path,
      query: new URLSearchParams(),
      headers: {},
      body: '',
      region: EMPTY,
      account: STAGING,
      partition: 'aws',
      caller: '',
      requestId: '',
    });
  const routes = {
    'GET /experiments': 'ListExperiments',
    'POST /experiments': 'StartExperiment',
    'GET /experiments/EXP1': 'GetExperiment',
    'DELETE /experiments/EXP1': 'StopExperiment',
    'GET /experiments/EXP1/resolvedTargets': 'ListExperimentResolvedTargets',
    'GET /experiments/EXP1/targetAccountConfigurations': 'ListExperimentTargetAccountConfigurations',
    'GET /experiments/EXP1/targetAccountConfigurations/111122223333': 'GetExperimentTargetAccountConfiguration',
    'GET /experimentTemplates': 'ListExperimentTemplates',
    'GET /experimentTemplates/EXT1': 'GetExperimentTemplate',
    'GET /safetyLevers/default': 'GetSafetyLever',
    'PATCH /safetyLevers/default/state': 'UpdateSafetyLeverState',
    'GET /tags/arn%3Aaws%3Afis%3Aeu-west-1%3A111122223333%3Aexperiment%2FEXP1': 'ListTagsForResource',
    'GET /actions': 'ListActions',
    'GET /actions/aws%3Afis%3Await': 'GetAction',
  };
  for (const [request, action] of Object.entries(routes)) {
    const [method = '', path = ''] = request.split(' ');
    assert.equal(name(method, path), action, request);
  }
  for (const [method, path] of [
    ['DELETE', '/experiments'],
    ['PUT', '/experiments/EXP1'],
    ['PATCH', '/safetyLevers/default'],
    ['GET', '/experiments/EXP1/nothing'],
    ['GET', '/'],
  ] as const) {
    assert.equal(name(method, path), undefined, `${method} ${path}`);
  }
});

test('a list pages fully, without a gap or a repeat, in an order that is not newest first', () => {
  const bench = harness();
  const all = pages(bench, '/experiments', 'experiments', {}).flat() as { id: string; creationTime: number }[];
  const paged = pages(bench, '/experiments', 'experiments', { maxResults: '4' });
  assert.ok(paged.length >= 5);
  assert.ok(paged.slice(0, -1).every((page) => page.length === 4));
  assert.deepEqual(idsOf(paged.flat()), idsOf(all));
  assert.equal(new Set(idsOf(all)).size, all.length);
  assert.deepEqual([...idsOf(all)].sort(), [...bench.fis.experimentIds(STAGING, 'eu-west-1')].sort());
  const newestFirst = [...all].sort((left, right) => right.creationTime - left.creationTime);
  assert.notDeepEqual(idsOf(all), idsOf(newestFirst));
  assert.notDeepEqual(idsOf(all), idsOf(newestFirst.toReversed()));
});

test('an experiment that starts between two pages neither hides nor repeats another', () => {
  const bench = harness();
  const before = bench.fis.experimentIds(STAGING, 'eu-west-1');
  const first = bench.call('GET', '/experiments', { ...WEST, query: { maxResults: '10' } }).body;
  bench.fis.start(STAGING, 'eu-west-1', definition());
  const nextToken = String(first['nextToken']);
  const rest = bench.call('GET', '/experiments', { ...WEST, query: { maxResults: '100', nextToken } }).body;
  const seen = idsOf([...(first['experiments'] as unknown[]), ...(rest['experiments'] as unknown[])]);
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(before.every((id) => seen.includes(id)));
});

test('experiments are listed by template', () => {
  const bench = harness();
  const [template = ''] = bench.fis.templateIds(STAGING, 'eu-west-1').values();
  const listed = pages(bench, '/experiments', 'experiments', { experimentTemplateId: template, maxResults: '1' });
  const templates = listed.flat().map((item) => (item as { experimentTemplateId: string }).experimentTemplateId);
  assert.ok(templates.length > 1);
  assert.deepEqual([...new Set(templates)], [template]);
});

test('a summary holds the members of ExperimentSummary, times in epoch seconds', () => {
  const bench = harness();
  const id = bench.fis.start(STAGING, EMPTY, definition());
  const [summary] = bench.call('GET', '/experiments').body['experiments'] as [Record<string, unknown>];
  assert.deepEqual(summary, {
    id,
    arn: `arn:aws:fis:${EMPTY}:${STAGING}:experiment/${id}`,
    experimentTemplateId: bench.get(id)['experimentTemplateId'],
    state: { status: 'pending', reason: 'Experiment is pending.' },
    creationTime: Date.UTC(2026, 0, 15, 12) / 1_000,
    tags: {},
    experimentOptions: {
      accountTargeting: 'single-account',
      emptyTargetResolutionMode: 'fail',
      actionsMode: 'run-all',
    },
  });
});

test('experiments older than 120 days are gone', () => {
  const bench = harness();
  const id = bench.fis.start(STAGING, EMPTY, definition());
  bench.until(id, 'state.status', 'completed');
  bench.clock.step(119 * 24 * HOUR);
  assert.equal(bench.get(id)['id'], id);
  bench.clock.step(2 * 24 * HOUR);
  assert.deepEqual(bench.fis.experimentIds(STAGING, EMPTY), []);
  assert.equal(bench.call('GET', `/experiments/${id}`).status, 404);
});

test('errors carry their code in the header, their message in the body and the request id', () => {
  const bench = harness();
  const { status, headers, body } = bench.call('GET', '/experiments/EXPnothing');
  assert.equal(status, 404);
  assert.equal(headers['x-amzn-errortype'], 'ResourceNotFoundException');
  assert.equal(headers['content-type'], 'application/json');
  assert.match(headers['x-amzn-requestid'] ?? '', /^request-\d+$/);
  assert.deepEqual(Object.keys(body), ['message']);
});

test('what is wrong is refused with the code and status that the API model names', () => {
  const bench = harness();
  const running = bench.fis.start(STAGING, EMPTY, definition());
  const template = String(bench.get(running)['experimentTemplateId']);
  const start = { clientToken: 'a', experimentTemplateId: template };
  const refused: [string, string, CallOptions, number, string][] = [
    ['GET', '/experiments', { query: { maxResults: '0' } }, 400, 'ValidationException'],
    ['GET', '/experiments', { query: { maxResults: '101' } }, 400, 'ValidationException'],
    ['GET', '/experiments', { query: { maxResults: 'ten' } }, 400, 'ValidationException'],
    ['GET', '/experiments', { query: { nextToken: 'nonsense' } }, 400, 'ValidationException'],
    ['GET', `/experiments/${'E'.repeat(65)}`, {}, 400, 'ValidationException'],
    ['GET', '/experiments/EXP%201', {}, 400, 'ValidationException'],
    ['DELETE', '/experiments/EXP1', {}, 404, 'ResourceNotFoundException'],
    ['GET', '/experiments/EXP1/resolvedTargets', {}, 404, 'ResourceNotFoundException'],
    ['GET', `/experiments/${running}/resolvedTargets`, { query: { targetName: 'X' } }, 400, 'ValidationException'],
    ['GET', `/experiments/${running}/targetAccountConfigurations/1`, {}, 404, 'ResourceNotFoundException'],
    ['GET', '/experimentTemplates/EXT1', {}, 404, 'ResourceNotFoundException'],
    ['GET', '/safetyLevers/other', {}, 404, 'ResourceNotFoundException'],
    ['GET', '/actions/aws%3Aec2%3Anothing', {}, 404, 'ResourceNotFoundException'],
    ['GET', '/tags/arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx', {}, 400, 'ValidationException'],
    ['POST', '/experiments', { body: { clientToken: 'a' } }, 400, 'ValidationException'],
    ['POST', '/experiments', { body: { experimentTemplateId: template } }, 400, 'ValidationException'],
    ['POST', '/experiments', { body: { ...start, experimentTemplateId: 'EXT1' } }, 404, 'ResourceNotFoundException'],
    ['POST', '/experiments', { body: { ...start, tags: { 'aws:x': 'y' } } }, 400, 'ValidationException'],
    ['POST', '/experiments', { body: { ...start, tags: { x: 1 } } }, 400, 'ValidationException'],
    [
      'POST',
      '/experiments',
      { body: { ...start, experimentOptions: { actionsMode: 'x' } } },
      400,
      'ValidationException',
    ],
    ['POST', '/experiments', { body: [] }, 400, 'SerializationException'],
    ['PATCH', '/safetyLevers/default/state', { body: {} }, 400, 'ValidationException'],
    [
      'PATCH',
      '/safetyLevers/default/state',
      { body: { state: { status: 'engaging', reason: 'x' } } },
      400,
      'ValidationException',
    ],
    ['PATCH', '/safetyLevers/default/state', { body: { state: { status: 'engaged' } } }, 400, 'ValidationException'],
  ];
  for (const [method, path, options, status, code] of refused) {
    const answer = bench.call(method, path, options);
    assert.deepEqual(
      [answer.status, answer.headers['x-amzn-errortype']],
      [status, code],
      `${method} ${path} ${JSON.stringify(options)}`,
    );
  }
  assert.equal(bench.fis.experimentIds(STAGING, EMPTY).length, 1);
});

test('a token of one list is refused by another', () => {
  const bench = harness();
  const { nextToken } = bench.call('GET', '/experiments', { ...WEST, query: { maxResults: '1' } }).body;
  const query = { nextToken: String(nextToken) };
  assert.equal(bench.call('GET', '/experimentTemplates', { ...WEST, query }).status, 400);
});

test('a template answers its definition, its summary and its tags', () => {
  const bench = harness();
  const id = bench.fis.templateIds(STAGING, 'eu-west-1').get('Checkout survives losing an AZ') ?? '';
  const template = bench.call('GET', `/experimentTemplates/${id}`, WEST).body['experimentTemplate'] as Record<
    string,
    unknown
  >;
  const summaries = pages(bench, '/experimentTemplates', 'experimentTemplates', { maxResults: '2' }).flat();
  assert.equal(summaries.length, 7);
  const summary = summaries.find((found) => (found as { id: string }).id === id) as Record<string, unknown>;
  for (const [member, value] of Object.entries(summary)) assert.deepEqual(template[member], value, member);
  assert.equal(Object.keys(template['actions'] as object).length, 6);
  assert.deepEqual(template['experimentOptions'], {
    accountTargeting: 'multi-account',
    emptyTargetResolutionMode: 'skip',
  });
  assert.equal(template['targetAccountConfigurationsCount'], 2);
  assert.ok(!JSON.stringify(template).includes('population'));
  const arn = encodeURIComponent(String(template['arn']));
  assert.deepEqual(bench.call('GET', `/tags/${arn}`, WEST).body['tags'], template['tags']);
});

test('the accounts of a multi-account experiment are listed', () => {
  const bench = harness();
  const targetAccounts = Array.from({ length: 3 }, (_, index) => ({
    accountId: `77778888999${index}`,
    roleArn: `arn:aws:iam::77778888999${index}:role/fis-target`,
    description: `Account ${index}`,
  }));
  const id = bench.fis.start(STAGING, EMPTY, definition({ targetAccounts }));
  assert.equal(bench.get(id)['targetAccountConfigurationsCount'], 3);
  const path = `/experiments/${id}/targetAccountConfigurations`;
  assert.deepEqual(pages(bench, path, 'targetAccountConfigurations', {}, {}).flat(), targetAccounts);
  assert.deepEqual(bench.call('GET', `${path}/777788889991`).body, { targetAccountConfiguration: targetAccounts[1] });
});

test('resolved targets appear once targets are resolved, and page by target', () => {
  const bench = harness();
  const pods = {
    resourceType: 'aws:eks:pod',
    selectionMode: 'COUNT(3)',
    parameters: {
      clusterIdentifier: 'shop-eks',
      namespace: 'catalog',
      selectorType: 'labelSelector',
      selectorValue: 'app',
    },
    population: 10,
  };
  const tasks = { resourceType: 'aws:ecs:task', selectionMode: 'PERCENT(50)', population: 5 };
  const id = bench.fis.start(STAGING, EMPTY, definition({ targets: { Tasks: tasks, Pods: pods } }));
  const path = `/experiments/${id}/resolvedTargets`;
  assert.deepEqual(bench.call('GET', path).body, { resolvedTargets: [] });
  bench.until(id, 'state.status', 'running');
  const found = pages(bench, path, 'resolvedTargets', { maxResults: '2' }, {}).flat() as {
    resourceType: string;
    targetName: string;
    targetInformation: Record<string, string>;
  }[];
  assert.deepEqual(
    found.map(({ targetName }) => targetName),
    ['Tasks', 'Tasks', 'Pods', 'Pods', 'Pods'],
  );
  assert.match(
    found[0]?.targetInformation['arn'] ?? '',
    /^arn:aws:ecs:eu-central-1:111122223333:task\/shop\/[0-9a-f]{32}$/,
  );
  assert.equal(found[2]?.targetInformation['clusterIdentifier'], 'shop-eks');
  assert.equal(new Set(found.map(({ targetInformation }) => JSON.stringify(targetInformation))).size, 5);
  const only = pages(bench, path, 'resolvedTargets', { targetName: 'Pods' }, {}).flat();
  assert.deepEqual(only, found.slice(2));
});

test('the catalogue of actions names parameters and targets', () => {
  const bench = harness();
  const actions = pages(bench, '/actions', 'actions', { maxResults: '5' }, {}).flat() as { id: string }[];
  assert.deepEqual(idsOf(actions), [...idsOf(actions)].sort());
  for (const { id } of actions) {
    const { action } = bench.call('GET', `/actions/${encodeURIComponent(id)}`).body as {
      action: Record<string, unknown>;
    };
    assert.equal(action['id'], id);
    assert.ok(action['parameters'] instanceof Object);
  }
});

test('accounts and regions are worlds of their own', () => {
  const bench = harness({ ...demo, seed: 3 });
  const id = bench.fis.start(STAGING, EMPTY, definition());
  bench.clock.step(MINUTE);
  assert.equal(bench.call('GET', `/experiments/${id}`, { account: '444455556666' }).status, 404);
  assert.equal(bench.call('GET', `/experiments/${id}`, { region: 'eu-north-1' }).status, 404);
});
