// Loaded before the service for a control: the same program with SQLite's `synchronous=NORMAL`, which syncs no commit.
import Sqlite from 'better-sqlite3';

const { pragma } = Sqlite.prototype;
Sqlite.prototype.pragma = function pragmaAtNormal(source, options) {
  return pragma.call(this, source.replace(/synchronous\s*=\s*FULL/i, 'synchronous = NORMAL'), options);
};
