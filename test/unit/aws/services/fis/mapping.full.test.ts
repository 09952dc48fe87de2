import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  experimentOf,
  leverOf,
  resolvedTargetsIn,
  summaryOf,
  targetAccountsIn,
} from '../../../../../src/aws/services/fis/mapping.ts';
import { countOf } from '../../../../../src/model/resources/unreadable.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const SECONDS = 1_768_478_400;
const TIME = SECONDS * 1_000;

const summary = {
  id: 'EXP1',
  arn: 'arn:aws:fis:eu-west-1:111122223333:experiment/EXP1',
  experimentTemplateId: 'EXT1',
  state: {
    status: 'failed',
    reason: 'It could not begin.',
    error: { accountId: '111122223333', code: 'AccessDenied', location: 'start' },
  },
  creationTime: SECONDS,
  tags: { Name: 'chaos', team: 'shop' },
  experimentOptions: { actionsMode: 'run-all', accountTargeting: 'multi-account' },
};
const summarised = {
  kind: 'experiment',
  scope,
  id: 'EXP1',
  arn: 'arn:aws:fis:eu-west-1:111122223333:experiment/EXP1',
  name: 'chaos',
  templateId: 'EXT1',
  state: 'failed',
  reason: 'It could not begin.',
  error: { accountId: '111122223333', code: 'AccessDenied', location: 'start' },
  createdAt: TIME,
  tags: [
    { key: 'Name', value: 'chaos' },
    { key: 'team', value: 'shop' },
  ],
  actionsMode: 'run-all',
  accountTargeting: 'multi-account',
};
const ACCOUNTS = 'targetAccountConfigurationsCount';
const fullOf = (more: object) => experimentOf(scope, { id: 'EXP1', ...more })?.full;

describe('an experiment', () => {
  it('is all that a summary tells of it', () => {
    assert.deepEqual(summaryOf(scope, summary), summarised);
    assert.deepEqual(summaryOf(scope, { id: 'EXP1' }), {
      ...{ kind: 'experiment', scope, id: 'EXP1', tags: [], templateId: '', state: 'unknown' },
    });
    for (const nameless of [{}, { id: '' }, { id: 7 }, null, 'EXP1']) {
      assert.equal(summaryOf(scope, nameless), undefined);
      assert.equal(experimentOf(scope, nameless), undefined);
    }
  });

  it('is more where it was asked for by its id', () => {
    const { full, ...rest } = experimentOf(scope, { ...summary, startTime: SECONDS, endTime: SECONDS + 60 }) ?? {};
    assert.deepEqual(rest, { ...summarised, leftOut: [ACCOUNTS] });
    assert.deepEqual(full, {
      ...{ startedAt: TIME, endedAt: TIME + 60_000, actions: [], targets: [], stopConditions: [], targetAccounts: 0 },
    });
  });

  for (const [told, accountTargeting, leftOut] of [
    [2, 'multi-account', undefined],
    [0, 'single-account', undefined],
    [undefined, 'single-account', undefined],
    [undefined, 'multi-account', [ACCOUNTS]],
    [null, undefined, [ACCOUNTS]],
    [undefined, 'galaxy', [ACCOUNTS]],
  ] as const)
    it(`is no 0 of other accounts that isn’t told: ${told}, ${accountTargeting}`, () => {
      const options = { experimentOptions: { accountTargeting } };
      const experiment = experimentOf(scope, { id: 'EXP1', targetAccountConfigurationsCount: told, ...options });
      assert.deepEqual([experiment?.full?.targetAccounts, experiment?.leftOut], [told ?? 0, leftOut]);
      assert.equal(experiment && countOf(experiment, ACCOUNTS, told ?? 0), leftOut === undefined ? (told ?? 0) : '?');
    });

  it('tells the role, the accounts and what stops it', () => {
    const full = fullOf({
      roleArn: 'arn:role',
      targetAccountConfigurationsCount: 3,
      experimentOptions: { emptyTargetResolutionMode: 'fail' },
      stopConditions: [{ source: 'aws:cloudwatch:alarm', value: 'arn:alarm' }, { source: 'none' }, { value: 'odd' }],
    });
    assert.deepEqual([full?.roleArn, full?.targetAccounts, full?.emptyTargetResolution], ['arn:role', 3, 'fail']);
    assert.deepEqual(full?.stopConditions, [
      { source: 'aws:cloudwatch:alarm', value: 'arn:alarm' },
      { source: 'none' },
      { source: 'unknown', value: 'odd' },
    ]);
  });

  it('tells of each action what it does to what, and how far it is', () => {
    const full = fullOf({
      actions: {
        stop: {
          ...{ actionId: 'aws:ec2:stop-instances', description: 'Stops.', parameters: { after: 'PT5M' } },
          ...{ targets: { Instances: 'web' }, startAfter: ['wait'], startTime: SECONDS, endTime: SECONDS + 1 },
          state: { status: 'completed', reason: 'Done.' },
        },
        odd: {},
      },
    });
    assert.deepEqual(full?.actions, [
      {
        ...{ name: 'stop', actionId: 'aws:ec2:stop-instances', description: 'Stops.', parameters: { after: 'PT5M' } },
        ...{ targets: { Instances: 'web' }, startAfter: ['wait'], state: 'completed', reason: 'Done.' },
        ...{ startedAt: TIME, endedAt: TIME + 1_000 },
      },
      { name: 'odd', actionId: 'unknown', parameters: {}, targets: {}, startAfter: [], state: 'unknown' },
    ]);
  });

  it('tells of each target what may be hit', () => {
    const full = fullOf({
      targets: {
        web: {
          ...{ resourceType: 'aws:ec2:instance', resourceArns: ['arn:i-1'], selectionMode: 'COUNT(1)' },
          ...{ resourceTags: { env: 'test' }, filters: [{ values: ['running'] }], parameters: { zone: 'a' } },
        },
        odd: {},
      },
    });
    assert.deepEqual(full?.targets, [
      {
        ...{ name: 'web', resourceType: 'aws:ec2:instance', resourceArns: ['arn:i-1'], selectionMode: 'COUNT(1)' },
        ...{ tags: { env: 'test' }, filters: [{ path: '', values: ['running'] }], parameters: { zone: 'a' } },
      },
      { name: 'odd', resourceType: 'unknown', resourceArns: [], tags: {}, filters: [], parameters: {} },
    ]);
  });

  it('tells where its log goes', () => {
    assert.deepEqual(
      fullOf({
        logConfiguration: {
          cloudWatchLogsConfiguration: { logGroupArn: 'arn:logs' },
          s3Configuration: { bucketName: 'logs', prefix: 'fis/' },
          logSchemaVersion: 2,
        },
      })?.logging,
      { logGroupArn: 'arn:logs', folder: { bucket: 'logs', prefix: 'fis/' }, schemaVersion: 2 },
    );
    assert.deepEqual(fullOf({ logConfiguration: {} })?.logging, {});
  });

  it('tells of its report what there is, what it is to be, or both', () => {
    const made = {
      state: { status: 'completed', reason: 'Written.', error: { code: 'None' } },
      s3Reports: [{ arn: 'arn:report/👩\u200d💻', reportType: 'PDF' }, { reportType: 'HTML' }],
    };
    const told = {
      ...{ state: 'completed', reason: 'Written.', errorCode: 'None' },
      files: [
        { arn: 'arn:report/👩\u200d💻', type: 'PDF' },
        { arn: '', type: 'HTML' },
      ],
    };
    const set = {
      outputs: { s3Configuration: { bucketName: 'reports' } },
      dataSources: { cloudWatchDashboards: [{ dashboardIdentifier: 'arn:dashboard' }] },
      ...{ preExperimentDuration: 'PT20M', postExperimentDuration: 'PT10M' },
    };
    const wanted = {
      ...{ destination: { bucket: 'reports', prefix: '' }, dashboards: ['arn:dashboard'] },
      ...{ beforeStart: 'PT20M', afterEnd: 'PT10M' },
    };
    const reportOf = (more: object) => fullOf(more)?.report;
    assert.deepEqual(reportOf({ experimentReport: made }), { ...told, dashboards: [] });
    assert.deepEqual(reportOf({ experimentReportConfiguration: set }), { files: [], ...wanted });
    assert.deepEqual(reportOf({ experimentReport: made, experimentReportConfiguration: set }), { ...told, ...wanted });
    assert.equal(reportOf({}), undefined);
  });

  it('has a reason why it failed only where AWS tells one', () => {
    const errorOf = (error: unknown) => summaryOf(scope, { id: 'E', state: { status: 'failed', error } })?.error;
    assert.equal(errorOf(undefined), undefined);
    assert.deepEqual(errorOf({ code: 'AccessDenied' }), { code: 'AccessDenied' });
  });
});

describe('a safety lever', () => {
  it('is the one that there is where AWS doesn’t say which', () => {
    const state = { status: 'disengaged', reason: 'Over.' };
    const told = { kind: 'lever', scope, state: 'disengaged', reason: 'Over.' };
    assert.deepEqual(leverOf(scope, { id: 'other', arn: 'arn:lever', state }), {
      ...{ ...told, id: 'other', arn: 'arn:lever' },
    });
    assert.deepEqual(leverOf(scope, { state }), { ...told, id: 'default' });
    for (const silent of [{}, { state: {} }, { state: { status: '' } }, undefined])
      assert.equal(leverOf(scope, silent), undefined);
  });
});

describe('the lists of an experiment', () => {
  it('have each resolved target, and say which can’t be read', () => {
    assert.deepEqual(
      resolvedTargetsIn({
        resolvedTargets: [
          { targetName: 'web', resourceType: 'aws:ec2:instance', targetInformation: { arn: 'arn:i-1' } },
          {},
          'odd',
        ],
      }).map(({ targetName, resourceType, information, unread }) => [targetName, resourceType, information, unread]),
      [
        ['web', 'aws:ec2:instance', { arn: 'arn:i-1' }, undefined],
        ['', '', {}, ['resolvedTargets[1].targetName']],
        ['', '', {}, ['resolvedTargets[2]', 'resolvedTargets[2].targetName']],
      ],
    );
  });

  it('have each account that is hit, by which role', () => {
    assert.deepEqual(
      targetAccountsIn({
        targetAccountConfigurations: [
          { accountId: '444455556666', roleArn: 'arn:role', description: 'The shop’s.' },
          { accountId: '111122223333', roleArn: 7 },
        ],
      }),
      [
        { accountId: '444455556666', roleArn: 'arn:role', description: 'The shop’s.' },
        { accountId: '111122223333', unread: ['targetAccountConfigurations[1].roleArn'] },
      ],
    );
  });
});
