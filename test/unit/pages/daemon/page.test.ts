import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { known, none, unread } from '../../../../src/model/fact.ts';
import type { DaemonDeployment } from '../../../../src/model/resources/daemon.ts';
import { consoleButton, daemonPage, type DaemonPageInput } from '../../../../src/pages/daemon/page.ts';
import { parseHostMessage } from '../../../../src/panel/protocol/messages.ts';
import { english } from '../../../stages/panel/english.ts';

const revision = (name: string, running: number, draining = 0) => ({ arn: `arn:revision/${name}`, running, draining });
const rolling: DaemonDeployment = {
  arn: 'arn:deployment/2',
  status: 'IN_PROGRESS',
  createdAt: 1_000,
  target: revision('new', 1),
  sources: [revision('old', 2, 1)],
};
const input = (more: Partial<DaemonPageInput> = {}): DaemonPageInput => ({
  id: 'daemon x',
  scope: { profile: 'dev', region: 'eu-west-1' },
  arn: 'arn:aws:ecs:eu-west-1:111122223333:daemon/shop/agent',
  name: 'agent',
  clusterName: 'shop',
  deployment: unread,
  isUnreadable: false,
  isBeingDeleted: false,
  clockOffset: 0,
  advice: 'ECS can’t stop it.',
  notices: [],
  l10n: english,
  ...more,
});
const words = (of: DaemonPageInput): string => JSON.stringify(daemonPage(of, []));

void describe('the page of a managed daemon', () => {
  void it('is one that the panel can draw, whatever is known', () => {
    const odd: readonly Partial<DaemonPageInput>[] = [
      {},
      { deployment: known(rolling), asOf: 5 },
      { deployment: known({ arn: 'a', status: '', sources: [] }) },
      { deployment: known({ arn: 'a', status: 'A_STATUS_OF_LATER', sources: [], finishedAt: 3 }) },
      { deployment: known({ ...rolling, target: revision('new', 0), sources: [revision('old', 0)] }) },
      { deployment: known({ ...rolling, breaker: { status: 'MONITORING', failureCount: 9, threshold: 0 } }) },
      { deployment: known({ ...rolling, alarms: { status: 'DISABLED', names: [], triggered: [] } }) },
      { deployment: known({ ...rolling, target: revision('new', 1e308), sources: [revision('old', 1e308, 1e308)] }) },
      { deployment: known({ ...rolling, target: revision('new', -1) }) },
      { deployment: known({ ...rolling, breaker: { status: 'MONITORING', failureCount: 1e308, threshold: 1e-300 } }) },
      { isBeingDeleted: true, name: '[x](command:y)\u202e', account: { id: '111122223333', alias: 'shop' } },
    ];
    for (const one of odd) {
      const page = daemonPage(input(one), []);
      assert.ok(parseHostMessage(JSON.parse(JSON.stringify({ type: 'page', page }))), JSON.stringify(one));
      assert.equal(page.stop, undefined);
      assert.ok(page.notices.some(({ text }) => text === 'ECS can’t stop it.'));
    }
  });

  void it('is marked where its place is production, or may be', () => {
    for (const [production, label] of [
      ['production', 'Production'],
      ['unread', 'May be production'],
    ] as const)
      assert.ok(daemonPage(input({ production }), []).badges.some((badge) => badge.label === label));
    assert.doesNotMatch(words(input()), /roduction/);
  });

  void it('says how far its deployment is, and why it ended', () => {
    assert.match(
      words(input({ deployment: known(rolling) })),
      /"percent":25,"text":"Instances with the new revision: 1, with the one before: 2, draining: 1\."/,
    );
    const over: DaemonDeployment = {
      ...{ ...rolling, status: 'ROLLBACK_SUCCESSFUL', finishedAt: 9_000, rollbackReason: 'The breaker was triggered' },
      breaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
      alarms: { status: 'MONITORING', names: ['calm', 'loud'], triggered: ['loud'] },
    };
    const page = daemonPage(input({ deployment: known(over) }), []);
    assert.deepEqual(page.state, { appearance: 'stopped', label: 'ROLLBACK_SUCCESSFUL' });
    assert.deepEqual(page.elapsed, { label: 'after {0}', from: 1_000, to: 9_000 });
    assert.match(JSON.stringify(page.why), /The breaker was triggered/);
    assert.deepEqual(
      page.sections.map(({ id }) => id),
      ['progress', 'breaker', 'alarms', 'deployment', 'daemon', 'history'],
    );
  });

  void it('counts what still runs on AWS’s clock', () => {
    const page = (clockOffset: number) => daemonPage(input({ deployment: known(rolling), clockOffset }), []);
    assert.deepEqual([page(600_000).clockOffset, 'clockOffset' in page(0)], [600_000, false]);
    assert.deepEqual(page(600_000).elapsed, { label: 'started {0} ago', from: 1_000 });
  });

  void it('tells apart what was not read yet, what can’t be read and what isn’t there', () => {
    const label = (more: Partial<DaemonPageInput>) => daemonPage(input(more), []).state.label;
    assert.equal(label({ deployment: unread }), 'not read yet');
    assert.equal(label({ deployment: unread, isUnreadable: true }), 'can’t be read');
    assert.equal(label({ deployment: none }), 'no deployment');
    assert.equal(label({ deployment: none, isUnreadable: true }), 'no deployment');
    assert.equal(label({ deployment: known(rolling), isUnreadable: true }), 'IN_PROGRESS');
  });

  void it('says what could not be read of a deployment', () => {
    assert.match(
      words(input({ deployment: known({ ...rolling, unread: ['createdAt'] }) })),
      /Couldn’t be read.*createdAt/,
    );
  });

  void it('leads to the cluster in the console of its place, but for what is simulated', () => {
    const button = consoleButton(input({ clusterName: 'a/b c', account: { id: '111122223333' } }));
    assert.equal(
      button?.url,
      'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/a%2Fb%20c/services?region=eu-west-1',
    );
    assert.match(button.title ?? '', /111122223333/);
    assert.equal(consoleButton(input({ destination: { kind: 'simulated' } })), undefined);
  });

  void it('says that no history is kept, and what of a deployment is older than the rest or unread', () => {
    for (const deployment of [unread, none, known(rolling)])
      assert.match(words(input({ deployment })), /Halt keeps no history of managed daemons/);
    assert.doesNotMatch(words(input({ deployment: known(rolling) })), /could not be read again|Only its state/);
    assert.match(words(input({ deployment: known({ ...rolling, details: 'earlier' }) })), /could not be read again/);
    assert.match(words(input({ deployment: known({ ...rolling, details: 'unread' }) })), /Only its state and times/);
  });
});
