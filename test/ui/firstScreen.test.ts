import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DRAWN, type PanelStage, startPanelStage } from '../stages/panel/panel.ts';
import { furtherModels, resourceModels } from '../stages/panel/resourceModels.ts';

let stage: PanelStage;
before(async () => {
  stage = await startPanelStage();
});
after(() => stage.close());

const now = Date.now();
const models = { ...resourceModels(now), ...furtherModels(now) };

/** What decides, on the pages of what a person looks at in trouble. */
const decisive = {
  'experiment without a net': ['No alarm would stop it.'],
  'experiment without a stop condition': ['It has no stop condition: nothing else stops it before its end.'],
  deployment: ['ECS rolls back in', 'if nobody answers'],
  'instance in an Auto Scaling group': [
    /^will terminate and replace it$/,
    /^The EKS node group checkout-workers will replace it/,
  ],
  'stuck deployment': ['12 failures in a row', /^12 of 12 recently stopped tasks: CannotPullContainerError/],
} as const satisfies Readonly<Record<string, readonly (string | RegExp)[]>>;

void describe('a page’s first screen', () => {
  for (const [name, sentences] of Object.entries(decisive)) {
    void it(`of ${name} says it, at 650 pixels’ height, narrow and wide`, async () => {
      const panel = await stage.open({ height: 650 });
      const made = models[name]?.();
      assert.ok(made);
      await panel.show(made.model, made.json);
      for (const width of [300, 420, 800, 1_280]) {
        await panel.setWidth(width);
        await panel.page.evaluate(`scrollTo(0, 0), ${DRAWN}`);
        for (const sentence of sentences) {
          const box = await panel.page.getByText(sentence).first().boundingBox();
          assert.ok(box && box.y + box.height <= 650, `${String(sentence)} at ${width}: ${JSON.stringify(box)}`);
        }
        await stage.picture(panel, `first-screen-${name.replaceAll(' ', '-')}-${width}.png`, false);
      }
      await panel.close();
    });
  }
});
