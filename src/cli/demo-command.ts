// `npm run demo`: settings, the filling with its progress, the server, the first screen.
import { openAttachments } from '../attachments/open.ts';
import { readSettings } from '../config.ts';
import { openSigningKeys } from '../keys/signing-keys.ts';
import { closeOnSignal, createLogger } from '../serve.ts';
import { missingDatabase } from '../storage/engine/open.ts';
import { demoPlace, fillDemo, requireLoopback, startDemo } from './demo/demo.ts';
import type { Terminal } from './terminal.ts';

/** What the demo takes where the environment says nothing. */
const defaults = {
  DATABASE_URL: 'sqlite:./seibi-demo.db',
  SIGNING_KEYS: './seibi-demo-keys.json',
  ATTACHMENTS: './seibi-demo-attachments',
  LOG_LEVEL: 'warn',
} as const;

/** Fills the demo's database unless it is there, serves it and prints the first screen. */
export async function serveDemo(terminal: Terminal): Promise<number> {
  const { environment, out } = terminal;
  const given = (name: keyof typeof defaults) => environment[name] || defaults[name];
  const names = Object.keys(defaults) as (keyof typeof defaults)[];
  const settings = readSettings({ ...environment, ...Object.fromEntries(names.map((name) => [name, given(name)])) });
  requireLoopback(settings.host);
  const progress = progressOn(terminal);
  if ((await missingDatabase(settings.databaseUrl)) !== null)
    out(
      `Filling ${demoPlace(settings.databaseUrl)} with eighteen months of work. This takes about a minute, the first time only.\n`,
    );
  const isNew = await fillDemo(settings.databaseUrl, {
    keys: openSigningKeys(settings.signingKeys, new Date().toISOString()),
    attachments: await openAttachments(settings.attachments),
    now: new Date().toISOString(),
    onProgress: progress.show,
  });
  if (isNew) progress.end();
  const logger = createLogger(settings.logLevel);
  const running = await startDemo(settings, logger);
  closeOnSignal(running, settings, logger);
  out(`${running.firstScreen}\n`);
  return 0;
}

/** Shows a share of work: one line written over for a person, a line every tenth for a log. */
export function progressOn({ out, isInteractive }: Pick<Terminal, 'out' | 'isInteractive'>) {
  let shown = isInteractive ? -1 : -10;
  const begin = Date.now();
  return {
    show(share: number, day: string): void {
      const percent = Math.min(99, Math.floor(share * 100));
      if (percent === shown || (!isInteractive && percent < shown + 10)) return;
      shown = isInteractive ? percent : percent - (percent % 10);
      const text = `Filling the demo, day by day: ${day}  ${String(percent).padStart(2)} %`;
      out(isInteractive ? `\r${text}` : `${text}\n`);
    },
    end(): void {
      const seconds = Math.round((Date.now() - begin) / 1000);
      out(`${isInteractive ? '\r' : ''}Filled the demo: eighteen months in ${seconds} seconds.        \n`);
    },
  };
}
