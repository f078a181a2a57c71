// The databases that every story is told on: `for (const database of databases)`.
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {promisify} from 'node:util';

// A database that nothing else uses, on the PostgreSQL that tests/support/with_postgres has started.
async function freshPostgres() {
  const server = process.env.SIGNET_TEST_POSTGRES_URL;
  if (!server) {
    throw new Error('SIGNET_TEST_POSTGRES_URL is not set: run this as `tests/support/with_postgres node --test FILE`');
  }
  const name = `browser_${randomBytes(6).toString('hex')}`;
  await promisify(execFile)('psql', ['-X', '-q', '-c', `CREATE DATABASE ${name}`, server]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {SIGNET_DATABASE_URL: url.href};
}

// `environment()`: the settings that make a server use a fresh database of this kind.
export const databases = [
  {name: 'SQLite', environment: async () => ({})},
  {name: 'PostgreSQL', environment: freshPostgres},
];
