import { valueOf } from '../../model/fact.ts';
import { HIBERNATION, type Instance, managerOf } from '../../model/resources/instance.ts';
import { storeOf } from '../../model/resources/typeStore.ts';
import { isUnread } from '../../model/resources/unreadable.ts';
import { staysBilledOf } from '../../model/resources/staysBilled.ts';
import { tagFact } from '../../model/resources/tag.ts';
import type { Failure } from '../../model/failure.ts';
import type {
  Badge,
  Elapsed,
  Notice,
  PageBlock,
  PageModel,
  PageRow,
  PageSection,
  Value,
} from '../../panel/protocol/page.ts';
import { shownState } from '../shownState.ts';
import { type Frame, pageOf } from '../page.ts';
import type { InstanceExtras, PageInput } from '../pageInput.ts';
import { andWhy, listValue, mono, nextSteps, row, tagRows, textValue, timeRow, whyAndNext } from '../pageRows.ts';
import { plainStop, unfitFor } from '../../stopping/operation.ts';
import { type Owner, ownersOf, USUAL_SCHEDULE_TAG } from '../../stopping/plan/owners.ts';
import { type ForceTimes, forcedWords } from '../forcedWords.ts';
import { ownerNames, ownerWords } from '../ownerWords.ts';
import { staysBilledWords } from '../staysBilledWords.ts';
import type { Words } from '../words.ts';

/** The page of an EC2 instance. `instance` is what was last seen of it. */
export function instancePage(input: PageInput, instance: Instance | undefined, extras: InstanceExtras): PageModel {
  const { l10n, ref } = input;
  const state = instance?.state ?? 'unknown';
  const owners = instance === undefined ? [] : ownersOf(instance, input.scheduleTag ?? USUAL_SCHEDULE_TAG);
  const frame: Frame = {
    title: instance?.name ?? ref.id,
    state: shownState('instance', state),
    ...elapsedOf(instance, l10n),
    why: [
      ...row(l10n.t('State reason'), stateReason(instance)),
      ...row(l10n.t('Transition'), instance?.stateTransitionReason),
    ],
    badges: instance === undefined ? [] : badgesOf(instance, owners, extras, l10n),
    notices: input.forced === undefined || input.gone ? [] : [forcedNotice(input.forced, l10n)],
    stop: {
      label: l10n.t('Stop Instance…'),
      underWay: { states: ['stopping'], label: l10n.t('Stopping…') },
      state,
      unfit: instance === undefined ? 'state' : unfitFor(plainStop.instance.type, instance),
    },
    sections: instance === undefined ? [] : sectionsOf(instance, owners, extras, input),
    unread: [],
  };
  return pageOf(input, frame, instance);
}

const forcedNotice = (forced: ForceTimes, l10n: Words): Notice => ({
  tone: forced.nextAt === undefined ? 'warning' : 'info',
  text: forcedWords(forced, l10n),
});

function stateReason(instance: Instance | undefined): string | undefined {
  const { stateReasonCode: code, stateReason: reason } = instance ?? {};
  if (reason === undefined || reason === '') return code;
  return code === undefined || reason.startsWith(code) ? reason : `${code}: ${reason}`;
}

/** The launch time is that of the last start: it says how long it has been running, and nothing in any other state. */
function elapsedOf(instance: Instance | undefined, l10n: Words): { readonly elapsed?: Elapsed } {
  if (instance?.launchedAt === undefined || instance.state !== 'running') return {};
  return { elapsed: { label: l10n.t('for {0}'), from: instance.launchedAt } };
}

function badgesOf(instance: Instance, owners: readonly Owner[], extras: InstanceExtras, l10n: Words): readonly Badge[] {
  const badges: Badge[] = [];
  if (instance.lifecycle === 'spot') badges.push({ label: l10n.t('Spot'), tone: 'info' });
  if (instance.autoScalingGroup !== undefined) {
    const title = l10n.t('The Auto Scaling group will terminate and replace it.');
    badges.push({ label: l10n.t('Auto Scaling'), tone: 'warning', title });
  }
  for (const owner of owners) {
    const tone = owner.kind === 'cloudformation' ? 'info' : 'warning';
    badges.push({ label: ownerNames[owner.kind], tone, title: ownerWords(owner, l10n) });
  }
  if (instance.managedBy !== undefined) {
    badges.push({ label: l10n.t('Managed by {0}', instance.managedBy), tone: 'warning' });
  }
  if (extras.stopProtection === true) {
    badges.push({
      label: l10n.t('Stop protection'),
      tone: 'warning',
      title: l10n.t('AWS refuses to stop this instance (disableApiStop).'),
    });
  }
  return badges;
}

function sectionsOf(
  instance: Instance,
  owners: readonly Owner[],
  extras: InstanceExtras,
  input: PageInput,
): readonly PageSection[] {
  const { l10n } = input;
  return [
    card(
      'stopping',
      l10n.t('If you stop it'),
      stopRows(instance, owners, extras, input),
      nextSteps(unreadOf(extras), input),
    ),
    card('about', l10n.t('Instance'), [
      ...row(l10n.t('ID'), mono(instance.id)),
      ...row(l10n.t('ARN'), mono(instance.arn)),
      ...row(l10n.t('Type'), instance.type),
      ...row(l10n.t('Architecture'), instance.architecture),
      ...row(l10n.t('Platform'), instance.platform ?? (instance.windows ? 'Windows' : undefined)),
      ...row(l10n.t('Image'), monoOf(instance.imageId)),
      ...row(l10n.t('Key pair'), instance.keyName),
      ...timeRow(l10n.t('Launched'), instance.launchedAt),
      ...row(l10n.t('Availability Zone'), instance.availabilityZone),
    ]),
    card('network', l10n.t('Network'), networkRows(instance, l10n)),
    ...volumesSection(instance, extras, input),
    ...(instance.tags.length === 0 ? [] : [card('tags', l10n.t('Tags'), tagRows(instance.tags, l10n))]),
  ];
}

function groupValue({ autoScalingGroup, tagsUnread }: Instance, l10n: Words): Value | undefined {
  const group = tagFact(autoScalingGroup, tagsUnread);
  const name: Value = group.kind === 'known' ? mono(group.value) : { type: 'quiet', text: l10n.t('can’t be read') };
  if (autoScalingGroup !== undefined)
    return listValue([name, { type: 'quiet', text: l10n.t('will terminate and replace it') }]);
  return group.kind === 'unread' ? name : undefined;
}

function stopRows(
  instance: Instance,
  owners: readonly Owner[],
  extras: InstanceExtras,
  input: PageInput,
): readonly PageRow[] {
  const { l10n } = input;
  const { stopProtection, spotKind, typeStore, volumeSizes, failures = {} } = extras;
  const store = storeOf(instance, typeStore);
  const billed = staysBilledOf(instance, volumeSizes)?.billed;
  const stores: Readonly<Record<Instance['instanceStore'], string>> = {
    none: l10n.t('none'),
    data: l10n.t('erased when it stops'),
    root: l10n.t('the root volume, so it can’t be stopped'),
    unknown: l10n.t('not known'),
  };
  const asked: Value = { type: 'quiet', text: l10n.t('not known') };
  const told = (value: Value | string, name: keyof typeof failures): Value =>
    andWhy(typeof value === 'string' ? textValue(value) : value, failures[name], input);
  const unread: Value = { type: 'quiet', text: l10n.t('can’t be read') };
  const manager = managerOf(instance);
  const isUnreadStore =
    (store === 'none' && isUnread(instance, 'RootDeviceType')) ||
    (store === 'unknown' && isUnread(instance, 'InstanceType'));
  return [
    // Who starts or replaces it again decides first.
    ...row(l10n.t('Auto Scaling group'), groupValue(instance, l10n)),
    ...row(
      l10n.t('After a stop'),
      owners.length === 0 ? undefined : listValue(owners.map((owner) => textValue(ownerWords(owner, l10n)))),
    ),
    ...row(l10n.t('Managed by'), manager.kind === 'unread' ? unread : valueOf(manager)),
    ...row(
      l10n.t('Stop protection'),
      told(
        stopProtection === undefined ? asked : stopProtection ? l10n.t('on; AWS refuses to stop it') : l10n.t('off'),
        'stopProtection',
      ),
    ),
    ...row(
      l10n.t('Lifecycle'),
      instance.lifecycle === undefined
        ? isUnread(instance, 'InstanceLifecycle')
          ? unread
          : l10n.t('on demand')
        : spotKind === undefined
          ? told(instance.lifecycle, 'spotKind')
          : `${instance.lifecycle}, ${spotKind}`,
    ),
    ...row(l10n.t('Spot request'), monoOf(instance.spotRequestId)),
    ...row(l10n.t('Root device'), instance.rootDeviceType),
    ...row(l10n.t('Instance store'), isUnreadStore ? unread : told(stores[store], 'typeStore')),
    ...row(l10n.t('Stays billed'), billed && told(staysBilledWords(billed, l10n), 'volumeSizes')),
    ...row(
      l10n.t('Hibernation'),
      instance.hibernationConfigured
        ? l10n.t('configured')
        : isUnread(instance, HIBERNATION)
          ? unread
          : l10n.t('not configured'),
    ),
  ];
}

function networkRows(instance: Instance, l10n: Words): readonly PageRow[] {
  const kind =
    instance.publicAddressKind === 'elastic'
      ? l10n.t('an Elastic IP; kept and still billed')
      : isUnread(instance, 'NetworkInterfaces')
        ? l10n.t('whether it is kept can’t be read')
        : l10n.t('lost when it stops; a new one when it starts');
  const { privateAddress, otherAddresses = [] } = instance;
  const addresses = [...(privateAddress === undefined ? [] : [privateAddress]), ...otherAddresses];
  return [
    ...row(
      l10n.t('Public address'),
      instance.publicAddress === undefined
        ? undefined
        : listValue([mono(instance.publicAddress), { type: 'quiet', text: kind }]),
    ),
    ...row(l10n.t('Private address'), monoOf(privateAddress)),
    ...row(l10n.t('All addresses'), addresses.length > 1 ? listValue(addresses.map(mono)) : undefined),
    ...row(l10n.t('VPC'), monoOf(instance.vpcId)),
    ...row(l10n.t('Subnet'), monoOf(instance.subnetId)),
  ];
}

function volumesSection(
  instance: Instance,
  { volumeSizes = {}, failures }: InstanceExtras,
  input: PageInput,
): readonly PageSection[] {
  const { l10n } = input;
  const { volumes } = instance;
  if (volumes.length === 0) return [];
  const kept = isUnread(instance, 'BlockDeviceMappings') ? l10n.t('can’t be read') : l10n.t('kept');
  return [
    {
      id: 'volumes',
      title: l10n.t('Volumes'),
      note: l10n.t('kept and billed while it is stopped'),
      wide: true,
      blocks: [
        {
          type: 'table',
          id: 'volumes',
          label: l10n.t('Volumes'),
          columns: [l10n.t('Device'), l10n.t('Volume'), l10n.t('Size'), l10n.t('On termination')],
          rows: volumes.map((volume): readonly Value[] => [
            mono(volume.device),
            mono(volume.id),
            sizeValue(Object.hasOwn(volumeSizes, volume.id) ? volumeSizes[volume.id] : undefined, l10n),
            textValue(volume.deleteOnTermination ? l10n.t('deleted') : kept),
          ]),
          empty: '',
        },
        ...(failures?.volumeSizes === undefined ? [] : [whyBlock(failures.volumeSizes, input)]),
      ],
    },
  ];
}

const sizeValue = (gib: number | undefined, l10n: Words): Value =>
  gib === undefined ? { type: 'quiet', text: l10n.t('not known') } : textValue(l10n.t('{0} GiB', gib));

const unreadOf = ({ failures = {} }: InstanceExtras): readonly (Failure | undefined)[] => Object.values(failures);

const whyBlock = (failure: Failure, input: PageInput): PageBlock => ({
  type: 'value',
  value: { type: 'quiet', text: whyAndNext(failure, input) },
});

function card(id: string, title: string, rows: readonly PageRow[], after: readonly PageBlock[] = []): PageSection {
  return { id, title, wide: false, blocks: [{ type: 'rows', rows }, ...after] };
}

function monoOf(value: string | undefined): Value | undefined {
  return value === undefined ? undefined : mono(value);
}
