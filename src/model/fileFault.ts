/**
 * What is wrong with a file of the person's or a line of it. It never tells what stands there, which could be a secret, but for the name of a property and
 * the number of another line; `line` is from 1.
 */
export type FileFault =
  | LineFault
  | { readonly kind: 'missing' }
  | { readonly kind: 'folder' }
  /** A pipe, a socket or a device. */
  | { readonly kind: 'no-file' }
  | { readonly kind: 'too-big'; readonly megabytes: number }
  | { readonly kind: 'utf-16' }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'link-circle' }
  | { readonly kind: 'long-name' }
  /** `code` is Node's. */
  | { readonly kind: 'unreadable'; readonly code: string };

/** A fault of one line of a config or credentials file. The others are of the file as a whole. */
export type LineFault =
  | { readonly kind: 'header-open' }
  | { readonly kind: 'header-bytes' }
  | { readonly kind: 'header-quote' }
  | { readonly kind: 'header-nameless' }
  | { readonly kind: 'header-blanks' }
  | { readonly kind: 'section-twice' }
  | { readonly kind: 'before-sections' }
  | { readonly kind: 'no-equals' }
  /** It is indented more than that line, and so continues its value. */
  | { readonly kind: 'continues'; readonly line: number }
  | { readonly kind: 'property-twice'; readonly name: string; readonly line: number }
  | { readonly kind: 'property-bytes'; readonly name: string }
  /** A line of a nested block without “=”. */
  | { readonly kind: 'nested-no-equals'; readonly name: string };

/** In English, for a log; what a person reads is told by the kind. */
export function fileFaultText(fault: FileFault): string {
  switch (fault.kind) {
    case 'header-open':
      return 'the section header is empty or isn’t closed.';
    case 'header-bytes':
      return 'the section header isn’t valid UTF-8.';
    case 'header-quote':
      return 'a quote in the section header isn’t closed.';
    case 'header-nameless':
      return 'the section header has no name.';
    case 'header-blanks':
      return 'a name with blanks in a section header needs quotes around it.';
    case 'section-twice':
      return 'a section of this name is above, too. Only this one counts.';
    case 'before-sections':
      return 'this line stands before the first section.';
    case 'no-equals':
      return 'there is no “=” after the name of a property.';
    case 'continues':
      return `this line is indented more than line ${fault.line}, and so continues its value.`;
    case 'property-twice':
      return `“${fault.name}” is given on line ${fault.line}, too.`;
    case 'property-bytes':
      return `“${fault.name}” isn’t valid UTF-8.`;
    case 'nested-no-equals':
      return `a line below “${fault.name}” has no “=”, and is indented more.`;
    case 'missing':
      return 'the file doesn’t exist.';
    case 'folder':
      return 'the file is a folder, not a file.';
    case 'no-file':
      return 'the file is a pipe or a device, not a file.';
    case 'too-big':
      return `the file is larger than ${fault.megabytes} MB.`;
    case 'utf-16':
      return 'the file is UTF-16. Save it as UTF-8.';
    case 'not-permitted':
      return 'the file can’t be read: you don’t have permission.';
    case 'link-circle':
      return 'the file can’t be read: its symbolic links lead in a circle.';
    case 'long-name':
      return 'the file can’t be read: its name is too long.';
    case 'unreadable':
      return `the file can’t be read (${fault.code}).`;
  }
}
