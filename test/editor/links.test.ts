import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import type { Instance } from '../../src/model/resources/instance.ts';
import { type Answer, type Pick, stagedHalt } from '../stages/editor/stagedHalt.ts';
import { never } from '../stages/fakes.ts';
import { until } from '../stages/window/waiting.ts';

const REGION = 'eu-west-1';
const [STAGING, PRODUCTION] = ['shop-staging', 'shop-production'];
/** A profile whose session is over, which nobody can ask whose account it is. */
const LOST = 'lost';
const SSO = ['sso_start_url = https://sso.invalid/start', 'sso_region = eu-west-1', 'sso_role_name = OnCall'];
const ANOTHER = 'Choose Another Profile…';

/** A row as it was offered, with what stands beside it. */
type Row = readonly [label: string, description: string | undefined];

describe('what names a resource from outside leads to its page', () => {
  const config = process.env['AWS_CONFIG_FILE'] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'halt-links-'));
  let aws: Aws;
  let terminalLinks: vscode.TerminalLinkProvider | undefined;
  /** What the person is asked, and what they answer, in turn. */
  const modal: string[] = [];
  const messages: (readonly [message: string, ...buttons: string[]])[] = [];
  const lists: { readonly placeHolder: string | undefined; readonly rows: readonly Row[] }[] = [];
  let presses: string[] = [];
  let picks: string[] = [];
  const answer: Answer = (message, buttons, isModal) => {
    if (isModal) modal.push(message);
    else messages.push([message, ...buttons]);
    return isModal ? undefined : presses.shift();
  };
  const pick: Pick = (rows, { placeHolder }) => {
    lists.push({ placeHolder, rows: rows.map(({ label, description }): Row => [label, description]) });
    return picks.shift();
  };

  const configure = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('halt').update(name, value, vscode.ConfigurationTarget.Global);
  const runningIn = async (profile: string) => {
    const found: Instance[] = [];
    for await (const page of aws.reads.list({ profile, region: REGION }, 'instance', never())) {
      assert.ok(page.ok);
      for (const one of page.value.resources) if (one.kind === 'instance' && one.state === 'running') found.push(one);
    }
    return found;
  };
  /** One that runs there, of which no page is open yet. */
  const instances = new Map<string, Instance[]>();
  const next = (profile: string) => {
    const one = instances.get(profile)?.pop();
    assert.ok(one?.arn !== undefined && one.name !== undefined);
    return { ...one, arn: one.arn, name: one.name };
  };
  const openLink = (path: string) =>
    vscode.commands.executeCommand(
      'vscode.open',
      vscode.Uri.parse(`${vscode.env.uriScheme}://halt-for-aws.halt-for-aws${path}`),
    );
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
  const pageOf = (name: string) =>
    until(`the page of ${name}`, () => tabs().some((label) => label.includes(name)), { say: tabs });

  before(async () => {
    aws = createAws({ policy: () => ({ readOnly: true, allowedRegions: [] }), env: process.env });
    for (const profile of [STAGING, PRODUCTION]) instances.set(profile, await runningIn(profile));
    // A copy: the other tests have only profiles that can be read.
    const own = join(folder, 'config');
    copyFileSync(config, own);
    const account = instances.get(PRODUCTION)?.[0]?.arn?.split(':')[4];
    writeFileSync(
      own,
      `${readFileSync(own, 'utf8')}\n[profile ${LOST}]\n${SSO.join('\n')}\nsso_account_id = ${account}\n`,
    );
    process.env['AWS_CONFIG_FILE'] = own;
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    await configure('profiles', [STAGING]);
    await configure('regions', [REGION]);
    await stagedHalt().again({ answer, pick, onTerminalLinks: (provider) => (terminalLinks = provider) });
  });
  beforeEach(() => {
    for (const heard of [modal, messages, lists]) heard.length = 0;
    [presses, picks] = [[], []];
  });
  afterEach(() => {
    // A link leads to a page, and to no question about a change.
    assert.deepEqual([modal, presses, picks], [[], [], []]);
  });
  after(async () => {
    process.env['AWS_CONFIG_FILE'] = config;
    await configure('profiles', undefined);
    await configure('regions', undefined);
    await stagedHalt().again();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await aws.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a link that the system hands to the editor, and none that says more', async () => {
    const [more, { arn, name }] = [next(STAGING), next(STAGING)];
    const named = `arn=${encodeURIComponent(more.arn)}`;
    for (const path of [`/open?${named}&stop=true`, `/stop?${named}`, `/open/stop?${named}`, '/open?arn=*']) {
      await openLink(path);
      await until(`what is said of ${path}`, () => messages.length > 0);
      assert.deepEqual(messages.splice(0), [['Halt can’t show what this names.']]);
    }
    await openLink(`/open?arn=${encodeURIComponent(arn)}`);
    await pageOf(name);
    assert.ok(!tabs().some((label) => label.includes(more.name)), tabs().join());
    assert.deepEqual([messages, lists], [[], []]);
  });

  it('the link or the ARN of a managed daemon, or of its deployment, also of an account of which no chosen profile is', async () => {
    for (const profile of [STAGING, PRODUCTION]) {
      const read = await aws.reads.daemons({ profile, region: REGION }, never());
      assert.ok(read.ok);
      const daemon = read.value.daemons.find((one) => one.deployment.kind === 'known');
      assert.ok(daemon?.deployment.kind === 'known');
      for (const arn of [daemon.arn, daemon.deployment.value.arn]) {
        picks = profile === PRODUCTION ? [PRODUCTION] : [];
        await openLink(`/open?arn=${encodeURIComponent(arn)}`);
        await pageOf(daemon.name);
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      }
      const line = `updating ${daemon.arn}.`;
      const context = { line } as vscode.TerminalLinkContext;
      const [link] =
        (await terminalLinks?.provideTerminalLinks(context, new vscode.CancellationTokenSource().token)) ?? [];
      assert.equal(line.slice(link?.startIndex).slice(0, link?.length), daemon.arn);
    }
    assert.deepEqual(messages, []);
  });

  it('an id or ARN in a terminal', async () => {
    const [byId, byArn] = [next(STAGING), next(STAGING)];
    const line = `stopping ${byId.id}, then ${byArn.arn}.`;
    const context = { line } as vscode.TerminalLinkContext;
    const links =
      (await terminalLinks?.provideTerminalLinks(context, new vscode.CancellationTokenSource().token)) ?? [];
    assert.deepEqual(
      links.map(({ startIndex, length }) => line.slice(startIndex, startIndex + length)),
      [byId.id, byArn.arn],
    );
    for (const [index, { name }] of [byId, byArn].entries()) {
      const link = links[index];
      assert.ok(link);
      await terminalLinks?.handleTerminalLink(link);
      await pageOf(name);
    }
    assert.deepEqual([messages, lists], [[], []]);
  });

  it('a link of an account of which no chosen profile is, through the profile that the person takes', async () => {
    const { arn, name } = next(PRODUCTION);
    picks = [PRODUCTION];
    await openLink(`/open?arn=${encodeURIComponent(arn)}`);
    await pageOf(name);
    const [list] = lists;
    assert.match(list?.placeHolder ?? '', /^None of the chosen profiles belongs to it\./);
    // The one that leads elsewhere isn't offered.
    const offered = list?.rows.map(([label]) => label) ?? [];
    assert.ok(offered.includes(PRODUCTION) && !offered.includes(STAGING), offered.join());
    assert.deepEqual(messages, []);
  });

  it('a link of an account that may be that of a chosen profile which couldn’t be asked: with the cause, and what can be done', async () => {
    await configure('profiles', [STAGING, LOST]);
    const before = new Set(vscode.window.terminals);
    const { arn, name } = next(PRODUCTION);
    picks = [LOST, PRODUCTION];
    presses = ['Retry', 'Sign In', ANOTHER];
    await openLink(`/open?arn=${encodeURIComponent(arn)}`);
    await pageOf(name);
    for (const { placeHolder } of lists) assert.match(placeHolder ?? '', /a chosen one whose account couldn’t be read/);
    const [first] = lists;
    // What is known comes first, then the chosen one.
    const at = first?.rows.findIndex(([label]) => label === LOST) ?? -1;
    assert.equal(first?.rows[at]?.[1], 'not signed in');
    for (const [label] of first?.rows.slice(0, at) ?? []) assert.equal(label, PRODUCTION);
    assert.equal(messages.length, 3);
    for (const [message, ...buttons] of messages) {
      assert.match(message, /^Couldn’t tell which account the profile “lost” belongs to\. “lost” isn’t signed in\./);
      assert.deepEqual(buttons, ['Sign In', 'Retry', ANOTHER]);
    }
    // The editor opens one by itself where the last one was closed.
    const begun = vscode.window.terminals.filter((one) => !before.has(one) && one.name.startsWith('AWS sign-in'));
    assert.deepEqual(
      begun.map((one) => one.name),
      ['AWS sign-in: lost'],
    );
    for (const one of begun) one.dispose();
  });

  it('a link whose profile the person doesn’t know: they leave, and nothing is opened', async () => {
    const { arn, name } = next(PRODUCTION);
    // Nobody knows any more whose they are.
    await stagedHalt().again({ answer, pick });
    picks = [LOST];
    await openLink(`/open?arn=${encodeURIComponent(arn)}`);
    await until('the cause', () => messages.length === 1);
    assert.ok(!tabs().some((label) => label.includes(name)));
  });
});
