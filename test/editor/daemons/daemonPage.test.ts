import assert from 'node:assert/strict';
import { env } from 'vscode';
import { createEmitter } from '../../../src/base/event.ts';
import { failed } from '../../../src/model/failure.ts';
import type { KnownDaemons } from '../../../src/inventory/daemonStore.ts';
import type { DaemonDeployment, WholeDaemon } from '../../../src/model/resources/daemon.ts';
import { UNANSWERED_AFTER } from '../../../src/model/ports/awsReads.ts';
import type { DaemonRef } from '../../../src/model/resources/resource.ts';
import type { Read } from '../../../src/model/sight.ts';
import type { PageModel } from '../../../src/panel/protocol/page.ts';
import { daemonSource, daemonSourceOf } from '../../../src/ui/records/daemonPage.ts';
import { waitingSentence } from '../../../src/ui/words/lack.ts';
import { heldTime, scope, told } from '../../stages/fakes.ts';

const OWN = '111122223333';
const OTHER = '444455556666';
const ref: DaemonRef = { kind: 'daemon', scope, id: `arn:aws:ecs:eu-west-1:${OWN}:daemon/shop/agent` };
const deployment: DaemonDeployment = { arn: 'arn:deployment/1', status: 'SUCCESSFUL', sources: [] };
const whole: WholeDaemon = { deployment, json: '{"daemonDeployments":[{}]}', gaps: [] };
const denied = failed({
  kind: 'denied',
  message: 'No',
  mayHaveHappened: false,
  operation: 'ecs:ListDaemonDeployments',
});

interface Now {
  profileAccount: string | undefined;
  answer: Read<WholeDaemon>;
  asked: number;
  listed?: KnownDaemons;
}

/** The page of a daemon whose profile leads to `profileAccount` now. */
function stage(profileAccount: string | undefined, answer: Read<WholeDaemon>) {
  const now: Now = { profileAccount, answer, asked: 0 };
  const places = createEmitter<void>(assert.ifError);
  const parts = {
    reads: {
      wholeDaemon: async () => {
        now.asked += 1;
        return now.answer;
      },
    },
    daemons: { find: () => undefined, of: () => now.listed },
    clock: heldTime(),
    place: () => (now.profileAccount === undefined ? {} : { account: { id: now.profileAccount, alias: 'its-alias' } }),
    onDidChangePlaces: places.event,
    openJson: async () => undefined,
    linkTo: (arn: string) => `vscode://halt/${arn}`,
  };
  const source = daemonSource(ref, parts);
  const draw = async () => {
    const presses = new Map<string, () => unknown>();
    const page = await source.draw((id, act) => {
      presses.set(id, act);
      return id;
    });
    return { page, press: async (id: string) => presses.get(id)?.() };
  };
  const refresh = async () => (await draw()).press('refresh');
  return { now, places, parts, source, draw, refresh, exported: async () => source.exported() };
}

const place = ({ place: words }: PageModel): string => JSON.stringify(words);
const consoleTitle = ({ buttons }: PageModel): string => buttons.find(({ id }) => id === 'console')?.title ?? '';

describe('the page of a managed daemon', () => {
  it('is drawn again while it is seen when an account or a setting changes, and asks nothing for that', async () => {
    const { now, places, source } = stage(OWN, told(whole));
    let drawn = 0;
    const leave = source.whileSeen?.(() => (drawn += 1));
    await new Promise((resolve) => setImmediate(resolve));
    const [before, asked] = [drawn, now.asked];
    places.fire();
    assert.deepEqual([drawn, now.asked], [before + 1, asked]);
    leave?.();
    places.fire();
    assert.equal(drawn, before + 1);
  });

  it('hands on the link by which others come to it', async () => {
    const { draw } = stage(OWN, told(whole));
    const { page, press } = await draw();
    const button = page.buttons.find(({ label }) => label === 'Copy Halt Link');
    assert.ok(button);
    await press(button.id);
    assert.equal(await env.clipboard.readText(), `vscode://halt/${ref.id}`);
  });

  it('stays in the account of the daemon, whoever the profile leads to', async () => {
    const { now, draw, refresh } = stage(OWN, told(whole));
    await refresh();
    assert.match(place((await draw()).page), /its-alias \(111122223333\)/);
    now.profileAccount = OTHER;
    for (const answer of [told(whole, { account: OTHER }), told({ gaps: [] }, { account: OTHER }), denied]) {
      now.answer = answer;
      await refresh();
      const { page } = await draw();
      assert.match(place(page), new RegExp(OWN));
      assert.doesNotMatch(place(page), /its-alias|444455556666/);
      assert.match(consoleTitle(page), new RegExp(OWN));
      assert.equal(page.state.label, 'SUCCESSFUL');
      assert.ok(page.notices.some(({ tone }) => tone === 'error'));
    }
  });

  it('goes by AWS’s clock, before its own answer by what the list told of that', async () => {
    for (const clockOffset of [600_000, -600_000]) {
      const { now, draw, refresh } = stage(OWN, told(whole, { at: 1_000_000, clockOffset }));
      assert.equal((await draw()).page.clockOffset, undefined);
      now.listed = { daemons: [], gaps: [], loading: false, asOf: 1, clockOffset };
      assert.deepEqual([(await draw()).page.asOf, (await draw()).page.clockOffset], [undefined, clockOffset]);
      await refresh();
      const { page } = await draw();
      assert.deepEqual([page.asOf, page.clockOffset], [1_000_000 + clockOffset, clockOffset]);
      // The machine's clock has been set right.
      now.answer = told(whole, { at: 2_000_000 });
      await refresh();
      const { page: right } = await draw();
      assert.deepEqual([right.asOf, right.clockOffset], [2_000_000, undefined]);
    }
  });

  it('says since when it waits for an answer of AWS, by AWS’s clock', async () => {
    const { now, parts, draw } = stage(OWN, told(whole));
    parts.reads.wholeDaemon = () => new Promise(() => undefined);
    now.listed = { daemons: [], gaps: [], loading: false, asOf: 1, clockOffset: 3_600_000 };
    const notices = async () => (await draw()).page.notices.map(({ text }) => text).join(' ');
    void (await draw()).press('refresh');
    assert.doesNotMatch(await notices(), /AWS hasn’t answered yet/);
    const asked = parts.clock.now();
    await parts.clock.advance(UNANSWERED_AFTER);
    assert.ok((await notices()).includes(waitingSentence(asked + 3_600_000)), await notices());
  });

  it('says after a reload whose the daemon is, before and after the profile is known', async () => {
    for (const profileAccount of [undefined, OTHER]) {
      const { source, parts } = stage(profileAccount, told(whole));
      const restored = daemonSourceOf(source.id, parts);
      const page = await restored?.draw((id) => id);
      assert.ok(page);
      assert.match(place(page), new RegExp(OWN));
      assert.match(consoleTitle(page), new RegExp(OWN));
    }
  });

  it('tells apart in its badge and its export what was not read, what can’t be read and what isn’t there', async () => {
    const { now, draw, exported } = stage(OWN, denied);
    assert.equal((await draw()).page.state.label, 'not read yet');
    const unread = JSON.parse(await exported()) as { daemonArn: string; notRead: string };
    assert.deepEqual([unread.daemonArn, unread.notRead.length > 0, now.asked], [ref.id, true, 1]);
    assert.equal((await draw()).page.state.label, 'can’t be read');
    now.answer = told({ gaps: [] });
    assert.deepEqual(JSON.parse(await exported()), { daemonDeployments: [] });
    assert.equal((await draw()).page.state.label, 'no deployment');
  });

  it('exports the last good answer as it came, whatever follows it', async () => {
    const { now, refresh, exported } = stage(OWN, told(whole));
    await refresh();
    now.answer = denied;
    await refresh();
    assert.deepEqual(JSON.parse(await exported()), { daemonDeployments: [{}] });
    assert.equal(now.asked, 2);
  });
});
