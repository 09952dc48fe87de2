import assert from 'node:assert/strict';
import { createEmitter } from '../../../src/base/event.ts';
import { refKey, type TargetRef } from '../../../src/model/resources/resource.ts';
import { nobodys } from '../../../src/model/sight.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import type { Stopping, Want } from '../../../src/stopping/stopping.ts';
import type { Around } from '../../../src/ui/stop/around.ts';
import { leftBeside, stoppingBeside } from '../../../src/ui/stop/leftBeside.ts';
import type { OnePrompt, Seat } from '../../../src/ui/stop/onePrompt.ts';
import { planPage } from '../../../src/ui/stop/planPage.ts';
import { aroundInFull } from '../../../src/ui/stop/proposalDialog.ts';
import { createStopFlow } from '../../../src/ui/stop/stopFlow.ts';
import { experimentLike, leverLike, serviceLike } from '../../stages/resources.ts';

const placeOf = (profile: string) => ({ profile, region: 'eu-west-1' });
const untold = (name: string, profile = 'dev') =>
  serviceLike({
    name,
    scope: placeOf(profile),
    rolloutState: 'IN_PROGRESS',
    currentDeploymentArn: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/d1',
    deploymentUnread: true,
  });
const services = ['web', 'api', 'search', 'basket', 'mail'];
const target = (kind: 'instance' | 'experiment'): TargetRef => ({ kind, scope: placeOf('dev'), id: `${kind} 1` });

describe('what is selected and no plan can hold', () => {
  it('is named in short in the prompt and in full on the page, with its places', () => {
    const { besides } = leftBeside([...services.map((name) => untold(name)), leverLike({})]);
    const [left, lever] = besides;
    assert.match(left?.words ?? '', /: web, api, search and 2 more\. Refresh/);
    for (const name of services) assert.ok(left?.inFull.includes(`${name} in dev (eu-west-1)`), name);
    assert.equal(lever?.inFull, lever?.words);
  });

  it('has its own reason where nothing of a service is in progress, and where ECS names no deployment', () => {
    const idle = serviceLike({ name: 'idle', rolloutState: 'COMPLETED' });
    const elsewhere = serviceLike({ name: 'elsewhere', controller: 'EXTERNAL' });
    const nameless = serviceLike({ name: 'nameless', rolloutState: 'IN_PROGRESS' });
    const rolling = serviceLike({ name: 'rolling' }, 'IN_PROGRESS');
    const { besides, untold: unread } = leftBeside([rolling, idle, nameless, elsewhere, untold('web')]);
    assert.deepEqual(
      besides.map(({ words }) => words),
      [
        'Left out, because the deployment could not be read: web. Refresh and try again.',
        'Left out, since no deployment is in progress: idle, elsewhere.',
        'Left out, since ECS names no deployment that could be stopped: nameless.',
      ],
    );
    assert.deepEqual(
      unread.map(({ name }) => name),
      ['web'],
    );
  });

  it('is named once where it is stopping already, though two profiles lead to it', () => {
    const drill = (id: string, profile: string) =>
      experimentLike({ id, name: 'drill', scope: placeOf(profile), state: 'stopping' });
    assert.deepEqual(
      stoppingBeside([drill('EXP1', 'dev'), drill('EXP1', 'admin')]).map(({ words }) => words),
      ['Already stopping: drill.'],
    );
    // Two of one name are two.
    const [two] = stoppingBeside([drill('EXP1', 'dev'), drill('EXP2', 'dev'), drill('EXP1', 'admin')]);
    assert.equal(two?.inFull.split('drill in ').length, 3);
    assert.deepEqual(stoppingBeside([]), []);
  });

  it('is counted by what it is, not by its name', () => {
    const [left] = leftBeside(['dev', 'qa', 'ops', 'prod'].map((profile) => untold('web', profile))).besides;
    assert.match(left?.words ?? '', /: web in dev \(eu-west-1\), .* and 1 more\. Refresh/);
  });
});

/** The plans of which a page is shown by *Show Details* where nothing can be sent, by what the flow was started with. `count`: how many there are. */
async function shownBy(
  count: number,
  start: (flow: ReturnType<typeof createStopFlow>) => Promise<unknown>,
): Promise<Plan[]> {
  const never = () => assert.fail('nothing is asked here');
  const planOf = ({ refs, operation }: Pick<Want, 'refs' | 'operation'>): Plan => {
    const findings = [{ severity: 'block', type: 'stop-protection' }] as const;
    const targets = refs.map((ref) => ({ ref, name: ref.id, findings }));
    const groups = [{ scope: placeOf('dev'), production: [], targets }];
    return { id: refs.map(refKey).join(), operation, made: { now: 0, elapsed: 0 }, policyVersion: '', groups };
  };
  const shown: Plan[] = [];
  const heard = createEmitter<void>(assert.ifError);
  const seat: Seat = {
    signal: new AbortController().signal,
    renew: () => true,
    release: () => {},
    showing: async (what, ask) => (what === 'dialog' ? ({ title: 'Show Details' } as never) : ask()),
  };
  const flow = createStopFlow({
    stopping: {
      plan: (refs: TargetRef[], operation: Plan['operation']) => Promise.resolve(planOf({ refs, operation })),
      propose: (wants: Want[], reach: string) => Promise.resolve({ reach, plans: wants.map(planOf) }),
      lacksReason: () => false,
    } as unknown as Stopping,
    plans: {
      show: (plan) => {
        shown.push(plan);
        heard.fire();
      },
      ...{ leave: never, update: never, sending: never, sent: never, sourceOf: () => undefined },
    },
    ...{ showResult: never, chosen: never, isProduction: never, info: () => undefined, signIn: never },
    clock: { now: () => 0 },
    onePrompt: { take: () => seat } as unknown as OnePrompt,
    accounts: { asking: () => 0 as never, learn: never, shown: () => nobodys },
    onError: never,
  });
  await new Promise<void>((resolve, reject) => {
    heard.event(() => {
      if (shown.length === count) resolve();
    });
    start(flow).catch(reject);
  });
  return shown;
}

describe('the page of a plan', () => {
  const { besides } = leftBeside(services.map((name) => untold(name)));
  const textsOf = (plan: Plan | undefined) =>
    plan === undefined ? [] : planPage(plan, { type: 'planned' }).notices.map(({ text }) => text);

  it('names all of what was selected as well and isn’t in it', async () => {
    const [plan] = await shownBy(1, (flow) => flow.start([target('instance')], { type: 'stop' }, [], besides));
    assert.ok(textsOf(plan).includes(besides[0]?.inFull ?? '?'), textsOf(plan).join());
  });

  it('names all of what isn’t in any of several plans, and why', async () => {
    const hovering = Array.from({ length: 12 }, (_, index) =>
      experimentLike({ id: `EXP-${index}`, state: 'hovering' }),
    );
    const shut = Array.from({ length: 12 }, (_, index) => placeOf(`shut-${index}`));
    const around: Around = { unread: [], forbidden: shut, unstoppable: hovering, leverUnread: shut, besides };
    const wants: readonly Want[] = [
      { refs: [target('instance')], operation: { type: 'stop' } },
      { refs: [target('experiment')], operation: { type: 'stop-experiment' } },
    ];
    const plans = await shownBy(2, (flow) =>
      flow.startAll('selected', () => Promise.resolve({ wants, around, steps: 0 })),
    );
    assert.equal(plans.length, 2);
    for (const plan of plans) {
      const told = textsOf(plan);
      for (const words of aroundInFull(around)) assert.ok(told.includes(words), words);
      for (const { id } of hovering) assert.ok(told.join().includes(`${id} (hovering)`), id);
      for (const { profile } of shut) assert.equal(told.join().split(`${profile} (eu-west-1)`).length, 3, profile);
      assert.ok(!told.join().includes(' more'));
    }
  });
});
