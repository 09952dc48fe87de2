import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { experimentOf, leverOf, summaryOf } from '../../../../../src/aws/services/fis/mapping.ts';

const scope = { profile: 'any', region: 'eu-west-1' };

describe('what is read of FIS', () => {
  it('loses of an experiment only the members that can’t be read, and names them', () => {
    const read = experimentOf(scope, {
      id: 'EXP1',
      creationTime: 'yesterday',
      startTime: 1_768_478_400,
      state: { status: 'running', reason: 7, error: [] },
      tags: { Name: 'chaos', env: ['prod'] },
      actions: {
        one: {
          actionId: 'aws:fis:wait',
          state: { status: 'running' },
          startTime: '2026-01-15T12:00:00',
          startAfter: 'x',
        },
        two: 'no action',
      },
      targets: { web: { resourceArns: ['a', null, 5] } },
      targetAccountConfigurationsCount: '2',
      experimentOptions: 'none',
    });
    assert.deepEqual([read?.name, read?.state, read?.full?.startedAt], ['chaos', 'running', 1_768_478_400_000]);
    assert.deepEqual(
      read?.full?.actions.map(({ name, startAfter }) => [name, startAfter]),
      [['one', []]],
    );
    assert.deepEqual(read?.full?.targets[0]?.resourceArns, ['a']);
    assert.deepEqual(
      new Set(read?.unread),
      new Set([
        'tags.env',
        'experimentOptions',
        'state.error',
        'state.reason',
        'creationTime',
        'actions.two',
        'actions.one.startAfter',
        'actions.one.startTime',
        'targets.web.resourceArns[2]',
        'targetAccountConfigurationsCount',
      ]),
    );
    assert.equal(read?.tagsUnread, true);
  });

  it('reads all that a page shows, and names of it what can’t be read', () => {
    const read = experimentOf(scope, {
      id: 'EXP1',
      experimentOptions: { emptyTargetResolutionMode: 'skip' },
      targets: {
        web: {
          resourceType: 'aws:ec2:instance',
          resourceTags: { Tier: 'web', odd: 7 },
          filters: [{ path: 'State.Name', values: ['running', 5] }, 'no filter'],
          parameters: { availabilityZoneIdentifier: 'eu-west-1a' },
        },
      },
      logConfiguration: { s3Configuration: { bucketName: 'logs' }, logSchemaVersion: 'two' },
      experimentReport: { state: { status: 'failed', error: { code: 'AccessDenied' } }, s3Reports: [{ arn: 'a' }] },
      experimentReportConfiguration: {
        outputs: { s3Configuration: { bucketName: 'reports', prefix: 'x/' } },
        dataSources: { cloudWatchDashboards: [{ dashboardIdentifier: 'd' }, {}] },
        preExperimentDuration: 'PT20M',
      },
    });
    assert.deepEqual(read?.full?.emptyTargetResolution, 'skip');
    assert.deepEqual(read?.full?.logging, { folder: { bucket: 'logs', prefix: '' } });
    assert.deepEqual(read?.full?.report, {
      ...{ state: 'failed', errorCode: 'AccessDenied', files: [{ arn: 'a' }], dashboards: ['d'] },
      ...{ destination: { bucket: 'reports', prefix: 'x/' }, beforeStart: 'PT20M' },
    });
    const [web] = read?.full?.targets ?? [];
    assert.deepEqual(
      [web?.tags, web?.filters, web?.parameters],
      [{ Tier: 'web' }, [{ path: 'State.Name', values: ['running'] }], { availabilityZoneIdentifier: 'eu-west-1a' }],
    );
    assert.deepEqual(
      new Set(read?.unread),
      new Set([
        'targets.web.resourceTags.odd',
        'targets.web.filters[0].values[1]',
        'targets.web.filters[1]',
        'logConfiguration.logSchemaVersion',
      ]),
    );
    const without = experimentOf(scope, { id: 'EXP1' })?.full;
    assert.deepEqual(
      [without?.logging, without?.report, without?.emptyTargetResolution],
      [undefined, undefined, undefined],
    );
  });

  it('doesn’t know all tags of an experiment that has one of no value, not even an empty one', () => {
    const tagged = (tags: object) => summaryOf(scope, { id: 'EXP1', tags });
    assert.equal(tagged({ env: null })?.tagsUnread, true);
    assert.equal(tagged({ env: '', team: 'x' })?.tagsUnread, undefined);
  });

  it('calls one of a blank name by its id', () => {
    for (const Name of ['', ' ', '\u2060\u200d'])
      assert.equal(summaryOf(scope, { id: 'EXP1', tags: { Name } })?.name, undefined);
  });

  it('reads a lever whose reason can’t be', () => {
    const read = leverOf(scope, { id: 'default', state: { status: 'engaged', reason: {} } });
    assert.deepEqual([read?.state, read?.unread], ['engaged', ['state.reason']]);
    assert.equal(leverOf(scope, { state: 'engaged' }), undefined);
  });
});
