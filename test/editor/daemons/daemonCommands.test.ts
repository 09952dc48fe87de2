import assert from 'node:assert/strict';
import { env } from 'vscode';
import type { DaemonRef, Resource, StoppableRef } from '../../../src/model/resources/resource.ts';
import { copyCommands } from '../../../src/ui/commands/copy.ts';
import { inspectCommands } from '../../../src/ui/commands/inspect.ts';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import { createRows, nothingSelected } from '../../../src/ui/commands/rows.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import { identityOf, instance, scope, service } from '../../stages/fakes.ts';

const DAEMON_ARN = 'arn:aws:ecs:eu-west-1:111122223333:daemon/shop/agent';
const daemon: Node = { type: 'daemon', id: 'row of the daemon', scope, arn: DAEMON_ARN };
const otherDaemon: Node = { ...daemon, id: 'row of the other', arn: `${DAEMON_ARN}-2` };

/** Rows beside the daemons', by what each shows. */
function stage(...resources: readonly Resource[]) {
  const rows = new Map(resources.map((resource) => [`row of ${resource.id}`, resource]));
  const nodes = [...rows.keys()].map((id): Node => ({ type: 'lever', id, scope }));
  const urls: string[] = [];
  const opened: string[] = [];
  const open = ({ id }: StoppableRef | DaemonRef) => void opened.push(id);
  const shown = createRows({ observed: (node) => rows.get(node.id) });
  const copying = copyCommands({
    rows: shown,
    inventory: { target: () => undefined },
    // Whoever the profile leads to now: the daemon's ARN says in which account it is.
    accounts: { of: (profile) => identityOf(profile, '444455556666') },
    scopes: { info: () => undefined },
    browse: async (url) => void urls.push(url),
  });
  const inspecting = inspectCommands({
    rows: shown,
    pages: {
      show: open,
      showDaemon: open,
      openJson: async (ref) => open(ref),
      openDaemonJson: async (ref) => open(ref),
      showHiddenValue: async () => false,
    },
  });
  return { commands: { ...copying, ...inspecting }, nodes, urls, opened };
}

const byKeyboard = (...nodes: readonly Node[]): Invocation => ({ kind: 'keyboard', nodes });

describe('the commands for a selected managed daemon', () => {
  beforeEach(() => env.clipboard.writeText('before'));

  it('copy its ARN as its id, and open its cluster in the console', async () => {
    const { commands, urls } = stage();
    for (const run of [commands.copyId, commands.copyArn]) {
      await run(byKeyboard(daemon, otherDaemon));
      assert.equal(await env.clipboard.readText(), `${DAEMON_ARN}\n${DAEMON_ARN}-2`);
    }
    await commands.openInConsole(byKeyboard(daemon));
    assert.deepEqual(urls, ['https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services?region=eu-west-1']);
  });

  it('copy everything that is selected beside it, in the order of the rows', async () => {
    const [idle, machine] = [service({}), instance()];
    const { deployment: _, ...withoutDeployment } = idle;
    for (const resource of [withoutDeployment, machine]) {
      const { commands, nodes } = stage(resource);
      await commands.copyArn(byKeyboard(...nodes, daemon));
      const lines = (await env.clipboard.readText()).split('\n');
      assert.deepEqual([lines.length, lines.at(-1)], [2, DAEMON_ARN], resource.kind);
    }
  });

  it('open the page of the clicked row, whichever others are selected before it', async () => {
    const { commands, nodes, opened, urls } = stage(instance({ id: 'i-1' }), instance({ id: 'i-2' }));
    const [first, second] = nodes;
    assert.ok(first && second);
    for (const [node, id] of [
      [daemon, DAEMON_ARN],
      [second, 'i-2'],
    ] as const) {
      const by: Invocation = { kind: 'node', node, selected: [first, second, daemon] };
      await commands.showDetails(by);
      await commands.openJson(by);
      await commands.openRow(by);
      assert.deepEqual(opened.splice(0), [id, id, id]);
    }
    await commands.openInConsole({ kind: 'node', node: second, selected: [first, second] });
    assert.match(urls.join('\n'), /i-2$/);
  });

  it('say what they can’t do with it, and only without a selection that something has to be selected', () => {
    const rows = createRows({ observed: () => undefined });
    const ofDaemon = nothingSelected(rows, byKeyboard(daemon));
    assert.match(ofDaemon, /managed daemon/);
    assert.match(nothingSelected(rows, byKeyboard()), /^Select something/);
  });
});
