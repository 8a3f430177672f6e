// Where drizzle-kit finds the tables of an engine and puts the generated migrations (npm run migrations: both engines, one after the other).
import { defineConfig } from 'drizzle-kit';

const engine = process.env.DIALECT === 'postgresql' ? 'postgres' : 'sqlite';

export default defineConfig({
  dialect: engine === 'postgres' ? 'postgresql' : 'sqlite',
  schema: `./src/storage/schema-${engine}.ts`,
  out: `./migrations/${engine}`,
  casing: 'snake_case',
});
