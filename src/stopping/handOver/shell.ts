/** A shell, as far as its way of quoting goes. */
export type Shell =
  /** sh, bash, dash, ksh and zsh. */
  | 'posix'
  | 'fish'
  /** PowerShell 7.3 and later, which hands words on as they are. */
  | 'pwsh'
  /** The same on Windows, where a program can be a batch file. */
  | 'windows-pwsh'
  /** Windows PowerShell, which doesn't escape the double quotes of a word that it hands on. */
  | 'windows-powershell'
  | 'cmd'
  /** A shell that Halt doesn't know: words that need no quoting in any are the only ones for it. */
  | 'unknown';

/** A word that the shell has no safe way to write on a line. */
export class UncarriedWord extends Error {
  override readonly name = 'UncarriedWord';
  readonly word: string;
  readonly shell: Shell;
  /** The AWS CLI would take what the word names a file or an address of for it. */
  readonly isLoaded: boolean;
  constructor(word: string, shell: Shell, isLoaded = false) {
    super(`A command line for ${shell} can’t carry ${JSON.stringify(word)}.`);
    this.word = word;
    this.shell = shell;
    this.isLoaded = isLoaded;
  }
}

const shells: Readonly<Record<string, Shell>> = {
  ash: 'posix',
  bash: 'posix',
  dash: 'posix',
  'git-cmd': 'cmd',
  ksh: 'posix',
  mksh: 'posix',
  sh: 'posix',
  wsl: 'posix',
  zsh: 'posix',
  fish: 'fish',
  pwsh: 'pwsh',
  'pwsh-preview': 'pwsh',
  powershell: 'windows-powershell',
  cmd: 'cmd',
};

/** The shell that a path names, as VS Code's `env.shell` gives it; the system's usual one where it gives none. */
export function shellOf(path: string, platform: NodeJS.Platform): Shell {
  const name = (path.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  if (name === '') return platform === 'win32' ? 'windows-powershell' : 'posix';
  const shell = Object.hasOwn(shells, name) ? (shells[name] ?? 'unknown') : 'unknown';
  return shell === 'pwsh' && platform === 'win32' ? 'windows-pwsh' : shell;
}

/** No shell makes anything of these. A beginning `=` is zsh's, `@` PowerShell's, and `-` would make a flag of a value. */
const PLAIN = /^[A-Za-z0-9_./:][A-Za-z0-9_./:=@-]*$/;
/** The quotation marks that PowerShell takes for its own. */
const POWER_SHELL_QUOTES = /['\u2018-\u201b]/g;

/**
 * What cmd takes for its own in the words of a batch file, as which the AWS CLI can be installed: PowerShell hands them on without quotes, and cmd reads them once more. Parentheses end
 * the block in which such a file hands its words on.
 */
const OF_BATCH_FILES = /[&|<>^%!"()\n]/;

/** A text as one word of a command line. Throws {@link UncarriedWord} where the shell can't have it. */
export function quote(text: string, shell: Shell): string {
  // cmd parts words at an equals sign, too: in a loop's command, and for a batch file, as which the AWS CLI can be installed.
  if (PLAIN.test(text) && !(shell === 'cmd' && text.includes('='))) return text;
  // A terminal takes a control character that is pasted for a key that is pressed; at a tab the shell may ask whether to list all names, and take what follows for the answer.
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text)) throw new UncarriedWord(text, shell);
  switch (shell) {
    case 'posix':
      return `'${text.replaceAll("'", String.raw`'\''`)}'`;
    case 'fish':
      return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
    case 'pwsh':
      return powerShellWord(text);
    case 'windows-pwsh':
      if (OF_BATCH_FILES.test(text)) throw new UncarriedWord(text, shell);
      return powerShellWord(text);
    case 'windows-powershell':
      // An empty word is dropped there, and one with double quotes falls apart.
      if (text === '' || OF_BATCH_FILES.test(text) || (text.endsWith('\\') && /\s/.test(text)))
        throw new UncarriedWord(text, shell);
      return powerShellWord(text);
    case 'cmd':
      // A variable is put in between quotes, too, and a line ends wherever it ends.
      if (/["%!\n]/.test(text)) throw new UncarriedWord(text, shell);
      // A backslash before the closing quote would escape it.
      return `"${text.replace(/(?<!\\)\\+$/, (slashes) => slashes + slashes)}"`;
    case 'unknown':
      throw new UncarriedWord(text, shell);
  }
}

const powerShellWord = (text: string): string => `'${text.replaceAll(POWER_SHELL_QUOTES, '$&$&')}'`;

/**
 * A command line that runs another for each ARN that the first one writes, one a line. Whoever answers writes the lines, and of one that begins as an address the AWS CLI would take what it names, a file of the person's too: so whatever
 * comes is an ARN, or is left out where the shell can tell.
 */
export function forEachArn(first: string, then: (item: string) => string, shell: Shell): string {
  switch (shell) {
    case 'posix':
      return `for c in $(${first}); do ${then('"arn:${c#arn:}"')}; done`;
    case 'fish':
      return `for c in (${first}); ${then(`(string replace -r '^(arn:)?' arn: -- $c)`)}; end`;
    case 'pwsh':
    case 'windows-pwsh':
    case 'windows-powershell':
      // None with a sign of cmd's gets to a batch file, either.
      return `foreach ($c in @(${first}) -match '^arn:[a-z0-9:/_-]+$') { ${then('"$c"')} }`;
    case 'cmd':
      // What stands before the first colon goes, and the rest is %d.
      return `for /f "tokens=1* delims=:" %c in ('${first}') do @${then('"arn:%d"')}`;
    case 'unknown':
      throw new UncarriedWord('$c', shell);
  }
}
