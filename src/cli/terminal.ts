// What a command sees of the world: where it prints, its environment, and how it says that it can't go on.

/** Where a command prints and what it reads. */
export interface Terminal {
  /** Prints to standard output as it is, with no line feed of its own. */
  out(text: string): void;
  /** Prints to standard error likewise. */
  err(text: string): void;
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
