// The six people of the demo with their keys and pins, as everybody knows them: they exist where `seibi demo` has been, and nowhere else.

/** The people with keys, as api.md names them. */
export const demoKeys = {
  depot: { key: 'seibi_demo_depot', pin: '135790' },
  inspector: { key: 'seibi_demo_inspector', pin: '246801' },
  acceptor: { key: 'seibi_demo_acceptor', pin: '357912' },
  program: { key: 'seibi_demo_program', pin: '468023' },
  host: { key: 'seibi_demo_host', pin: '680245' },
  admin: { key: 'seibi_demo_admin', pin: null },
} as const;
export type KeyHolder = keyof typeof demoKeys;
