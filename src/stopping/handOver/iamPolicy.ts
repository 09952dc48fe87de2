/** Every action that Halt's reading uses. */
export const readActions: readonly string[] = [
  'cloudwatch:DescribeAlarms',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeInstances',
  'ec2:DescribeRegions',
  'ec2:DescribeSpotInstanceRequests',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
  'ecs:DescribeServices',
  'ecs:DescribeTasks',
  'ecs:ListClusters',
  'ecs:ListServiceDeployments',
  'ecs:ListServices',
  'ecs:ListTasks',
  'fis:GetExperiment',
  'fis:GetExperimentTemplate',
  'fis:GetSafetyLever',
  'fis:ListExperimentResolvedTargets',
  'fis:ListExperimentTargetAccountConfigurations',
  'fis:ListExperiments',
  'iam:ListAccountAliases',
  'sts:GetCallerIdentity',
];

/** Every action that a confirmed plan can use. */
export const changeActions: readonly string[] = [
  'ec2:StartInstances',
  'ec2:StopInstances',
  'ecs:ContinueServiceDeployment',
  'ecs:StopServiceDeployment',
  'fis:StopExperiment',
  'fis:UpdateSafetyLeverState',
];

/** The least IAM policy for the features in use, as JSON. `changes` false: for looking only. */
export function iamPolicy(options: { readonly changes: boolean }): string {
  const statements = [
    { Sid: 'HaltLooks', Effect: 'Allow', Action: readActions, Resource: '*' },
    ...(options.changes ? [{ Sid: 'HaltStops', Effect: 'Allow', Action: changeActions, Resource: '*' }] : []),
  ];
  return `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2)}\n`;
}
