import { l10n, type Memento } from 'vscode';
import type { Release } from '../../base/event.ts';
import type { Follow } from '../../stopping/stopping.ts';
import { isNotifyChosen, writeNotify } from '../settings/settings.ts';
import { inform } from '../words/say.ts';

const OFFERED = 'halt.notifyOffered';

/** Offers to be told of changes, once, when the first confirmed stop has ended. Its buttons change a setting and nothing else. */
export function offerNotify(parts: {
  readonly follow: Pick<Follow, 'following' | 'onDidEnd'>;
  readonly memory: Pick<Memento, 'get' | 'update'>;
  readonly onError: (error: unknown) => void;
}): Release {
  const { follow, memory, onError } = parts;
  const offer = async () => {
    await memory.update(OFFERED, true);
    const production = l10n.t('For Production');
    const all = l10n.t('For Everything');
    const choice = await inform(
      l10n.t(
        'Halt can tell you when an experiment starts or fails, a deployment pauses, fails or rolls back, or a safety lever is engaged, even while this window is hidden.',
      ),
      production,
      all,
    );
    if (choice !== undefined) await writeNotify(choice === all ? 'all' : 'production');
  };
  return follow.onDidEnd(({ verdict }) => {
    if (verdict.type === 'refused' || follow.following().length > 0) return;
    if (memory.get(OFFERED) === true || isNotifyChosen()) return;
    void offer().catch(onError);
  });
}
