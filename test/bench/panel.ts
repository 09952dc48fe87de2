// What the detail page costs with the largest real things: node --import tsx test/bench/panel.ts
import { largestExperiment } from '../../src/simulator/fisLargest.ts';
import { heldClock } from '../../src/simulator/clock.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { experimentPage } from '../../src/ui/detail/experimentPage.ts';
import { pageInput } from '../ui/pageFixtures.ts';
import { startPanelRig } from '../ui/panelRig.ts';

const account = '111122223333';
const region = 'ap-southeast-2';

/** Milliseconds of each of `times` runs. */
async function measure(times: number, run: () => Promise<number>): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let time = 0; time < times; time += 1) measured.push(await run());
  return measured.toSorted((a, b) => a - b);
}

function report(what: string, runs: readonly number[]): void {
  const at = (part: number): string =>
    (runs[Math.floor((runs.length - 1) * part)] ?? Number.NaN).toFixed(1).padStart(8);
  console.log(`${what.padEnd(64)} median ${at(0.5)} ms   worst ${at(1)} ms`);
}

const clock = heldClock(Date.now());
const aws = await startSimulator({ clock });
const id = aws.fis.start(account, region, largestExperiment());
clock.step(90_000);
const json = JSON.stringify({ experiment: aws.fis.experiment(account, region, id) });
await aws.close();
const resolved = Array.from({ length: 5_000 }, (_, index) => ({
  targetName: `Action${String((index % 20) + 1).padStart(2, '0')}Tasks`,
  resourceType: 'aws:ecs:task',
  information: { arn: `arn:aws:ecs:${region}:${account}:task/shop/${index.toString(16).padStart(32, '0')}` },
}));
console.log(`20 actions, ${resolved.length} resolved targets, ${(json.length / 1e6).toFixed(1)} MB of JSON`);

const input = pageInput(Date.now(), {}, { json });
const extras = {
  resolved: { items: resolved, more: false, loading: false },
  accounts: { items: [], more: false, loading: false },
};
report(
  'host: build the page',
  await measure(20, () => {
    const start = performance.now();
    experimentPage(input, undefined, extras);
    return Promise.resolve(performance.now() - start);
  }),
);

const model = experimentPage(input, undefined, extras);
const rig = await startPanelRig();
/** In the page: from the message to the next frame that shows it. */
const deliver = (message: unknown): string => `new Promise((done) => {
  const data = ${JSON.stringify(message)};
  const start = performance.now();
  dispatchEvent(new MessageEvent('message', { data }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})`;
const opened = await measure(10, async () => {
  const panel = await rig.open();
  const took =
    (await panel.page.evaluate<number>(deliver({ type: 'page', page: model }))) +
    (await panel.page.evaluate<number>(deliver({ type: 'document', json })));
  await panel.close();
  return took;
});
report('panel: page and JSON, from the messages to the frame', opened);

const panel = await rig.open();
await panel.show(model, json);
report(
  'panel: an update of both',
  await measure(20, async () => {
    const changed = json.replace('"status":"running"', `"status":"running","x":${Math.random()}`);
    return (
      (await panel.page.evaluate<number>(deliver({ type: 'page', page: model }))) +
      (await panel.page.evaluate<number>(deliver({ type: 'document', json: changed })))
    );
  }),
);
const letters = [...'parameter-17'];
let typed = '';
report(
  'panel: a letter typed in the search, to the frame that shows its count',
  await measure(letters.length * 3, async () => {
    typed = typed.length === letters.length ? (letters[0] ?? '') : typed + (letters[typed.length] ?? '');
    return panel.page.evaluate<number>(`new Promise((done) => {
      const input = document.querySelector('#json-search');
      const start = performance.now();
      input.value = ${JSON.stringify(typed)};
      input.dispatchEvent(new Event('input'));
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    })`);
  }),
);
report(
  'panel: a screen further in the JSON',
  await measure(30, () =>
    panel.page.evaluate<number>(`new Promise((done) => {
      const frame = document.querySelector('.json-frame');
      const start = performance.now();
      frame.scrollTop += frame.clientHeight;
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    })`),
  ),
);
await rig.close();
