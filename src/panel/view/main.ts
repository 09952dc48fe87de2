import { render } from 'lit';
import { createFormat } from './format.ts';
import { createJsonView } from './json/view.ts';
import { type PanelMessage, parseHostMessage } from '../protocol/messages.ts';
import type { PageModel } from '../protocol/page.ts';
import { pageView } from './pageView.ts';
import { readSavedState, toSave } from './savedState.ts';
import type { Strings } from '../protocol/strings.ts';
import type { View } from './view.ts';

declare function acquireVsCodeApi(): {
  readonly postMessage: (message: PanelMessage) => void;
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
};

/** Runs the page in `body`: draws what the host sends, sends what the person does. */
function startPanel(body: HTMLElement): void {
  const { postMessage: send, getState, setState } = acquireVsCodeApi();
  const json = createJsonView();
  const saved = readSavedState(getState());
  const { ui } = saved;
  const announcer = body.querySelector<HTMLElement>('#announcer');
  const root = body.querySelector<HTMLElement>('#page');
  let strings: Strings | undefined;
  let format = undefined as ReturnType<typeof createFormat> | undefined;
  let page: PageModel | undefined;
  let drawing = false;
  let { scrollTop } = saved;

  const viewNow = (): View | undefined =>
    strings === undefined || format === undefined
      ? undefined
      : {
          strings,
          format,
          ui,
          now: Date.now() + (page?.clockOffset ?? 0),
          width: globalThis.innerWidth,
          update(change) {
            change(ui);
            save();
            draw();
          },
          send,
        };

  const save = (): void => {
    if (page !== undefined) setState(toSave(page.subject, { ui, scrollTop }));
  };

  const drawNow = (): void => {
    drawing = false;
    const view = viewNow();
    if (view === undefined || page === undefined || root === null) return;
    render(pageView(view, page, json.template(view)), root);
    json.draw(view);
  };

  const draw = (): void => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(drawNow);
  };

  const takePage = (next: PageModel): void => {
    const before = page;
    page = next;
    document.title = next.title;
    if (announcer !== null && strings !== undefined && format !== undefined && before !== undefined) {
      if (before.state.label !== next.state.label) {
        announcer.textContent = format.fill(strings.stateChanged, next.title.slice(0, 200), next.state.label);
      }
    }
    drawNow();
    if (before === undefined) globalThis.scrollTo(0, scrollTop);
    // Whose it is can be known later than the page.
    save();
  };

  addEventListener('message', (event) => {
    const message = parseHostMessage(event.data);
    switch (message?.type) {
      case 'start':
        strings = message.strings;
        format = createFormat(message.language, message.wordsLanguage, strings);
        document.documentElement.lang = message.language;
        break;
      case 'page':
        takePage(message.page);
        break;
      case 'json':
        json.show(message.json);
        drawNow();
        break;
      default:
    }
  });

  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'f') {
      event.preventDefault();
      const search = root?.querySelector<HTMLElement>('#page-search');
      if (search) search.focus();
      else json.focusSearch();
    }
  });

  addEventListener('scroll', () => {
    scrollTop = globalThis.scrollY;
    save();
  });
  addEventListener('resize', draw);

  const tick = (): void => {
    if (page !== undefined && isRunning(page)) draw();
    setTimeout(tick, 1_000);
  };
  tick();

  send({ type: 'ready' });
}

/** Whether anything on the page grows with now. */
function isRunning(page: PageModel): boolean {
  return (
    (page.elapsed !== undefined && page.elapsed.to === undefined) ||
    page.sections.some((section) => section.blocks.some((block) => block.type === 'timeline' && block.live))
  );
}

startPanel(document.body);
