// A terminal for tests: keeps what a command prints.
import type { Terminal } from '../../src/cli/terminal.ts';

export interface TestTerminal extends Terminal {
  readonly output: string;
  readonly errors: string;
}

/** A terminal with this environment that nobody watches; `sent`: what is on standard input. */
export function terminalOf(environment: Record<string, string> = {}, isInteractive = false, sent = ''): TestTerminal {
  const printed = { out: '', err: '' };
  return {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    async send(text) {
      printed.out += text;
    },
    async *input() {
      yield Buffer.from(sent);
    },
    result: () => undefined,
    environment,
    isInteractive,
    get output() {
      return printed.out;
    },
    get errors() {
      return printed.err;
    },
  };
}
