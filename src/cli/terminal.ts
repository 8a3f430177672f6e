// What a command sees of the world: where it prints, its environment, and how it says that it can't go on.

/** Where a command prints and what it reads. */
export interface Terminal {
  /** Prints to standard output as it is, with no line feed of its own. */
  out(text: string): void;
  /** Prints to standard error likewise. */
  err(text: string): void;
  /** Prints to standard output, and waits until who reads it has room for more. */
  send(text: string): Promise<void>;
  /** What is sent to standard input. */
  input(): AsyncIterable<Uint8Array>;
  /** What was done or found, for programs: shown with --json in place of text. Said several times, all of it counts. */
  result(found: Readonly<Record<string, unknown>>): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person watches standard output, so that a line may be written over. */
  readonly isInteractive: boolean;
}

/** A command can't do what it was asked; the message says what to do. Exit code 1. */
export class CommandFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandFailed';
  }
}

/** The command line can't be read. Exit code 2, with the usage of the command. */
export class UsageFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageFault';
  }
}

const BAR_CHARACTERS = 24;

/** A share from 0 to 1 as a bar with its percent. */
function bar(share: number): string {
  const bounded = Math.min(1, Math.max(0, share));
  const full = Math.floor(bounded * BAR_CHARACTERS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CHARACTERS - full)} ${String(Math.floor(bounded * 100)).padStart(3)} %`;
}

/** One line written over for a person, with a bar where the share is known; nothing in a log, where the last line says it all. */
export function progressLine({ err, isInteractive }: Pick<Terminal, 'err' | 'isInteractive'>) {
  let longest = 0;
  const over = (text: string) => {
    if (!isInteractive) return;
    longest = Math.max(longest, text.length);
    err(`\r${text.padEnd(longest)}`);
  };
  return {
    show: (text: string, share?: number) => over(share === undefined ? text : `${bar(share)}  ${text}`),
    end: () => {
      if (longest > 0) over('');
      if (longest > 0 && isInteractive) err('\r');
      longest = 0;
    },
  };
}
