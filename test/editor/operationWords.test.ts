import assert from 'node:assert/strict';
import { type Operation, type OperationType, operationTypes } from '../../src/model/operation.ts';
import {
  heading,
  headingOf,
  questionAboutOne,
  questionAboutSeveral,
  requestedWord,
  verb,
} from '../../src/ui/words/operations.ts';

/** What is said of an operation. A safety lever has no name, and there is one in a place. */
interface Said {
  readonly verb: string;
  /** Of `web` in `staging`: what a plan is for, and the prompt's heading. */
  readonly one: readonly [heading: string, question: string];
  /** Of one that is counted, and of 1,200: a progress's heading. */
  readonly counted: readonly [one: string, several: string];
  /** Of 3 in `2 accounts`: the prompt's heading. */
  readonly several: string;
  readonly requested: string;
}

/** By operation, and by what it does where one has several ways. */
const rows: Readonly<Record<OperationType, readonly (readonly [Operation, Said])[]>> = {
  stop: [
    [
      { type: 'stop' },
      {
        verb: 'Stop',
        one: ['Stop web', 'Stop web in staging?'],
        counted: ['Stop 1 EC2 instance', 'Stop 1,200 EC2 instances'],
        several: 'Stop 3 EC2 instances in 2 accounts?',
        requested: 'stop requested',
      },
    ],
  ],
  hibernate: [
    [
      { type: 'hibernate' },
      {
        verb: 'Hibernate',
        one: ['Hibernate web', 'Hibernate web in staging?'],
        counted: ['Hibernate 1 EC2 instance', 'Hibernate 1,200 EC2 instances'],
        several: 'Hibernate 3 EC2 instances in 2 accounts?',
        requested: 'stop requested',
      },
    ],
  ],
  'force-stop': [false, true].map((skipOsShutdown) => [
    { type: 'force-stop', skipOsShutdown },
    {
      verb: 'Force Stop',
      one: ['Force-stop web', 'Force-stop web in staging?'],
      counted: ['Force-stop 1 EC2 instance', 'Force-stop 1,200 EC2 instances'],
      several: 'Force-stop 3 EC2 instances in 2 accounts?',
      requested: 'stop requested',
    },
  ]),
  'skip-os-shutdown': [
    [
      { type: 'skip-os-shutdown' },
      {
        verb: 'Stop Without OS Shutdown',
        one: ['Stop web without an OS shutdown', 'Stop web in staging without an OS shutdown?'],
        counted: ['Stop 1 EC2 instance without an OS shutdown', 'Stop 1,200 EC2 instances without an OS shutdown'],
        several: 'Stop 3 EC2 instances in 2 accounts without an OS shutdown?',
        requested: 'stop requested',
      },
    ],
  ],
  start: [
    [
      { type: 'start' },
      {
        verb: 'Start',
        one: ['Start web', 'Start web in staging?'],
        counted: ['Start 1 EC2 instance', 'Start 1,200 EC2 instances'],
        several: 'Start 3 EC2 instances in 2 accounts?',
        requested: 'start requested',
      },
    ],
  ],
  'roll-back': [
    [
      { type: 'roll-back' },
      {
        verb: 'Roll Back',
        one: ['Roll back web', 'Roll back the deployment of web in staging?'],
        counted: ['Roll back 1 ECS service deployment', 'Roll back 1,200 ECS service deployments'],
        several: 'Roll back 3 ECS service deployments in 2 accounts?',
        requested: 'rollback requested',
      },
    ],
  ],
  abort: [
    [
      { type: 'abort' },
      {
        verb: 'Abort',
        one: ['Abort web', 'Abort the deployment of web in staging?'],
        counted: ['Abort 1 ECS service deployment', 'Abort 1,200 ECS service deployments'],
        several: 'Abort 3 ECS service deployments in 2 accounts?',
        requested: 'stop requested',
      },
    ],
  ],
  continue: [
    [
      { type: 'continue', action: 'CONTINUE' },
      {
        verb: 'Continue',
        one: ['Continue web', 'Continue the deployment of web in staging?'],
        counted: ['Continue 1 paused deployment', 'Continue 1,200 paused deployments'],
        several: 'Continue 3 paused deployments in 2 accounts?',
        requested: 'answer accepted',
      },
    ],
    [
      { type: 'continue', action: 'ROLLBACK', hookId: 'hook-1' },
      {
        verb: 'Roll Back',
        one: ['Roll back web', 'Roll back the paused deployment of web in staging?'],
        counted: ['Roll back 1 paused deployment', 'Roll back 1,200 paused deployments'],
        several: 'Roll back 3 paused deployments in 2 accounts?',
        requested: 'answer accepted',
      },
    ],
  ],
  'stop-experiment': [
    [
      { type: 'stop-experiment' },
      {
        verb: 'Stop',
        one: ['Stop web', 'Stop web in staging?'],
        counted: ['Stop 1 FIS experiment', 'Stop 1,200 FIS experiments'],
        several: 'Stop 3 FIS experiments in 2 accounts?',
        requested: 'stop requested',
      },
    ],
  ],
  'engage-lever': [
    [
      { type: 'engage-lever', reason: 'a drill' },
      {
        verb: 'Engage',
        one: ['Engage the FIS safety lever', 'Engage the safety lever in staging?'],
        counted: ['Engage the FIS safety lever', 'Engage the FIS safety lever'],
        several: 'Engage the FIS safety lever in 2 accounts?',
        requested: 'change requested',
      },
    ],
  ],
  'disengage-lever': [
    [
      { type: 'disengage-lever', reason: 'the drill is over' },
      {
        verb: 'Disengage',
        one: ['Disengage the FIS safety lever', 'Disengage the safety lever in staging?'],
        counted: ['Disengage the FIS safety lever', 'Disengage the FIS safety lever'],
        several: 'Disengage the FIS safety lever in 2 accounts?',
        requested: 'change requested',
      },
    ],
  ],
};

describe('11.F: the words of an operation', () => {
  it('are written out here for every operation', () => {
    assert.deepEqual(Object.keys(rows).toSorted(), operationTypes.toSorted());
  });

  for (const [operation, said] of Object.values(rows).flat()) {
    const { type } = operation;
    const way = type === 'continue' ? ` ${operation.action}` : '';
    it(`of ${type}${way} are its own`, () => {
      const web = { name: 'web' };
      assert.deepEqual(
        {
          verb: verb(operation),
          one: [headingOf(operation, [web]), questionAboutOne(operation, 'web', 'staging')],
          counted: [heading(operation, 1), heading(operation, 1_200)],
          several: questionAboutSeveral(operation, 3, '2 accounts'),
          requested: requestedWord(type),
        },
        said,
      );
      assert.equal(headingOf(operation, [web, web]), heading(operation, 2));
    });
  }
});
