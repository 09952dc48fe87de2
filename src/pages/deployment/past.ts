import { refOf } from '../../model/resources/target.ts';
import type { PageBlock, PageSection, Value } from '../../panel/protocol/page.ts';
import { targetState } from '../shownState.ts';
import type { Fetched, PageInput } from '../pageInput.ts';
import { textValue } from '../pageRows.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';

/** The other deployments of the same service, newest first, each leading to its page. */
export function pastSection(
  deployment: ServiceDeployment,
  { l10n, links }: PageInput,
  past: Fetched<ServiceDeployment>,
): PageSection {
  const others = past.items.filter(({ id }) => id !== deployment.id);
  const time = (at: number | undefined): Value => (at === undefined ? textValue('') : { type: 'time', at });
  const none =
    past.more || past.gaps !== undefined
      ? l10n.t('No other deployment in what has been loaded.')
      : l10n.t('AWS lists no other deployment of this service.');
  const isBegun = past.items.length > 0 || !past.more;
  const empty = isBegun && !past.loading ? none : l10n.t('Loading…');
  // The table says why it is empty by itself.
  const missing = [...(past.gaps ?? []), ...(past.failure !== undefined && others.length > 0 ? [past.failure] : [])];
  return {
    id: 'past',
    title: l10n.t('Other deployments of the service'),
    wide: true,
    blocks: [
      {
        type: 'table',
        id: 'past',
        label: l10n.t('Other deployments of the service'),
        columns: [
          l10n.t('Deployment'),
          l10n.t('State'),
          l10n.t('Created'),
          l10n.t('Finished'),
          l10n.t('Took'),
          l10n.t('Reason'),
        ],
        rows: others.map((other): readonly Value[] => {
          const from = other.startedAt ?? other.createdAt;
          const to = other.finishedAt ?? other.stoppedAt;
          return [
            {
              type: 'link',
              id: links.add({ type: 'show', ref: refOf(other) }),
              text: other.id.slice(other.id.lastIndexOf('/') + 1),
            },
            { type: 'state', state: targetState(other, l10n) },
            time(other.createdAt),
            time(to),
            from === undefined || to === undefined ? textValue('') : { type: 'duration', from, to },
            textValue(other.statusReason ?? ''),
          ];
        }),
        empty: past.failure ?? empty,
        ...(past.more && (past.items.length > 0 || past.failure !== undefined)
          ? {
              more: {
                id: links.add({ type: 'morePast' }),
                label: past.items.length > 0 ? l10n.t('Load More') : l10n.t('Retry'),
                enabled: !past.loading,
              },
            }
          : {}),
      },
      ...missing.map((sentence): PageBlock => ({ type: 'value', value: { type: 'quiet', text: sentence } })),
    ],
  };
}
