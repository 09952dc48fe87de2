import { l10n } from 'vscode';
import type { Forbidden } from '../../model/changePolicy.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { apiName, OperationType } from '../../model/operation.ts';
import type { PermitRefusal } from '../../model/permit.ts';
import { type FailureWords, profileOf, regionOf, say, type Say } from './failureSentence.ts';

/** What is not there, by AWS's code, and of which service that code means it; of a list, a look or a change. */
export const missingWords: Readonly<Record<string, { readonly service: 'ec2:' | 'ecs:' | 'fis:'; readonly say: Say }>> =
  {
    'InvalidInstanceID.NotFound': {
      service: 'ec2:',
      say: () =>
        say(
          l10n.t('EC2 doesn’t know this instance.'),
          l10n.t('It may be terminated, or so new that not all of EC2 knows it yet: refresh and try again.'),
          'retry',
        ),
    },
    // Halt's own: what a list lacks, so that it isn't taken for AWS's refusal of all of it.
    'managed-unlisted': {
      service: 'ec2:',
      say: () =>
        say(
          l10n.t('Instances that a service manages and the account hides can’t be listed here.'),
          l10n.t('This endpoint of EC2 doesn’t know IncludeManagedResources; everything else is listed.'),
          'log',
        ),
    },
    'InvalidSpotInstanceRequestID.NotFound': {
      service: 'ec2:',
      say: () => say(l10n.t('EC2 doesn’t know this Spot request.'), l10n.t('It may be over: refresh.'), 'retry'),
    },
    ServiceDeploymentNotFoundException: {
      service: 'ecs:',
      say: () =>
        say(
          l10n.t('ECS doesn’t know this service deployment.'),
          l10n.t('It may be older than the 90 days that ECS keeps, or its service is gone: refresh.'),
          'retry',
        ),
    },
    ServiceNotFoundException: {
      service: 'ecs:',
      say: () => say(l10n.t('ECS doesn’t know this service.'), l10n.t('It may have been deleted: refresh.'), 'retry'),
    },
    ClusterNotFoundException: {
      service: 'ecs:',
      say: () => say(l10n.t('ECS doesn’t know this cluster.'), l10n.t('It may have been deleted: refresh.'), 'retry'),
    },
    ResourceNotFoundException: {
      service: 'fis:',
      say: (failure) =>
        failure.operation === 'fis:GetSafetyLever' || failure.operation === 'fis:UpdateSafetyLeverState'
          ? say(l10n.t('FIS knows no safety lever here.'), l10n.t('Refresh, or look in the FIS console.'), 'retry')
          : failure.operation === 'fis:GetExperimentTemplate'
            ? say(l10n.t('FIS doesn’t know this experiment template.'), l10n.t('It may have been deleted.'), 'retry')
            : say(
                l10n.t('FIS doesn’t know this experiment.'),
                l10n.t('FIS keeps experiments for 120 days: refresh.'),
                'retry',
              ),
    },
  };

type ChangeName = (typeof apiName)[OperationType];
/** By AWS's code. */
export type CodeWords = Readonly<Record<string, Say>>;

/** Whether it is one of the operations that change something, as IAM writes them: `ec2:StopInstances`. */
export const isChange = (operation: string | undefined): operation is ChangeName =>
  operation !== undefined && Object.hasOwn(changeWords, operation);

const notAllowed = (sentence: string, action: string): FailureWords =>
  say(sentence, l10n.t('Ask for {0} on it; “Halt: Copy IAM Policy…” gives the policy.', action));
const throttling = (): FailureWords =>
  say(
    l10n.t('AWS is throttling this account’s calls, so it was not carried out.'),
    l10n.t('Try again in a moment.'),
    'retry',
  );
const malformedId = (): FailureWords =>
  say(l10n.t('This is not an instance ID that EC2 accepts.'), l10n.t('Refresh and try again.'), 'retry');
const ec2Throttling = (): FailureWords =>
  say(
    l10n.t('EC2 is throttling this account’s calls, so it was not carried out.'),
    l10n.t('Try again in a moment.'),
    'retry',
  );

const ecsWords: CodeWords = {
  ServerException: () =>
    say(
      l10n.t('ECS reported an internal error.'),
      l10n.t('The tree shows whether it was carried out; see the AWS Health Dashboard.'),
      'retry',
    ),
  ClientException: () =>
    say(
      l10n.t('ECS rejected the request.'),
      l10n.t('Often the resource was changed or is gone: refresh and look at the service.'),
      'retry',
    ),
  ThrottlingException: throttling,
};
const unsupportedByEcs = (next: string): FailureWords =>
  say(l10n.t('ECS can’t do this for this service or in this region.'), next);

/** By operation and code. Sources: the API page of each operation, and EC2's error codes. */
export const changeWords = {
  'ec2:StopInstances': {
    'InvalidInstanceID.Malformed': malformedId,
    IncorrectInstanceState: (_, { asked }) =>
      say(
        l10n.t('The instance is in a state from which it can’t be stopped.'),
        asked?.type === 'force-stop'
          ? l10n.t('One that is still pending needs a moment; a terminated one is gone.')
          : l10n.t('Pending ones need Force Stop, or a moment; terminated ones are gone.'),
        'retry',
      ),
    OperationNotPermitted: () =>
      say(
        l10n.t('The instance is protected against stops.'),
        l10n.t('Stop protection (disableApiStop) is taken off in the EC2 console by whoever set it; Halt never does.'),
      ),
    UnsupportedOperation: () =>
      say(
        l10n.t('EC2 can’t stop this kind of instance.'),
        l10n.t(
          'One-time Spot instances, instance-store roots and instances that a service manages can’t be stopped, only terminated, or changed where they are managed.',
        ),
      ),
    UnsupportedHibernationConfiguration: (_, { asked }) =>
      asked === undefined || asked.type === 'hibernate'
        ? say(
            l10n.t('The instance was not launched with hibernation.'),
            l10n.t('Stop it instead: what is in memory is lost.'),
          )
        : say(
            l10n.t('The instance was not launched with hibernation.'),
            l10n.t('Look at AWS’s message in the log, and at who manages the instance.'),
            'log',
          ),
    DryRunOperation: () =>
      say(
        l10n.t('You are allowed to stop it.'),
        l10n.t('This was a permission check, not a promise: its state and protections are checked when you stop it.'),
      ),
    UnauthorizedOperation: () => notAllowed(l10n.t('You are not allowed to stop this instance.'), 'ec2:StopInstances'),
    RequestLimitExceeded: ec2Throttling,
  },
  'ec2:StartInstances': {
    'InvalidInstanceID.Malformed': malformedId,
    IncorrectInstanceState: () =>
      say(
        l10n.t('The instance is in a state from which it can’t be started.'),
        l10n.t('One that is still stopping needs a moment; a terminated one is gone.'),
        'retry',
      ),
    OperationNotPermitted: () =>
      say(
        l10n.t('EC2 doesn’t permit this start.'),
        l10n.t('Look at AWS’s message in the log, and at who manages the instance.'),
        'log',
      ),
    UnsupportedOperation: () =>
      say(
        l10n.t('EC2 can’t start this kind of instance.'),
        l10n.t('Spot instances and those that a service manages are started by whoever manages them.'),
      ),
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernate-spot-instances.html
    IncorrectSpotRequestState: () =>
      say(
        l10n.t('The Spot request of this instance doesn’t allow a start now.'),
        l10n.t('A Spot instance that EC2 interrupted is resumed by EC2 alone, when there is capacity at its price.'),
      ),
    InsufficientInstanceCapacity: () =>
      say(
        l10n.t('AWS has no capacity for this instance type in its Availability Zone now.'),
        l10n.t('Try again later, or change the type in the EC2 console.'),
        'retry',
      ),
    InstanceLimitExceeded: () =>
      say(
        l10n.t('Starting it would exceed the account’s limit of running instances.'),
        l10n.t('Ask AWS for a higher quota, or stop something else.'),
      ),
    VcpuLimitExceeded: () =>
      say(
        l10n.t('Starting it would exceed the account’s limit of vCPUs.'),
        l10n.t('Ask AWS for a higher quota, or stop something else.'),
      ),
    UnauthorizedOperation: () =>
      notAllowed(l10n.t('You are not allowed to start this instance.'), 'ec2:StartInstances'),
    RequestLimitExceeded: ec2Throttling,
  },
  'ecs:StopServiceDeployment': {
    ...ecsWords,
    UnsupportedFeatureException: () =>
      unsupportedByEcs(
        l10n.t(
          'Service deployments can be stopped for the ECS deployment controller; open the service in the console.',
        ),
      ),
    AccessDeniedException: () =>
      notAllowed(l10n.t('You are not allowed to stop this service deployment.'), 'ecs:StopServiceDeployment'),
    ConflictException: () =>
      say(
        l10n.t('The deployment had already ended, or something else is changing it.'),
        l10n.t('Refresh to see where it ended.'),
        'retry',
      ),
    InvalidParameterException: (_, { asked }) =>
      say(
        l10n.t('ECS does not accept this way of stopping here.'),
        asked?.type === 'roll-back'
          ? l10n.t('Services under CODE_DEPLOY or EXTERNAL are stopped where they are controlled.')
          : l10n.t(
              'Roll back is what AWS documents; services under CODE_DEPLOY or EXTERNAL are stopped where they are controlled.',
            ),
      ),
  },
  'ecs:ContinueServiceDeployment': {
    ...ecsWords,
    UnsupportedFeatureException: () =>
      unsupportedByEcs(
        l10n.t('Pause hooks are answered for the ECS deployment controller; open the service in the console.'),
      ),
    AccessDeniedException: (_, { asked }) =>
      notAllowed(
        asked?.type === 'continue' && asked.action === 'ROLLBACK'
          ? l10n.t('You are not allowed to roll this service deployment back at its pause hook.')
          : l10n.t('You are not allowed to continue this service deployment.'),
        'ecs:ContinueServiceDeployment',
      ),
    InvalidParameterException: () =>
      say(
        l10n.t('ECS does not accept this answer: the hook is no longer waiting, or is another one.'),
        l10n.t('Refresh to see at which hook the deployment is paused.'),
        'retry',
      ),
  },
  'fis:StopExperiment': {
    ValidationException: () =>
      say(
        l10n.t('FIS can’t stop it: it has ended, or FIS doesn’t know the id.'),
        l10n.t('Refresh to see its state.'),
        'retry',
      ),
    AccessDeniedException: () =>
      notAllowed(l10n.t('You are not allowed to stop this experiment.'), 'fis:StopExperiment'),
    ThrottlingException: throttling,
  },
  'fis:UpdateSafetyLeverState': {
    ValidationException: () =>
      say(
        l10n.t('FIS does not accept this change of the safety lever.'),
        l10n.t('Check the reason that you gave, and refresh to see the lever’s state.'),
        'retry',
      ),
    ConflictException: (_, { asked }) =>
      say(
        l10n.t('The safety lever is being engaged now.'),
        asked?.type === 'engage-lever'
          ? l10n.t('Refresh to see when it is engaged.')
          : l10n.t('Wait until it is engaged, then try again.'),
        'retry',
      ),
    AccessDeniedException: () =>
      notAllowed(l10n.t('You are not allowed to change the safety lever.'), 'fis:UpdateSafetyLeverState'),
    ThrottlingException: throttling,
  },
} as const satisfies Record<ChangeName, CodeWords>;

const unclear = (setting: GuardSetting) =>
  say(
    l10n.t('Halt can’t understand the setting {0}, and changes nothing until it is fixed.', setting),
    l10n.t('Change the setting to be able to stop anything here.'),
    'settings',
  );

/** The codes of what Halt itself refuses. */
type OwnCode = Forbidden | PermitRefusal | 'no-waiting-hook' | 'dry-run-unheeded';

/** What Halt says of its own accord. */
export const ownWords = {
  'read-only': (_, origin) =>
    say(
      l10n.t('Halt is set to read only for “{0}” (halt.readOnly).', profileOf(origin)),
      l10n.t('Change the setting to be able to stop anything here.'),
      'settings',
    ),
  'read-only-unclear': () => unclear('halt.readOnly'),
  'regions-unclear': () => unclear('halt.allowedRegions'),
  'production-unclear': () => unclear('halt.production'),
  'places-unclear': () => unclear('halt.places'),
  region: (_, origin) =>
    say(
      l10n.t('Halt may not change anything in {0} (halt.allowedRegions).', regionOf(origin)),
      l10n.t('Add the region to the setting.'),
      'settings',
    ),
  'place-read-only': (_, origin) =>
    say(
      l10n.t('Halt is set to read only for “{0}” (halt.places).', profileOf(origin)),
      l10n.t('Change the setting to be able to stop anything here.'),
      'settings',
    ),
  'place-region': (_, origin) =>
    say(
      l10n.t('Halt may not change anything of “{0}” in {1} (halt.places).', profileOf(origin), regionOf(origin)),
      l10n.t('Add the region to the setting.'),
      'settings',
    ),
  'place-operation': (_, origin) =>
    say(
      l10n.t('Halt may not do this in “{0}” (halt.places).', profileOf(origin)),
      l10n.t('Add the operation to the setting.'),
      'settings',
    ),
  'account-changed': (_, origin) =>
    say(
      l10n.t('The profile “{0}” now leads to another account.', profileOf(origin)),
      l10n.t('Look at the tree again before you continue.'),
      'retry',
    ),
  'destination-changed': (_, origin) =>
    say(
      l10n.t(
        'The requests of “{0}” now go to other endpoints than when you were asked, so nothing was sent.',
        profileOf(origin),
      ),
      l10n.t('Confirm it again.'),
      'retry',
    ),
  'no-waiting-hook': () =>
    say(l10n.t('The deployment is no longer paused at a hook.'), l10n.t('Refresh to see what it does now.'), 'retry'),
  'account-unknown': (failure, origin) =>
    failure.kind === 'forbidden'
      ? say(
          l10n.t('AWS didn’t tell which account “{0}” leads to, so nothing was sent.', profileOf(origin)),
          l10n.t('Try again when AWS STS can be reached with this profile.'),
          'retry',
        )
      : say(
          l10n.t('It isn’t known to which account the profile “{0}” leads.', profileOf(origin)),
          l10n.t('Sign in, or check the profile.'),
          'sign-in',
        ),
  'account-elsewhere': (_, origin) =>
    say(
      l10n.t(
        'A custom endpoint tells the account of “{0}”, but this would go to AWS: it isn’t known to which account. Nothing was sent.',
        profileOf(origin),
      ),
      l10n.t('Check endpoint_url in the AWS config: STS has to go where the change goes.'),
      'retry',
    ),
  'permit-expired': () =>
    say(l10n.t('Not sent: two minutes passed since you confirmed.'), l10n.t('Confirm it again.'), 'retry'),
  'policy-changed': () =>
    say(
      l10n.t('Halt’s settings were changed after the plan was made, so it was not sent.'),
      l10n.t('Confirm it again.'),
      'retry',
    ),
  'not-permitted': () => say(l10n.t('Not sent: this isn’t what you confirmed.'), l10n.t('Make a new plan.'), 'retry'),
  'dry-run-unheeded': () =>
    say(
      l10n.t(
        'Not asked: it isn’t known whether this endpoint heeds a dry run; one that doesn’t would stop the instance.',
      ),
      '',
      'none',
    ),
  'abort-off': () =>
    say(
      l10n.t('Aborting deployments is turned off (halt.enableAbort).'),
      l10n.t('Turn the setting on to be able to abort.'),
      'settings',
    ),
} as const satisfies Record<OwnCode, Say>;

/** Whether a code is one that Halt itself gives. */
export const isOwnCode = (code: string): code is OwnCode => Object.hasOwn(ownWords, code);
