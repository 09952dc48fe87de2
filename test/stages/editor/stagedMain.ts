import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compileFunction } from 'node:vm';
import type * as vscode from 'vscode';
import { type Answer, offerStagedHalt, type StagedHalt } from './stagedHalt.ts';

/** In milliseconds. */
const READ_FOR = 600;

interface Halt {
  activate(context: vscode.ExtensionContext): unknown;
  deactivate(): Promise<void>;
}
interface Active {
  readonly halt: Halt;
  readonly subscriptions: vscode.Disposable[];
}

/** Where Halt was copied to; this file is its main one there, and gives it to the editor as it is. */
const FOLDER = dirname(__filename);
const editor = createRequire(__filename)('vscode') as typeof vscode;

let active: Active | undefined;

export function activate(context: vscode.ExtensionContext): unknown {
  const begin = (api: object, globalState: vscode.Memento = context.globalState) => {
    const halt = loadHalt(api);
    const subscriptions: vscode.Disposable[] = [];
    active = { halt, subscriptions };
    // The editor's own can't be changed, and would end everything at once.
    const own = Object.create(context, {
      subscriptions: { value: subscriptions },
      globalState: { value: globalState },
    }) as vscode.ExtensionContext;
    return halt.activate(own);
  };
  offerStagedHalt({
    storage: context.globalStorageUri.fsPath,
    end: deactivate,
    again: async ({ lacking, globalState, ...own } = {}) => {
      await deactivate();
      const api = lacking === undefined ? editor : without(editor, lacking.split('.'));
      return begin(Object.keys(own).length > 0 ? standingIn(api, own) : api, globalState);
    },
  });
  return begin(editor);
}

export async function deactivate(): Promise<void> {
  const ended = active;
  active = undefined;
  await ended?.halt.deactivate();
  for (const subscription of ended?.subscriptions ?? []) subscription.dispose();
}

/** Loads every file of Halt anew, with this for the editor's API. */
function loadHalt(api: object): Halt {
  const loaded = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const others = createRequire(file);
    const find = (id: string): unknown => {
      if (id === 'vscode') return api;
      return id.startsWith('.') ? load(resolve(dirname(file), id)) : others(id);
    };
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    const run = compileFunction(readFileSync(file, 'utf8'), names, { filename: file }) as (...given: unknown[]) => void;
    run(module.exports, find, module, file, dirname(file));
    return module.exports;
  };
  return load(join(FOLDER, 'dist', 'extension.cjs')) as Halt;
}

/** The same object, but for one member of it or of what is in it. What is read from it is read from the editor then. */
function without(api: object, [name = '', ...rest]: readonly string[]): object {
  const members = Object.getOwnPropertyDescriptors(api) as Record<string, PropertyDescriptor>;
  if (!(name in members)) throw new Error(`This editor has no ${name} to be taken away.`);
  const { [name]: taken, ...kept } = members;
  const inner: unknown = taken?.get ? taken.get.call(api) : taken?.value;
  if (rest.length > 0) kept[name] = { value: without(inner as object, rest), enumerable: true };
  return Object.defineProperties({}, kept);
}

type Again = NonNullable<Parameters<StagedHalt['again']>[0]>;

/** The same API, where the test answers in the person's place. */
function standingIn(api: object, { answer, pick, onTerminalLinks }: Again): object {
  const { window } = api as typeof vscode;
  const members = {
    ...Object.getOwnPropertyDescriptors(window),
    ...(answer && answering(window, answer)),
    ...(pick && {
      showQuickPick: {
        value: async (rows: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions = {}) => {
          const chosen = pick(rows, options);
          return Promise.resolve(rows.find(({ label }) => label === chosen));
        },
      },
    }),
    ...(onTerminalLinks && {
      registerTerminalLinkProvider: {
        value: (provider: vscode.TerminalLinkProvider) => {
          onTerminalLinks(provider);
          return window.registerTerminalLinkProvider(provider);
        },
      },
    }),
  };
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(api),
      window: { value: Object.defineProperties({}, members), enumerable: true },
    },
  );
}

function answering(window: typeof vscode.window, answer: Answer) {
  const answered = (name: 'showInformationMessage' | 'showWarningMessage') => ({
    value: (message: string, ...rest: unknown[]): Thenable<unknown> => {
      const isModal = isOption(rest[0]) && rest[0].modal === true;
      const buttons = isOption(rest[0]) ? rest.slice(1) : rest;
      const chosen = answer(message, buttons.map(titleOf), isModal);
      const button = buttons.find((one) => titleOf(one) === chosen);
      // A person reads what a dialog says; what is answered before is none.
      if (isModal && button !== undefined) return pause(READ_FOR, button);
      if (isModal || chosen !== undefined) return Promise.resolve(button);
      return (window[name] as (...given: unknown[]) => Thenable<unknown>)(message, ...rest);
    },
  });
  return {
    showInformationMessage: answered('showInformationMessage'),
    showWarningMessage: answered('showWarningMessage'),
  };
}

/** What stands before the buttons, if anything does. */
const isOption = (value: unknown): value is vscode.MessageOptions =>
  typeof value === 'object' && value !== null && !('title' in value);
const titleOf = (button: unknown): string =>
  typeof button === 'string' ? button : (button as vscode.MessageItem).title;
