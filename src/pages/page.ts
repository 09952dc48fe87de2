import { consoleUrl } from '../model/arn.ts';
import { shortId } from '../model/resources/target.ts';
import type { Badge, Button, Elapsed, Notice, PageModel, Row, Section, State, Value } from '../panel/protocol/page.ts';
import { historySection } from './historySection.ts';
import { type PageInput, mono, text } from './parts.ts';
import type { Target } from '../model/resources/target.ts';

/** What a page's kind decides; the rest is the same on all. */
export interface Frame {
  readonly title: string;
  readonly state: State;
  readonly elapsed?: Elapsed;
  readonly why: readonly Row[];
  readonly badges: readonly Badge[];
  readonly notices?: readonly Notice[];
  readonly stop: { readonly label: string; readonly possible: boolean };
  readonly buttons?: readonly Button[];
  readonly sections: readonly Section[];
}

export function pageOf(input: PageInput, frame: Frame, target: Target | undefined): PageModel {
  const { ref, l10n, links, gone } = input;
  const buttons: Button[] = [{ id: links.add({ type: 'reveal', ref }), label: l10n.t('Show in tree'), enabled: !gone }];
  if (target !== undefined && !input.simulated) {
    const id = links.add({ type: 'open', url: consoleUrl(target) });
    buttons.push({ id, label: l10n.t('Open in the AWS console'), enabled: true });
  }
  const stop: Button = {
    id: 'stop',
    label: frame.stop.label,
    enabled: frame.stop.possible && !gone,
    ...(frame.stop.possible ? {} : { title: l10n.t('In this state there is nothing to stop.') }),
  };
  return {
    subject: { type: 'resource', ref },
    title: frame.title,
    place: placeOf(input),
    state: frame.state,
    ...(frame.elapsed === undefined || gone ? {} : { elapsed: frame.elapsed }),
    why: frame.why,
    badges: [...(input.simulated ? [simulatedBadge(input)] : []), ...frame.badges],
    notices: [...(gone ? [goneNotice(input)] : []), ...input.notices, ...(frame.notices ?? [])],
    stop,
    buttons: [...(frame.buttons ?? []), ...buttons],
    sections: [...frame.sections, historySection(input)],
    ...(input.asOf === undefined ? {} : { asOf: input.asOf }),
    ...(input.clockOffset === 0 ? {} : { clockOffset: input.clockOffset }),
  };
}

function placeOf({ ref, account, l10n }: PageInput): readonly Value[] {
  const who = account?.alias === undefined ? account?.id : `${account.alias} (${account.id ?? ''})`;
  return [
    mono(shortId(ref)),
    text(l10n.t('profile {0}', ref.scope.profile)),
    ...(who === undefined ? [] : [text(l10n.t('account {0}', who))]),
    text(ref.scope.region),
  ];
}

function simulatedBadge({ l10n }: PageInput): Badge {
  return {
    label: l10n.t('Simulated'),
    tone: 'info',
    title: l10n.t('This is the simulated AWS: nothing here is real.'),
  };
}

function goneNotice({ l10n }: PageInput): Notice {
  return {
    tone: 'warning',
    text: l10n.t('AWS does not know this any more. What you see is what was last seen of it.'),
  };
}
