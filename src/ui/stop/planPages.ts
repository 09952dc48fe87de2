import { l10n, type Memento } from 'vscode';
import * as v from 'valibot';
import { type PageModel, pageModel } from '../../panel/protocol/page.ts';
import type { Failure } from '../../model/failure.ts';
import { refKey } from '../../model/resources/resource.ts';
import { eachSaved, savedTime } from '../../model/savedState.ts';
import { clockAhead, type Plan, type PlannedTarget } from '../../stopping/plan/plan.ts';
import type { RunResult } from '../../stopping/runResult.ts';
import { inform } from '../words/say.ts';
import type { RecordPages } from '../records/recordPages.ts';
import type { OnPress, RecordSource } from '../records/recordSource.ts';
import { type CameOf, planPage, planPageId, type PlanProgress } from './planPage.ts';
import type { LookAt } from './promptFrame.ts';

const keptPlan = v.object({
  page: pageModel,
  /** The plan itself, for the export. */
  json: v.string(),
  /** It was confirmed and is being sent; what was sent is known once AWS has answered. */
  confirmed: v.exactOptional(v.literal(true)),
  sent: v.exactOptional(v.object({ at: savedTime, run: v.string() })),
});
type KeptPlan = Readonly<v.InferOutput<typeof keptPlan>>;

/**
 * How a person gets from the page of a plan back to the prompt. The prompt opens again with a fresh plan; neither the page nor a message confirms
 * anything.
 */
export interface WayBack {
  /** What its button says: `Stop…`. */
  readonly label: string;
  readonly go: () => void;
}

/** The pages of plans that a person looked at before confirming. The newest few are kept over a reload, as pages: none of them can be confirmed. */
export interface PlanPages {
  /**
   * Shows the page of a plan. `back`: the way back to the prompt, which the page offers until something is sent or {@link PlanPages.leave} is called.
   */
  show(plan: Plan, back?: WayBack): void;
  /** Removes the way back from the page of this plan. */
  leave(plan: Plan): void;
  /** Draws the page of this plan again, if it was opened and the plan was not sent. */
  update(plan: Plan): void;
  /** Says on the page of this plan that something was confirmed and is being sent. It may have been a newer plan of the same targets. */
  sending(plan: Plan, confirmed: readonly PlannedTarget[]): void;
  /**
   * Says on the page of this plan what was sent and what wasn't, of it or of a newer plan of the same targets. `at`: in milliseconds since the epoch by
   * this machine's clock.
   */
  sent(plan: Plan, at: number, result: RunResult): void;
  /** The page that has this id; undefined when it isn't kept any more. */
  sourceOf(id: string): RecordSource | undefined;
}

export interface PlanPagesParts {
  readonly memory: Memento;
  readonly records: RecordPages;
  readonly showResult: (runs: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

const MEMORY_KEY = 'halt.plans';
const MOST_KEPT = 5;
/** The largest plan that is kept, in characters: a memento is always written as a whole. */
const LARGEST_KEPT = 300_000;

/** Remembers the last five plans in the memento, for pages that the editor brings back after a reload; larger ones than 300,000 characters live as long as the window. */
export function createPlanPages(parts: PlanPagesParts): PlanPages {
  const { memory, records } = parts;
  const ofThisWindow = new Map<string, KeptPlan>();
  const waysBack = new Map<string, WayBack>();
  /** The newest form of each plan: what became known after it was shown belongs on its page, too. */
  const newest = new Map<string, Plan>();
  const latest = (plan: Plan): Plan => newest.get(planPageId(plan)) ?? plan;

  const ofEarlier = (): readonly KeptPlan[] => eachSaved(keptPlan, memory.get(MEMORY_KEY));
  const idOf = ({ page: { subject } }: KeptPlan): string => (subject.type === 'record' ? subject.id : '');
  const find = (id: string): KeptPlan | undefined =>
    ofThisWindow.get(id) ?? ofEarlier().find((plan) => idOf(plan) === id);
  const keep = (plan: KeptPlan): void => {
    const id = idOf(plan);
    ofThisWindow.set(id, plan);
    const others = ofEarlier().filter((each) => idOf(each) !== id);
    const fits = JSON.stringify(plan).length <= LARGEST_KEPT;
    memory.update(MEMORY_KEY, [...others, ...(fits ? [plan] : [])].slice(-MOST_KEPT)).then(undefined, parts.onError);
  };

  const sourceOf = (id: string): RecordSource | undefined => {
    if (find(id) === undefined) return undefined;
    const now = (): KeptPlan => {
      const plan = find(id);
      if (plan === undefined) throw new Error('The plan is no longer kept.');
      return plan;
    };
    return {
      id,
      draw: (onPress) => {
        const { page, confirmed, sent } = now();
        if (sent === undefined) {
          if (ofThisWindow.has(id)) return withWayBack(page, waysBack.get(id), onPress);
          return confirmed
            ? {
                ...page,
                state: { appearance: 'unknown', label: l10n.t('confirmed') },
                notices: [cutOff(), ...page.notices],
              }
            : { ...page, notices: [outdated(), ...page.notices] };
        }
        const showResult = onPress('result', () => parts.showResult([sent.run]));
        return {
          ...page,
          why: [...page.why, { label: l10n.t('Sent'), value: { type: 'time', at: sent.at } }],
          buttons: [{ id: showResult, label: l10n.t('Show Result'), enabled: true }, ...page.buttons],
        };
      },
      fileName: 'halt-plan.json',
      exported: () => now().json,
    };
  };

  const pageOf = (plan: Plan, progress: PlanProgress) =>
    ({ page: planPage(plan, progress), json: `${JSON.stringify(plan, undefined, 2)}\n` }) as KeptPlan;
  return {
    show(plan, back) {
      newest.set(planPageId(plan), plan);
      if (back) waysBack.set(planPageId(plan), back);
      keep(pageOf(plan, { type: 'planned' }));
      const source = sourceOf(planPageId(plan));
      if (source !== undefined) records.show(source);
    },
    leave(plan) {
      if (waysBack.delete(planPageId(plan))) records.refresh();
    },
    update(plan) {
      const kept = ofThisWindow.get(planPageId(plan));
      if (kept === undefined || kept.confirmed === true || kept.sent !== undefined) return;
      newest.set(planPageId(plan), plan);
      keep(pageOf(plan, { type: 'planned' }));
      records.refresh();
    },
    sending(plan, confirmed) {
      const kept = ofThisWindow.get(planPageId(plan));
      if (kept === undefined) return;
      waysBack.delete(planPageId(plan));
      const keys = new Set(confirmed.map(({ ref }) => refKey(ref)));
      keep({ ...pageOf(latest(plan), { type: 'sending', confirmed: keys }), confirmed: true });
      records.refresh();
    },
    sent(plan, at, { run, answers }) {
      if (!ofThisWindow.has(planPageId(plan))) return;
      const came = new Map(answers.map((one) => [refKey(one.tracked.ref), cameOf(one)]));
      const progress: PlanProgress = { type: 'answered', came };
      keep({ ...pageOf(latest(plan), progress), sent: { at: at + clockAhead(latest(plan)), run } });
      records.refresh();
    },
    sourceOf,
  };
}

const withWayBack = (page: PageModel, back: WayBack | undefined, onPress: OnPress): PageModel =>
  back === undefined
    ? page
    : { ...page, beside: { id: onPress('back', () => back.go()), label: back.label, enabled: true } };

function cameOf(answer: RunResult['answers'][number]): CameOf {
  if (isUnsent(answer)) return 'unsent';
  return answer.failure === undefined || answer.failure.mayHaveHappened ? 'sent' : 'refused';
}

/** Whether the request never left, so that AWS will never answer it. */
const isUnsent = ({ failure, requestId }: RunResult['answers'][number]): boolean =>
  failure !== undefined &&
  !failure.mayHaveHappened &&
  // An answer of STS or Identity Center on the way to the credentials isn't an answer to the request.
  ((failure.status === undefined && (failure.requestId ?? requestId) === undefined) || isOfSignIn(failure));

const isOfSignIn = ({ operation }: Failure): boolean =>
  operation !== undefined && /^(?:sso|sts|signin)\b/i.test(operation);

const outdated = () => ({
  tone: 'info' as const,
  text: l10n.t('This plan was made before the window was reloaded and can’t be confirmed any more.'),
});

const cutOff = () => ({
  tone: 'warning' as const,
  text: l10n.t('The window was reloaded while this was being sent. The audit log tells what was sent.'),
});

/**
 * Shows the pages of plans, with a message that nothing has been sent. Resolves with true when the person goes back to the prompt by the message or a
 * page, and with false when they close the message. After that, a page's button opens a new prompt by `anew`.
 */
export function createLookAt<Shown>(show: (one: Shown, back: WayBack) => void, anew: () => void): LookAt<Shown> {
  return (shown, message, label) =>
    new Promise((resolve, reject) => {
      let isOpen = true;
      const end = (goes: boolean): void => {
        isOpen = false;
        resolve(goes);
      };
      const go = (): void => (isOpen ? end(true) : anew());
      for (const one of shown) show(one, { label, go });
      inform(message, label).then((said) => (said === label ? go() : end(false)), reject);
    });
}
