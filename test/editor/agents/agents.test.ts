import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createEmitter } from '../../../src/base/event.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import { createAgents } from '../../../src/ui/agents/agents.ts';
import { toolNames } from '../../../src/ui/agents/tools.ts';
import { createStopRequests, type StopRequestParts } from '../../../src/ui/agents/stopRequests.ts';
import { createOnePrompt } from '../../../src/ui/stop/onePrompt.ts';
import type { FlowEnd } from '../../../src/ui/stop/stopFlow.ts';
import type { AskedFor } from '../../../src/ui/stop/promptFrame.ts';
import { readSettings } from '../../../src/ui/settings/settings.ts';
import { flush, heldTime, identityOf, instance, never } from '../../stages/fakes.ts';
import { openGuards } from '../../stages/guards.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';

const scope = { profile: 'staging', region: 'eu-west-1' };
const ARN = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0';
const ID = 'i-0123456789abcdef0';
const EXPERIMENT = 'arn:aws:fis:eu-west-1:111122223333:experiment/EXPabcd1';
const onError = (error: unknown) => {
  throw error;
};

/** Requests whose prompt the test answers. */
function stage({ opensPrompts = true, ...own }: Partial<StopRequestParts> & { readonly opensPrompts?: boolean } = {}) {
  const clock = heldTime();
  const onePrompt = createOnePrompt(clock);
  const prompts: { readonly asked: AskedFor; readonly end: (end: FlowEnd) => void }[] = [];
  let ids = 0;
  const requests = createStopRequests({
    inventory: createInventory(onError),
    accounts: { of: identityOf, failure: () => undefined },
    scopes: { all: () => [scope], profiles: () => [scope.profile] },
    follow: { following: () => [], onDidEnd: createEmitter<Ended>(onError).event },
    ...{ clock, guards: openGuards, placesKnown: async () => {}, listNow: () => Promise.resolve([]) },
    onePrompt,
    stopFlow: {
      ask: async (_refs, _operation, asked) => {
        const seat = onePrompt.take('other');
        if (!seat) return { type: 'busy' };
        if (opensPrompts) asked.onPrompt();
        const end = await new Promise<FlowEnd>((resolve) => prompts.push({ asked, end: resolve }));
        seat.release();
        return end;
      },
    },
    isTrusted: () => true,
    newId: () => `request-${++ids}`,
    onError,
    ...own,
  });
  const ask = (arns: unknown, signal: AbortSignal = never(), reason?: unknown) =>
    requests.request(arns, { by: 'agent', reason, signal });
  return { clock, onePrompt, prompts, requests, ask };
}

describe('a stop that an agent asks for', () => {
  it('is answered with the person’s no', async () => {
    const { ask, prompts } = stage();
    const answer = ask([ARN], never(), '  to save\nmoney ');
    await flush();
    assert.equal(prompts[0]?.asked.reason, 'to save money');
    prompts[0]?.end({ type: 'declined' });
    assert.equal((await answer).status, 'declined');
  });

  it('is answered after a minute while the person thinks, and told of later by its id', async () => {
    const { ask, clock, prompts, requests } = stage();
    const answer = ask([ARN]);
    await flush();
    await clock.advance(60_000);
    const { status, id } = await answer;
    assert.equal(status, 'waiting');
    assert.equal(prompts[0]?.asked.signal.aborted, false);
    prompts[0]?.end({ type: 'declined' });
    await flush();
    assert.equal(requests.get(id)?.status, 'declined');
  });

  it('is told that no prompt is open as long as there is none, and later by its id what became of it', async () => {
    // The places are still read for what is named.
    let listed = () => {};
    const finding = stage({
      listNow: () => new Promise((resolve) => (listed = () => resolve([scope]))),
    });
    const answer = finding.ask([ID]);
    await flush();
    await finding.clock.advance(60_000);
    const { status, id, message } = await answer;
    assert.equal(status, 'reading');
    assert.match(message, /no prompt is open yet/);
    assert.equal(finding.requests.get(id)?.status, 'reading');
    listed();
    await flush();
    assert.deepEqual([finding.requests.get(id)?.status, finding.prompts.length], ['not-found', 0]);
    // The plan is still made.
    const planning = stage({ opensPrompts: false });
    const asked = planning.ask([ARN]);
    await flush();
    await planning.clock.advance(60_000);
    const late = await asked;
    assert.deepEqual([late.status, late.targets.length], ['reading', 1]);
    planning.prompts[0]?.asked.onPrompt();
    assert.equal(planning.requests.get(late.id)?.status, 'waiting');
    planning.prompts[0]?.end({ type: 'declined' });
    await flush();
    assert.equal(planning.requests.get(late.id)?.status, 'declined');
  });

  it('is void before there is a prompt where it took two minutes to find what it names', async () => {
    let listed = () => {};
    const { ask, clock, prompts, inventory } = (() => {
      const held = createInventory(onError);
      return {
        inventory: held,
        ...stage({
          inventory: held,
          listNow: () => new Promise((resolve) => (listed = () => resolve([]))),
        }),
      };
    })();
    void ask([ID]);
    await flush();
    await clock.advance(120_001);
    inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources: [instance({ scope, id: ID })] });
    listed();
    await flush();
    assert.equal(prompts[0]?.asked.signal.reason, 'too-old');
  });

  it('is not forgotten while it is open, however many are asked for beside', async () => {
    const { ask, clock, prompts, requests } = stage();
    const first = ask([ARN]);
    await flush();
    await clock.advance(60_000);
    const { id } = await first;
    for (let each = 0; each < 300; each++) assert.equal((await ask([EXPERIMENT])).status, 'busy');
    assert.equal(requests.get(id)?.status, 'waiting');
    prompts[0]?.end({ type: 'declined' });
    await flush();
    assert.equal(requests.get(id)?.status, 'declined');
  });

  it('is void after two minutes by either clock', async () => {
    for (const pass of ['time', 'sleep', 'set back'] as const) {
      const { ask, clock, prompts } = stage();
      void ask([ARN]);
      await flush();
      const [prompt] = prompts;
      assert.equal(prompt?.asked.isTooOld(), false);
      if (pass === 'time') await clock.advance(120_001);
      else clock.setBy(pass === 'sleep' ? 120_001 : -60_000);
      assert.equal(prompt?.asked.isTooOld(), true, pass);
      if (pass === 'time') assert.equal(prompt?.asked.signal.reason, 'too-old');
    }
  });

  it('is told of as void while its dialog is still open, also when that is closed with Cancel', async () => {
    for (const passed of [0, 120_001]) {
      const { ask, clock, prompts, requests } = stage();
      const controller = new AbortController();
      void ask([ARN], controller.signal);
      await clock.advance(passed);
      if (passed === 0) controller.abort();
      assert.match(requests.get('request-1')?.message ?? '', passed === 0 ? /gave up its request/ : /two minutes/);
      prompts[0]?.end({ type: 'declined' });
      await flush();
      assert.equal(requests.get('request-1')?.status, 'void');
    }
  });

  it('is void no more once the person has confirmed it', async () => {
    const { ask, clock, prompts, requests } = stage();
    void ask([ARN]);
    await flush();
    prompts[0]?.asked.onConfirmed();
    await clock.advance(180_000);
    assert.deepEqual([prompts[0]?.asked.signal.aborted, requests.get('request-1')?.status], [false, 'waiting']);
  });

  it('is void when the agent gives it up, also before the prompt is open', async () => {
    const { ask, prompts } = stage();
    const controller = new AbortController();
    void ask([ARN], controller.signal);
    await flush();
    controller.abort();
    assert.equal(prompts[0]?.asked.signal.reason, 'given-up');
    const early = stage();
    void early.ask([ARN], AbortSignal.abort());
    await flush();
    assert.equal(early.prompts[0]?.asked.signal.reason, 'given-up');
  });

  it('is refused at once while another prompt is open, whoever opened it', async () => {
    const { ask, prompts, onePrompt } = stage();
    const first = ask([ARN]);
    await flush();
    assert.equal((await ask([ARN])).status, 'busy');
    assert.equal((await ask([EXPERIMENT])).status, 'busy');
    prompts[0]?.end({ type: 'declined' });
    await first;
    const person = onePrompt.take('person');
    assert.equal((await ask([ARN])).status, 'busy');
    person?.release();
    void ask([ARN]);
    await flush();
    assert.equal(prompts.length, 2);
  });

  it('asks nobody for what can’t be understood, found or allowed', async () => {
    const { ask, prompts } = stage();
    for (const arns of [
      undefined,
      null,
      ARN,
      [],
      [7],
      [[ARN]],
      Array.from({ length: 501 }, () => ARN),
      { 0: ARN, length: 1 },
    ]) {
      assert.equal((await ask(arns)).status, 'invalid', JSON.stringify(arns));
    }
    assert.equal((await ask([ARN, EXPERIMENT])).status, 'invalid');
    const other = ARN.replace('111122223333', '999999999999');
    const half = await ask([ARN, other]);
    assert.deepEqual([half.status, half.unknown], ['not-found', [other]]);
    const untrusted = await stage({ isTrusted: () => false }).ask([ARN]);
    assert.deepEqual([untrusted.status, untrusted.setting], ['forbidden', 'security.workspace.trust.enabled']);
    assert.match(untrusted.message, /isn’t trusted/);
    const untold = await stage({ isTrusted: () => undefined }).ask([ARN]);
    assert.deepEqual([untold.status, untold.targets], ['forbidden', []]);
    assert.doesNotMatch(untold.message, /isn’t trusted/);
    assert.match(untold.message, /doesn’t tell whether the folder is trusted/);
    const guards = { ...readSettings().policy, readOnly: ['stag*'] };
    const forbidden = stage({
      guards: createGuards({ settings: () => ({ policy: guards }), accounts: { of: identityOf } }),
    });
    const said = await forbidden.ask([ARN]);
    assert.deepEqual([said.status, said.setting], ['forbidden', 'halt.readOnly']);
    assert.deepEqual([...prompts, ...forbidden.prompts], []);
  });

  it('never throws, and asks nobody, for lists and options whose members throw', async () => {
    const { prompts, requests } = stage();
    const { api } = createAgents({
      ...{ inventory: createInventory(onError), guards: openGuards, now: () => 0, requests },
      accounts: { of: identityOf, failure: () => undefined },
      scopes: { all: () => [scope], profiles: () => [scope.profile] },
      ...{ placesKnown: async () => {}, listNow: () => Promise.resolve([]) },
      ...{
        follow: { following: () => [], logLack: () => undefined },
      },
      explain: () => Promise.reject(new Error('not asked')),
    });
    const throwing = (): never => {
      throw new Error('no');
    };
    const list = Object.defineProperty([ARN], 0, { get: throwing });
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    for (const arns of [list, revoked.proxy, cyclic, new Proxy([ARN], { get: throwing })])
      assert.equal((await api.requestStop(arns as string[])).status, 'invalid');
    assert.equal(prompts.length, 0);
    for (const options of [
      Object.defineProperty({}, 'signal', { get: throwing, enumerable: true }),
      Object.defineProperty({}, 'reason', { get: throwing, enumerable: true }),
      new Proxy({}, { has: throwing, getOwnPropertyDescriptor: throwing }),
    ]) {
      void api.requestStop([ARN], options);
      await flush();
      const prompt = prompts.pop();
      assert.equal(prompt?.asked.signal.reason, 'given-up');
      prompt?.end({ type: 'void', cause: 'given-up' });
      await flush();
    }
  });

  it('names halt.places where an entry of it forbids, by each of its members', async () => {
    const open = { production: false, readOnly: false };
    for (const [entry, status] of [
      [{ match: 'stag*', readOnly: true }, 'forbidden'],
      [{ match: '1111222?????', readOnly: true }, 'forbidden'],
      [{ match: 'stag*', operations: ['stop-experiment'] }, 'forbidden'],
      [{ match: 'stag*', regions: ['us-east-1'] }, 'forbidden'],
      [{ match: 'prod*', readOnly: true }, 'asked'],
      [{ match: 'stag*', operations: ['stop'], regions: ['eu-west-1'] }, 'asked'],
    ] as const) {
      const policy = { ...readSettings().policy, places: [{ ...open, ...entry }] };
      const { ask, prompts } = stage({
        guards: createGuards({ settings: () => ({ policy }), accounts: { of: identityOf } }),
      });
      const answer = ask([ARN]);
      await flush();
      const label = JSON.stringify(entry);
      assert.equal(prompts.length, status === 'asked' ? 1 : 0, label);
      prompts[0]?.end({ type: 'declined' });
      const said = await answer;
      assert.deepEqual(
        [said.status, said.setting],
        status === 'asked' ? ['declined', undefined] : ['forbidden', 'halt.places'],
        label,
      );
    }
  });

  it('finds what no list has yet, and says where it could not look', async () => {
    const inventory = createInventory(onError);
    const looked: string[] = [];
    const lists = (readable: boolean) =>
      stage({
        inventory,
        listNow: (kind) => {
          looked.push(kind);
          if (!readable) return Promise.resolve([scope]);
          const found = instance({ scope, id: ID });
          inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources: [found] });
          inventory.apply({ type: 'end', scope, kind: 'instance', since: 1, seen: new Set([ID]), gaps: [] });
          return Promise.resolve([]);
        },
      });
    const lost = await lists(false).ask([ID]);
    assert.deepEqual([lost.status, lost.unknown, lost.unread], ['not-found', [ID], [scope]]);
    assert.match(lost.message, /not every place could be read/);
    const { ask, prompts } = lists(true);
    const answer = ask([ID]);
    await flush();
    assert.equal(prompts.length, 1);
    prompts[0]?.end({ type: 'declined' });
    assert.deepEqual([(await answer).targets[0]?.id, looked], [ID, ['instance', 'instance']]);
    // What is of another account is in no list, and what says where it is needs none.
    const others = lists(true);
    assert.equal((await others.ask([ARN.replace('111122223333', '999999999999'), 'nothing'])).status, 'not-found');
    assert.equal(looked.length, 2);
  });

  it('says which places may have it of those whose account nobody knows, and calls none of them not chosen', async () => {
    const places = [
      { profile: 'prod', region: 'eu-west-1' },
      { profile: 'prod', region: 'us-east-1' },
      { profile: 'staging', region: 'eu-west-1' },
    ];
    const parts = {
      scopes: { all: () => places, profiles: () => ['prod', 'staging'] },
      accounts: {
        of: (profile: string) => (profile === 'prod' ? undefined : identityOf(profile)),
        failure: () => undefined,
      },
      inventory: createInventory(onError),
      guards: openGuards,
      ...{ placesKnown: async () => {}, listNow: () => Promise.resolve([]), now: () => 0 },
    };
    const { ask, requests } = stage(parts);
    const lost = ARN.replace('111122223333', '999999999999');
    const said = await ask([lost]);
    assert.deepEqual([said.status, said.unread], ['not-found', [places[0]]]);
    assert.match(said.message, /not every place could be read/);
    const { reply } = createAgents({
      ...parts,
      follow: { following: () => [], logLack: () => undefined },
      explain: () => Promise.reject(new Error('not asked')),
      requests,
    });
    const told = await reply('halt_get_details', { arn: lost }, never());
    assert.deepEqual(told, {
      status: 'not-found',
      why: 'place-not-chosen',
      unread: [{ ...places[0], why: 'not read yet' }],
    });
    const nowhere = ARN.replace('111122223333', '999999999999').replace('eu-west-1', 'eu-north-1');
    assert.deepEqual(await reply('halt_get_details', { arn: nowhere }, never()), {
      status: 'not-found',
      why: 'place-not-chosen',
    });
  });

  it('never rejects, whatever fails', async () => {
    const heard: unknown[] = [];
    const { ask, requests } = stage({
      stopFlow: { ask: () => Promise.reject(new Error('no')) },
      onError: (error) => heard.push(error),
    });
    const { status, id } = await ask([ARN]);
    assert.equal(status, 'failed');
    assert.equal(requests.get(id)?.status, 'failed');
    assert.equal(heard.length, 1);
  });
});

describe('the tools for language models', () => {
  it('are known to the editor', async () => {
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    const known = vscode.lm.tools.map(({ name }) => name);
    for (const name of toolNames) assert.ok(known.includes(name), name);
  });
});
