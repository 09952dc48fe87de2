import { env, l10n, window } from 'vscode';
import * as v from 'valibot';
import type { Clock } from '../../base/clock.ts';
import { formatJson } from '../../base/jsonLines.ts';
import type { DaemonStore } from '../../inventory/daemonStore.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import { daemonNames, type DaemonDocument } from '../../model/resources/daemon.ts';
import { daemonRefSchema, type DaemonRef } from '../../model/resources/resource.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { Scope } from '../../model/scope.ts';
import type { Read } from '../../model/sight.ts';
import { consoleButton, daemonPage, type DaemonPageInput } from '../../pages/daemon/page.ts';
import type { PageInput } from '../../pages/parts.ts';
import type { Button, Notice } from '../../panel/protocol/page.ts';
import { openAddress } from '../editor/openAddress.ts';
import { pageWords } from '../words/counted.ts';
import { daemonAdvice } from '../words/daemons.ts';
import { failureWords } from '../words/failures.ts';
import { mention } from '../words/say.ts';
import type { OnPress, RecordSource } from './recordSource.ts';

const ID_PREFIX = 'daemon ';
/** How long after an answer the next one is asked for while somebody sees the page, ms: of a deployment that moves, and of one that is over. */
const PAUSE_WHILE_MOVING = 15_000;
const PAUSE_WHEN_OVER = 60_000;

export interface DaemonPageParts {
  readonly reads: Pick<AwsReads, 'daemonDocument'>;
  readonly daemons: Pick<DaemonStore, 'find'>;
  readonly clock: Clock;
  readonly place: (scope: Scope) => Pick<PageInput, 'account' | 'portal' | 'destination'>;
  readonly openJson: (ref: DaemonRef) => Promise<void>;
}

/** The page of a managed daemon. It asks AWS for this daemon alone, and only while somebody sees it. */
export function daemonSource(ref: DaemonRef, parts: DaemonPageParts): RecordSource {
  const id = `${ID_PREFIX}${JSON.stringify(ref)}`;
  const { reads, clock } = parts;
  let last: Read<DaemonDocument> | undefined;
  /** What was read last; a failure after it doesn't take it away. */
  let known: (DaemonDocument & { readonly asOf: number }) | undefined;

  const read = async (signal: AbortSignal): Promise<void> => {
    const answer = await reads.daemonDocument(ref.scope, ref.id, signal);
    if (signal.aborted) return;
    last = answer;
    if (answer.ok) known = { ...answer.value, asOf: answer.seen.at };
  };

  const input = (): DaemonPageInput => {
    const listed = parts.daemons.find(ref.scope, ref.id);
    const deployment = known === undefined ? listed?.deployment : known.deployment;
    return {
      ...parts.place(ref.scope),
      ...{ id, scope: ref.scope, arn: ref.id, ...daemonNames(ref.id) },
      ...(deployment && { deployment }),
      ...(known && { asOf: known.asOf }),
      isBeingDeleted: listed?.status === 'DELETE_IN_PROGRESS',
      advice: daemonAdvice(),
      notices: noticesOf(ref.scope, last),
      l10n: pageWords,
    };
  };

  const buttonsOf = (from: DaemonPageInput, onPress: OnPress): readonly Button[] => {
    const console = consoleButton(from);
    const refresh = (): Promise<void> => read(new AbortController().signal);
    return [
      { id: onPress('refresh', refresh), label: l10n.t('Refresh'), enabled: true },
      { id: onPress('json', () => parts.openJson(ref)), label: l10n.t('Open as JSON'), enabled: true },
      { id: onPress('arn', () => copy(ref.id)), label: l10n.t('Copy ARN'), enabled: true },
      ...(console === undefined
        ? []
        : [
            {
              ...{ id: onPress('console', () => openAddress(console.url)), label: console.label, enabled: true },
              ...(console.title !== undefined && { title: console.title }),
            },
          ]),
    ];
  };

  return {
    id,
    draw: (onPress) => {
      const from = input();
      return daemonPage(from, buttonsOf(from, onPress));
    },
    whileSeen: (changed) => {
      const abort = new AbortController();
      let cancel = (): void => {};
      const look = async (): Promise<void> => {
        // Nobody looks at a window that is behind others, or minimized.
        if (known === undefined || window.state.focused) {
          await read(abort.signal);
          if (abort.signal.aborted) return;
          changed();
        }
        const status = known?.deployment?.status;
        const moves = status !== undefined && !stateTraits('deployment', status).final;
        cancel = clock.after(moves ? PAUSE_WHILE_MOVING : PAUSE_WHEN_OVER, () => void look());
      };
      void look();
      return () => {
        abort.abort();
        cancel();
      };
    },
    fileName: `halt-daemon-${daemonNames(ref.id).name}.json`.replaceAll(/[^\w.-]/g, '_'),
    exported: () => (known?.json === undefined ? '{}\n' : formatJson(known.json)),
  };
}

/** The page that had this id before a reload: AWS is asked anew. */
export function daemonSourceOf(id: string, parts: DaemonPageParts): RecordSource | undefined {
  if (!id.startsWith(ID_PREFIX)) return undefined;
  const ref = v.safeParse(v.pipe(v.string(), v.parseJson(), daemonRefSchema), id.slice(ID_PREFIX.length));
  return ref.success ? daemonSource(ref.output, parts) : undefined;
}

function noticesOf(scope: Scope, last: Read<DaemonDocument> | undefined): readonly Notice[] {
  if (last === undefined) return [];
  const failures = last.ok ? last.value.gaps : [last.failure];
  return failures.map((failure) => {
    const { sentence, next } = failureWords(failure, scope);
    return { tone: last.ok ? 'warning' : 'error', text: `${sentence} ${next}`.trim() };
  });
}

async function copy(words: string): Promise<void> {
  await env.clipboard.writeText(words);
  mention(l10n.t('Copied.'), 2_000);
}
