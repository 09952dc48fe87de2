import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { HistoryEntry, RequestOutcome } from '../../../src/history/entry.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import { type PageModel, stateSchema } from '../../../src/panel/protocol/page.ts';
import { stateShape } from '../../../src/panel/view/icons.ts';
import { createLinks } from '../../../src/pages/links.ts';
import { deploymentPage } from '../../../src/pages/deployment/page.ts';
import { instancePage } from '../../../src/pages/instance/page.ts';
import {
  deployment,
  deploymentExtras,
  deploymentInput,
  instance,
  instanceInput,
} from '../../stages/panel/deploymentPages.ts';
import { experimentAnswer, pageInput, resolvedTargets, pageOfExperiment } from '../../stages/panel/pages.ts';

import type { ExperimentExtras, PageInput } from '../../../src/pages/pageInput.ts';
import type { ProductionMark } from '../../../src/stopping/plan/productionPolicy.ts';

const now = Date.UTC(2026, 0, 15, 12);
const none = { items: [], more: false, loading: false };

void describe('the links of a page to the console', () => {
  const ACCOUNT = '111122223333';
  const portal = { startUrl: 'https://acme.awsapps.com/start', account: ACCOUNT, role: 'OnCall' };
  const alarmOf = (account: string) => `arn:aws:cloudwatch:eu-west-1:${account}:alarm:a`;
  /** What each link and button that opens something says, and where it leads. */
  const opened = (more: object) => {
    const links = createLinks();
    const stopConditions = [ACCOUNT, '444455556666'].map((account) => ({
      source: 'aws:cloudwatch:alarm',
      value: alarmOf(account),
    }));
    const answer = { experiment: experimentAnswer(now, { stopConditions }) };
    const input = {
      ...pageInput(now, answer),
      links,
      account: { id: ACCOUNT },
      destination: { kind: 'aws' },
      ...more,
    } as const;
    const page = pageOfExperiment(input, { resolved: none, accounts: none });
    const button = page.buttons.find(({ label }) => label.startsWith('Open in AWS Console'));
    const found = JSON.stringify(page.sections.find(({ id }) => id === 'conditions'));
    const action = links.action(button?.id ?? '');
    return { button, url: action?.type === 'open' ? action.url : undefined, found };
  };

  void it('go through the access portal, and say in which account and as whom', () => {
    const { button, url, found } = opened({ portal });
    assert.equal(button?.label, 'Open in AWS Console');
    assert.equal(button.title, `Opens in account ${ACCOUNT} as OnCall, through the AWS access portal`);
    assert.match(
      url ?? '',
      /^https:\/\/acme\.awsapps\.com\/start\/#\/console\?account_id=111122223333&role_name=OnCall&destination=https%3A/,
    );
    // The alarm of another account isn't there for this role.
    assert.match(found, /Opens in account 111122223333 as OnCall/);
    assert.match(found, /The browser has to be signed in to account 444455556666/);
  });

  void it('have the account beside them where no portal is known', () => {
    const { button, url } = opened({});
    assert.equal(button?.label, `Open in AWS Console (${ACCOUNT})`);
    assert.equal(button.title, `The browser has to be signed in to account ${ACCOUNT}`);
    assert.match(url ?? '', /^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/fis\//);
    const changed = opened({ portal: { ...portal, account: '999988887777' } });
    assert.equal(changed.button?.label, `Open in AWS Console (${ACCOUNT})`);
    assert.equal(opened({ account: undefined }).button?.label, 'Open in AWS Console');
    assert.equal(opened({ destination: { kind: 'simulated' }, portal }).button, undefined);
  });
});

void describe('the buttons at the top of a page', () => {
  const deployed = (state: Partial<ServiceDeployment>, input = deploymentInput(now)): PageModel =>
    deploymentPage(input, { ...deployment(now), hooks: [], ...state }, deploymentExtras(now));

  void it('says how long a deployment has been pending from its creation on: its start is no state', () => {
    const times = { createdAt: now - 9_000, startedAt: now - 4_000 };
    for (const [status, label, from] of [
      ['PENDING', 'for {0}', times.createdAt],
      ['IN_PROGRESS', 'for {0}', times.startedAt],
      ['STOP_REQUESTED', 'started {0} ago', times.startedAt],
    ] as const)
      assert.deepEqual(deployed({ ...times, status }).elapsed, { label, from });
  });
  const ran = (state: string, input = instanceInput(now)): PageModel =>
    instancePage(input, { ...instance(now), state }, {});
  const tried = (status: string): PageModel => {
    const input = pageInput(now, { experiment: experimentAnswer(now, { state: { status } }) }, { history: [] });
    return pageOfExperiment(input, { resolved: none, accounts: none });
  };

  void it('end the watching of what is watched, and of nothing else', () => {
    const labels = (more: object) =>
      ran('stopping', { ...instanceInput(now), ...more }).buttons.map(({ label }) => label);
    assert.ok(labels({ awaited: true }).includes('Stop Watching'));
    assert.ok(!labels({ awaited: false }).includes('Stop Watching'));
    assert.ok(!labels({}).includes('Stop Watching'));
    const links = createLinks();
    const page = ran('stopping', { ...instanceInput(now), links, awaited: true });
    const button = page.buttons.find(({ label }) => label === 'Stop Watching');
    assert.deepEqual(links.action(button?.id ?? ''), { type: 'stopWatching' });
  });

  void it('say of a history without an entry that nothing was read yet, and only of what was seen that it has not changed', () => {
    const emptyOf = (one: ReturnType<typeof instance> | undefined, more: object = {}) => {
      const page = instancePage({ ...instanceInput(now), ...more }, one, {});
      const block = page.sections.flatMap(({ blocks }) => blocks).find(({ type }) => type === 'history');
      return block?.type === 'history' ? block.empty : undefined;
    };
    assert.equal(emptyOf(undefined), 'Nothing has been read yet.');
    assert.equal(emptyOf(instance(now)), 'No change since Halt first saw it.');
    // AWS was asked, and doesn't know it.
    assert.equal(instancePage({ ...instanceInput(now), gone: true }, undefined, {}).state.label, 'unknown');
  });

  void it('stand below the word that AWS throttles what was requested, while it does', () => {
    const notices = (more: object) =>
      ran('running', { ...instanceInput(now), ...more }).notices.map(({ text }) => text);
    const words = 'AWS is throttling this account’s calls. Halt keeps trying until 12:06 at the latest.';
    assert.ok(notices({ throttledUntil: '12:06' }).includes(words));
    assert.ok(!notices({}).includes(words));
  });

  void it('copy the link to what is shown', () => {
    const linked = (
      input: ReturnType<typeof instanceInput>,
      of: (input: ReturnType<typeof instanceInput>) => PageModel,
    ) => {
      const links = createLinks();
      const page = of({ ...input, links });
      const action = links.action(page.buttons.find(({ label }) => label === 'Copy Halt Link')?.id ?? '');
      return action?.type === 'copyLink' ? action.arn : undefined;
    };
    const { id } = instance(now);
    assert.equal(
      linked({ ...instanceInput(now), account: { id: '111122223333' } }, (input) => ran('running', input)),
      `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`,
    );
    assert.match(
      linked(deploymentInput(now), (input) => deployed({}, input)) ?? '',
      /^arn:aws:ecs:.*:service-deployment\//,
    );
  });

  void it('are none where a setting forbids changes: the page says which, with a button that opens it', () => {
    const links = createLinks();
    const input = { ...instanceInput(now), links, forbiddenBy: 'halt.readOnly' } as const;
    const page = ran('running', input);
    assert.equal(page.stop, undefined);
    const [notice] = page.notices;
    assert.match(notice?.text ?? '', /^halt\.readOnly forbids changes in /);
    const inPart = ran('running', { ...instanceInput(now), links: createLinks(), forbiddenBy: 'halt.places' });
    assert.match(inPart.notices[0]?.text ?? '', /^halt\.places doesn’t allow every change in /);
    assert.deepEqual(links.action(notice?.button?.id ?? ''), { type: 'openSetting', setting: 'halt.readOnly' });
    const paused = deployed(
      { status: 'IN_PROGRESS', hooks: deployment(now).hooks },
      { ...deploymentInput(now), links },
    );
    const kept = deployed(
      { status: 'IN_PROGRESS', hooks: deployment(now).hooks },
      { ...deploymentInput(now), links, forbiddenBy: 'halt.allowedRegions' },
    );
    assert.equal(paused.stop?.enabled, true);
    assert.deepEqual([kept.stop, kept.beside], [undefined, undefined]);
  });

  void it('stand beside a mark where it is production', () => {
    const badges = (production: ProductionMark | undefined) =>
      ran('running', { ...instanceInput(now), ...(production && { production }) }).badges.flatMap(({ label, tone }) =>
        /production/i.test(label) ? [[label, tone]] : [],
      );
    assert.deepEqual(badges('production'), [['Production', 'warning']]);
    assert.deepEqual(badges('unread'), [['May be production', 'warning']]);
    assert.deepEqual(badges(undefined), []);
  });

  void it('say that a stop is under way while it is, and offer none then', () => {
    for (const [page, label, enabled] of [
      [ran('running'), 'Stop Instance…', true],
      [ran('stopping'), 'Stopping…', false],
      [ran('stopped'), 'Stop Instance…', false],
      [tried('initiating'), 'Stop Experiment…', true],
      [tried('stopping'), 'Stopping…', false],
      [tried('stopped'), 'Stop Experiment…', false],
      [deployed({ status: 'IN_PROGRESS' }), 'Roll Back Deployment…', true],
      [deployed({ status: 'STOP_REQUESTED' }), 'Rolling Back…', false],
      [deployed({ status: 'ROLLBACK_REQUESTED' }), 'Rolling Back…', false],
      [deployed({ status: 'ROLLBACK_IN_PROGRESS' }), 'Rolling Back…', false],
      [deployed({ status: 'ROLLBACK_SUCCESSFUL' }), 'Roll Back Deployment…', false],
    ] as const) {
      assert.deepEqual([page.stop?.label, page.stop?.enabled], [label, enabled], page.state.label);
    }
  });

  void it('say so from the moment that AWS accepted the request, until a state tells, and for a minute at most', () => {
    const request = (at: number, result: RequestOutcome['result'], operation = 'StopInstances') =>
      ({ type: 'request', operation, at, outcome: { result } }) as const;
    const said = (...history: readonly HistoryEntry[]) =>
      ran('running', { ...instanceInput(now), history }).stop?.label;
    assert.equal(said(request(now - 2_000, 'accepted')), 'Stopping…');
    assert.equal(said(request(now - 2_000, 'unknown')), 'Stopping…');
    assert.equal(said(request(now - 2_000, 'refused')), 'Stop Instance…');
    assert.equal(said(request(now - 2_000, 'accepted', 'StartInstances')), 'Stop Instance…');
    assert.equal(said(request(now - 61_000, 'accepted')), 'Stop Instance…');
    const back = { type: 'transition', subject: '', to: 'running', at: now - 1_000, source: 'halt' } as const;
    assert.equal(said(request(now - 2_000, 'accepted'), back), 'Stop Instance…');
  });

  void it('say when an instance was forced that is still stopping, and what is left to do', () => {
    const notices = (forced: PageInput['forced']) =>
      ran('stopping', { ...instanceInput(now), ...(forced && { forced }) }).notices.map(({ tone, text }) => [
        tone,
        text,
      ]);
    assert.deepEqual(notices(undefined), []);
    assert.deepEqual(notices({ at: '12:04', nextAt: '12:14' }), [
      [
        'info',
        'AWS accepted a force stop at 12:04, which can take some minutes. If it is still stopping at 12:14, Halt offers another.',
      ],
    ]);
    assert.deepEqual(notices({ at: '12:04' }), [
      [
        'warning',
        'Still stopping, although AWS accepted a force stop at 12:04: its host may have failed. Force it again from the menu of its row. If that doesn’t help either, contact AWS Support.',
      ],
    ]);
  });

  void it('stand below who is waited for, and whether ECS answers in time for whoever does not', () => {
    const pauseIn = ({ notices }: PageModel) => notices.find(({ text }) => / is paused\b/.test(text))?.text;
    const noticeOf = (of: Partial<ServiceDeployment>) => pauseIn(deployed({ ...deployment(now), ...of }));
    const [hook] = deployment(now).hooks;
    assert.ok(hook);
    const { expiresAt: _, timeoutAction: ___, ...endless } = hook;
    const { lifecycleStage: __, ...early } = deployment(now);
    for (const [hooks, words] of [
      [[{ ...hook, expiresAt: now + 60_000 }], 'until someone answers or its time is up.'],
      // When is not told, but that ECS answers for whoever doesn't.
      [[{ ...endless, timeoutAction: 'ROLLBACK' }], 'until someone answers or its time is up.'],
      [[endless], 'until someone continues or rolls back the deployment.'],
    ] as const) {
      assert.ok(noticeOf({ hooks })?.endsWith(`is paused at BAKE_TIME ${words}`), noticeOf({ hooks }));
      const text = pauseIn(deploymentPage(deploymentInput(now), { ...early, hooks }, deploymentExtras(now)));
      assert.ok(text?.endsWith(`is paused ${words}`), text);
    }
  });

  void it('put Continue behind the stop where a deployment is paused, and nowhere else', () => {
    const input = deploymentInput(now);
    const paused = deploymentPage(input, deployment(now), deploymentExtras(now));
    assert.deepEqual(paused.state, { appearance: 'paused', label: 'paused at BAKE_TIME' });
    assert.equal(paused.beside?.label, 'Continue…');
    assert.equal(input.links.action(paused.beside?.id ?? '')?.type, 'continueDeployment');
    assert.equal(deployed({}).beside, undefined);
    assert.equal(deployed({}).state.appearance, 'running');
  });
});

void describe('the number of chosen resources', () => {
  for (const [count, more, words] of [
    [0, false, '0 resources'],
    [1, false, '1 resource'],
    [2, false, '2 resources'],
    [1, true, 'the first resource'],
    [100, true, 'the first 100 resources'],
  ] as const) {
    void it(`is said as a person would: ${words}`, () => {
      const page = pageOfExperiment(pageInput(now, { experiment: experimentAnswer(now) }), {
        resolved: { items: resolvedTargets(count).slice(0, count), more, loading: false },
        accounts: none,
      });
      assert.equal(page.sections.find(({ id }) => id === 'targets')?.note, words);
    });
  }

  const targetsOf = (status: string, resolved: ExperimentExtras['resolved']) => {
    const input = pageInput(now, { experiment: experimentAnswer(now, { state: { status } }) });
    const page = pageOfExperiment(input, { resolved, accounts: none });
    const { note, blocks } = page.sections.find(({ id }) => id === 'targets') ?? { blocks: [] };
    const tables = blocks.flatMap((block) => (block.type === 'table' ? [block] : []));
    const below = blocks.flatMap((block) =>
      block.type === 'value' && 'text' in block.value ? [block.value.text] : [],
    );
    return { note, below, empty: tables.flatMap(({ rows, empty }) => (rows.length === 0 ? [empty] : [])) };
  };
  const LOADED = 'None in what has been loaded.';

  for (const [state, resolved, note, empty, below = []] of [
    ['running', {}, '0 resources', 'FIS selected no resource.'],
    ['completed', {}, '0 resources', 'FIS selected no resource.'],
    ['pending', {}, undefined, 'FIS has selected no resource yet.'],
    ['initiating', {}, undefined, 'FIS has selected no resource yet.'],
    ['running', { gaps: ['A page is lost.'] }, undefined, LOADED, ['A page is lost.']],
    ['initiating', { gaps: ['A page is lost.'] }, undefined, LOADED, ['A page is lost.']],
    ['running', { more: true }, undefined, LOADED],
    ['running', { more: true, gaps: ['A.', 'B.'], failure: 'C.' }, undefined, 'can’t be read', ['A.', 'B.', 'C.']],
    ['running', { items: resolvedTargets(0) }, '1 resource', 'FIS selected no resource.'],
    ['running', { items: resolvedTargets(0), gaps: ['A.'] }, 'the first resource', LOADED, ['A.']],
    ['running', { items: resolvedTargets(2), gaps: ['A.'] }, 'the first 3 resources', LOADED, ['A.']],
    ['initiating', { items: resolvedTargets(2) }, '3 resources', 'FIS has selected no resource yet.'],
  ] as const) {
    void it(`is none only where all of them could be read and FIS has chosen: ${state} ${JSON.stringify(resolved).slice(0, 60)}`, () => {
      const said = targetsOf(state, { ...none, ...resolved });
      assert.deepEqual([said.note, said.below], [note, below]);
      assert.ok(said.empty.length > 0);
      assert.deepEqual(new Set(said.empty), new Set([empty]));
    });
  }
});

void describe('the icons of the pages’ tabs', () => {
  void it('are files in both colours for every state, with the shape that the page draws', () => {
    const { appearance } = stateSchema.entries;
    for (const name of appearance.options) {
      const shape = stateShape(name).values.at(-1);
      const drawn = typeof shape === 'object' && shape !== null && 'strings' in shape ? String(shape.strings) : '';
      assert.notEqual(drawn, '');
      for (const theme of ['light', 'dark']) {
        const file = new URL(`../../../media/states/${name}-${theme}.svg`, import.meta.url);
        assert.ok(readFileSync(file, 'utf8').includes(drawn), `${name}-${theme}`);
      }
    }
  });
});
