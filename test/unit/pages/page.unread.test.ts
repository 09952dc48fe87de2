import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { succeeded } from '../../../src/model/failure.ts';
import { deploymentPage } from '../../../src/pages/deployment/page.ts';
import type { PageModel } from '../../../src/panel/protocol/page.ts';
import { deployment, deploymentExtras, deploymentInput } from '../../stages/panel/deploymentPages.ts';
import { experimentAnswer, pageInput, resolvedTargets, pageOfExperiment } from '../../stages/panel/pages.ts';

const now = Date.UTC(2026, 0, 15, 12);
const none = { items: [], more: false, loading: false };
const noted = ({ notices }: PageModel) => notices.map(({ text }) => text).filter((text) => /be read/.test(text));

void describe('a page that is made of several answers', () => {
  void it('names what can’t be read of a deployment’s revisions, stopped tasks and other deployments', () => {
    const [revision] = deploymentExtras(now).revisions.items;
    assert.ok(revision);
    const other = `${deployment(now).id}-2`;
    const page = deploymentPage(deploymentInput(now), deployment(now), {
      revisions: { ...none, items: [{ ...revision, unread: ['serviceRevisions[0].createdAt'] }] },
      past: { ...none, items: [{ ...deployment(now), id: other, unread: ['finishedAt'] }] },
      stopped: succeeded({
        total: 1,
        more: false,
        groups: [{ count: 1, reason: '', reasonUnread: true, exits: [] }],
        unread: ['tasks[0].stoppedReason'],
      }),
    });
    assert.deepEqual(noted(page), [
      `Couldn’t be read in AWS’s answer: serviceRevisions[0].createdAt, tasks[0].stoppedReason, ${other.split('/').at(-1)}: finishedAt`,
    ]);
    // That ECS gave no reason would be another thing.
    const shown = JSON.stringify(page);
    assert.match(shown, /1 recently stopped task: the reason can’t be read/);
    assert.doesNotMatch(shown, /no reason given/);
  });

  void it('names what can’t be read of an experiment’s resolved targets and accounts, and shows the rest', () => {
    const [target] = resolvedTargets(1);
    assert.ok(target);
    const page = pageOfExperiment(pageInput(now, { experiment: experimentAnswer(now) }), {
      resolved: { ...none, items: [{ ...target, targetName: '', unread: ['resolvedTargets[0].targetName'] }] },
      accounts: {
        ...none,
        items: [{ accountId: '', description: 'Payments', unread: ['targetAccountConfigurations[0].accountId'] }],
      },
    });
    assert.deepEqual(noted(page), [
      'Couldn’t be read in AWS’s answer: resolvedTargets[0].targetName, targetAccountConfigurations[0].accountId',
    ]);
    const shown = JSON.stringify(page.sections);
    assert.match(shown, /"can’t be read"/);
    assert.match(shown, /Payments/);
    assert.ok(Object.values(target.information).every((value) => shown.includes(value)));
  });
});

void it('calls what has a name that nobody can see by its ARN, or by what it does', () => {
  const invisible = '\u200b\u3164';
  const arn = 'arn:aws:ecs:eu-west-1:111122223333';
  const odd = {
    ...deployment(now),
    serviceArn: `${arn}:service/shop/${invisible}`,
    clusterArn: `${arn}:cluster/${invisible}`,
  };
  const values = deploymentPage(deploymentInput(now), odd, deploymentExtras(now))
    .sections.flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === 'rows' ? block.rows : []))
    .flatMap(({ label, value }) => (value.type === 'text' ? [[label, value.text] as const] : []));
  assert.deepEqual(
    ['Service', 'Cluster'].map((label) => new Map(values).get(label)),
    [odd.serviceArn, odd.clusterArn],
  );
  const actions = { [invisible]: { actionId: 'aws:fis:wait', state: { status: 'running' } } };
  const page = pageOfExperiment(pageInput(now, { experiment: experimentAnswer(now, { actions }) }), {
    resolved: none,
    accounts: none,
  });
  assert.match(JSON.stringify(page), /"label":"aws:fis:wait"/);
});
