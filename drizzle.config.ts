// Where drizzle-kit finds the tables and puts the generated migrations (npm run migrations).
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/storage/schema-sqlite.ts',
  out: './migrations/sqlite',
  casing: 'snake_case',
});
