import { fleetOf } from '../../src/simulator/core/sizedFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';

/** 25 accounts × 16 regions, each with an experiment that runs for hours: what is looked at most often. */
const fleet = fleetOf({ accounts: 25, regions: 16, instances: 3, services: 0, experiments: 1 });
/** In seconds: the least that the settings take. */
const paces = {
  'halt.refresh.slowSeconds': 15,
  'halt.refresh.statusBarSeconds': 30,
  'halt.refresh.fastSeconds': 2,
};
const settings = {
  ...paces,
  'halt.profiles': fleet.accounts.map(({ alias }) => alias),
  'halt.regions': fleet.regions,
  'halt.notify': 'off',
};

inWindow('400 places', { simulator: { fleet }, settings, view: 'Halt' }, (scenario) => {
  scenario('no call is made while Halt is hidden and the window in the background', async ({ window, aws }) => {
    await until('calls while it is in sight', () => aws.log.count() > 0);
    await window.openView('Explorer');
    // As a browser tells the page that another window came before it.
    await window.page.evaluate("document.hasFocus = () => false; window.dispatchEvent(new FocusEvent('blur'))");
    // What was on its way comes to its end.
    let before = -1;
    let since = performance.now();
    await until(
      'all to be quiet for longer than any pace',
      () => {
        const now = aws.log.count();
        if (now !== before) since = performance.now();
        before = now;
        return performance.now() - since > 1_000 * (1 + paces['halt.refresh.statusBarSeconds']);
      },
      { milliseconds: 75_000 },
    );
    aws.log.clear();
    await window.page.evaluate("document.hasFocus = () => true; window.dispatchEvent(new FocusEvent('focus'))");
    await until('calls for the status bar', () => aws.log.count({ action: 'ListExperiments' }) > 0);
  });
});
