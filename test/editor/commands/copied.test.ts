import assert from 'node:assert/strict';
import { env } from 'vscode';
import { arnLine, type Copied, idLine, linkLine, type Shown } from '../../../src/ui/links/copied.ts';
import { copyCommands } from '../../../src/ui/commands/copy.ts';
import { createRows } from '../../../src/ui/commands/rows.ts';
import { typedReference } from '../../../src/ui/links/haltLink.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import { deployment, experiment, identityOf, instance, lever, scope, service } from '../../stages/fakes.ts';
import { until } from '../../stages/window/waiting.ts';

const ACCOUNT = '111122223333';
const LEVER_ARN = `arn:aws:fis:eu-west-1:${ACCOUNT}:safety-lever/default`;
const INSTANCE_ARN = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0123456789abcdef0`;
const DAEMON_ARN = `arn:aws:ecs:eu-west-1:${ACCOUNT}:daemon/shop/agent`;
const EXPERIMENT_ID = 'EXP1a2b3c';

const all = {
  instance: instance({ id: 'i-0123456789abcdef0', arn: INSTANCE_ARN }),
  service: service(),
  deployment: deployment(),
  experiment: experiment({ id: EXPERIMENT_ID }),
  lever: lever({ arn: LEVER_ARN }),
  daemon: { kind: 'daemon', scope, id: DAEMON_ARN },
} as const satisfies Record<Shown['kind'], Shown>;

const arns: Readonly<Record<Shown['kind'], string>> = {
  instance: INSTANCE_ARN,
  service: all.service.id,
  deployment: all.deployment.id,
  experiment: `arn:aws:fis:eu-west-1:${ACCOUNT}:experiment/${EXPERIMENT_ID}`,
  lever: LEVER_ARN,
  daemon: DAEMON_ARN,
};
const shown: readonly Shown[] = Object.values(all);
const isLine = ({ line, lacks }: Copied) => line !== undefined && lacks === undefined;

describe('what is copied of a row', () => {
  it('is the ARN of every kind, and where it isn’t known, why', () => {
    for (const one of shown) assert.deepEqual(arnLine(one, ACCOUNT), { line: arns[one.kind] }, one.kind);
    const { arn: _lever, ...unknownLever } = all.lever;
    const ownerless = instance({ arn: 'arn:aws:ec2:eu-west-1::instance/i-0123456789abcdef0' });
    assert.deepEqual(arnLine({ ...ownerless, id: all.instance.id }, ACCOUNT), { line: INSTANCE_ARN });
    for (const one of [ownerless, unknownLever, all.experiment]) {
      for (const copied of [arnLine(one, undefined), ...(one.kind === 'lever' ? [] : [linkLine(one, undefined)])]) {
        assert.equal(copied.line, undefined, one.kind);
        assert.match(copied.lacks?.words ?? '', /^The ARN of .+ isn’t known.* profile staging/, one.kind);
        assert.doesNotMatch(copied.lacks?.words ?? '', /\bdefault\b/);
      }
    }
  });

  it('is the id of every kind but the safety lever, of which every account and region has the same', () => {
    for (const one of shown) {
      if (one.kind === 'lever') assert.match(idLine(one).lacks?.words ?? '', /copy its ARN/);
      else assert.deepEqual(idLine(one), { line: one.id }, one.kind);
    }
  });

  it('is a link of what has a page that is found by its ARN, and of nothing else', () => {
    for (const one of shown) {
      const copied = linkLine(one, ACCOUNT);
      if (one.kind === 'lever') {
        assert.equal(copied.line, undefined, one.kind);
        assert.match(copied.lacks?.words ?? '', /safety lever has no page/);
        continue;
      }
      assert.ok(isLine(copied), one.kind);
      assert.equal(typedReference(copied.line ?? '')?.kind, one.kind);
      assert.equal(typedReference(copied.line ?? '')?.account, ACCOUNT);
    }
  });

  it('is a line a selected row, in their order, without those of which there is none', async () => {
    const rows = new Map(
      [all.experiment, all.lever, all.instance].map((resource) => [`row of ${resource.kind}`, resource]),
    );
    const never = () => assert.fail('It copies, and opens nothing.');
    const { copyArn, copyLink } = copyCommands({
      rows: createRows({ observed: (node) => rows.get(node.id) }),
      inventory: { target: () => undefined },
      accounts: { of: (profile) => identityOf(profile, ACCOUNT) },
      scopes: { info: () => undefined },
      browse: never,
    });
    const by = { kind: 'keyboard', nodes: [...rows.keys()].map((id): Node => ({ type: 'lever', id, scope })) } as const;
    await copyArn(by);
    assert.equal(await env.clipboard.readText(), [arns.experiment, LEVER_ARN, INSTANCE_ARN].join('\n'));
    // The message about the lever stays until somebody closes it.
    void copyLink(by);
    const links = [all.experiment, all.instance].map((one) => linkLine(one, ACCOUNT).line);
    await until('the links to be copied', async () => (await env.clipboard.readText()) === links.join('\n'));
  });
});
