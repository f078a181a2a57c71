// A database after years beside one of its first day: accounts, clients, families of tokens, of which some expire all the time. The same
// scenarios on both, in alternation, while cleanup runs.
import {median, run} from './machine.mjs';
import {Signet} from './server.mjs';

// So many of the families have expired that cleaning does not end before the last scenario.
export const grown = {accounts: 1_000_000, families: 10_000_000, clients: 10_000, expired: 1_000_000};

const scenarios = ['client_credentials_es256', 'introspection', 'userinfo', 'code_flow', 'refresh'];
const day = 86_400_000;

// What fills the tables that a newly made server has, without waking the triggers of the audit. `one` is the client that others resemble. Both
// databases understand it, but for what counts and what draws a number.
function fill(dialect, {accounts, families, clients, expired}) {
  const sqlite = dialect === 'sqlite';
  const numbers = (count) => sqlite ? `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i FROM n) AS n`
                                    : `generate_series(1, ${count}) AS n(i)`;
  const drawn = (below) => sqlite ? `abs(random() % ${below})` : `floor(random() * ${below})::bigint`;
  const padded = (prefix, text) => sqlite ? `'${prefix}' || printf('%012d', ${text})` : `'${prefix}' || lpad((${text})::text, 12, '0')`;
  const now = Date.now();
  const details = `'{"auth_time":${now},"client_id":"' || client_id || '","scope":"openid profile email offline_access","sub":"' || sub || '","amr":["pwd"]}'`;
  const indexes = {
    token_families_by_person: '(sub, client_id, created_at, family_id, revoked_at) WHERE revoked_at IS NULL',
    token_families_by_client: '(client_id)', token_families_by_session: '(sid)', token_families_by_sweep: '(sweep_at)',
  };
  return [
    `INSERT INTO accounts (sub, email, email_key, email_verified, disabled, password_hash, claims, created_at, updated_at)
     SELECT ${padded('u', 'i')}, 'u' || i || '@grown.example', 'u' || i || '@grown.example', 1, 0, '', '{"name":"Somebody ' || i || '"}', ${now - 900 * day}, ${now - day}
     FROM ${numbers(accounts)}`,
    `INSERT INTO clients (client_id, metadata, disabled, created_at, updated_at)
     SELECT ${padded('c', 'i')}, metadata, 0, ${now - 900 * day}, ${now - day}
     FROM ${numbers(clients)}, (SELECT metadata FROM clients WHERE removed_at IS NULL ORDER BY client_id LIMIT 1) AS one`,
    ...Object.keys(indexes).map((name) => `DROP INDEX ${name}`),
    // Long-lived, begun over the last ninety days; the last `expired` of them wait to be removed.
    `INSERT INTO token_families (family_id, client_id, sub, sid, details, offline, secret_digest, generation, created_at, rotated_at, idle_expires_at, expires_at, sweep_at)
     SELECT family_id, client_id, sub, '', ${details}, 1, 'dDdDdDdDdDdDdDdDdDdDdDdDdDdDdDdDdDdDdDdDdDd', 3, created_at, created_at, ends_at, ends_at, ends_at
     FROM (SELECT ${padded('f', 'i')} AS family_id, ${padded('c', `1 + ${drawn(clients)}`)} AS client_id, ${padded('u', `1 + ${drawn(accounts)}`)} AS sub,
                  ${now} - ${drawn(90 * day)} AS created_at, CASE WHEN i > ${families - expired} THEN ${now - 3 * day} ELSE ${now} + ${drawn(60 * day)} END AS ends_at
           FROM ${numbers(families)}) AS made`,
    ...Object.entries(indexes).map(([name, over]) => `CREATE INDEX ${name} ON token_families ${over}`),
  ];
}

async function fillPostgres(url, size) {
  const script = ['SET session_replication_role = replica', "SET maintenance_work_mem = '512MB'", 'SET synchronous_commit = off', ...fill('postgres', size), 'VACUUM ANALYZE'];
  await run('psql', [url, '-q', '-v', 'ON_ERROR_STOP=1', ...script.flatMap((sql) => ['-c', sql])]);
}

async function fillSqlite(file, size) {
  const script = ['.bail on', '.dbconfig enable_trigger off', 'PRAGMA synchronous = off;', 'PRAGMA cache_size = -1000000;', 'PRAGMA temp_store = memory;',
                  ...fill('sqlite', size).map((sql) => `${sql};`.replaceAll('\n', ' ')), 'ANALYZE;', 'PRAGMA wal_checkpoint(TRUNCATE);'];
  await run('sqlite3', [file], {input: script.join('\n') + '\n'});
}

// Both servers, the second with its tables filled.
async function startPair(t, binary, postgres, size) {
  if (!postgres) {
    const first = await Signet.start(t, binary);
    const second = await Signet.start(t, binary);
    await second.stop();
    await fillSqlite(`${second.directory}/var/signet.db`, size);
    return {young: first, old: await Signet.start(t, binary, {}, second.directory)};
  }
  const databaseUrl = (name) => Object.assign(new URL(postgres), {pathname: `/${name}`}).href;
  const start = async (name, directory) => Signet.start(t, binary, {SIGNET_DATABASE_URL: databaseUrl(name), SIGNET_MIGRATE: 'auto'}, directory);
  for (const name of ['young', 'old']) await run('psql', [postgres, '-q', '-c', `CREATE DATABASE ${name}`]);
  const young = await start('young');
  const second = await start('old');
  await second.stop();
  await fillPostgres(databaseUrl('old'), size);
  return {young, old: await start('old', second.directory)};
}

// One row for each scenario: its p99 on both, the medians of the rounds, and how many rows were cleaned away meanwhile.
export async function growth(t, {binary, postgres, size, rounds, seconds, connections}) {
  const began = Date.now();
  const {young, old} = await startPair(t, binary, postgres, size);
  console.log(`${postgres ? 'PostgreSQL' : 'SQLite'} filled with ${size.accounts} accounts, ${size.families} families and ${size.clients} clients in ` +
              `${((Date.now() - began) / 1000).toFixed(0)} s; the server on it: ready after ${old.readyMs.toFixed(0)} ms, ${old.memoryMb().toFixed(1)} MB`);
  const results = [];
  for (const name of scenarios) {
    const figures = {young: [], old: []};
    const removedBefore = await old.counted('signet_gc_rows_total');
    for (let round = 0; round < rounds; ++round) {
      for (const age of round % 2 === 0 ? ['young', 'old'] : ['old', 'young']) {
        figures[age].push(await ({young, old})[age].bench(name, connections, seconds));
      }
    }
    const of = (age, what) => median(figures[age].map((one) => one[what]));
    const removed = await old.counted('signet_gc_rows_total') - removedBefore;
    const failed = [...figures.young, ...figures.old].reduce((sum, one) => sum + one.failed, 0);
    const share = of('old', 'p99_ms') / of('young', 'p99_ms');
    results.push({name: `growth, ${postgres ? 'PostgreSQL' : 'SQLite'}: ${name}`, young_p99_ms: of('young', 'p99_ms'), old_p99_ms: of('old', 'p99_ms'),
                  young_per_second: of('young', 'per_second'), old_per_second: of('old', 'per_second'), removed, failed, share, target: 1.3, reached: share <= 1.3 && removed > 0});
    const r = results.at(-1);
    console.log(`  ${name.padEnd(26)} p99 ${r.old_p99_ms.toFixed(2).padStart(7)} ms, young ${r.young_p99_ms.toFixed(2).padStart(7)} ms: ${share.toFixed(2)} times` +
                `; ${r.old_per_second.toFixed(0)}/s, young ${r.young_per_second.toFixed(0)}/s; ${removed} rows cleaned away` +
                `${r.reached ? '' : '  (not reached)'}${failed ? `  ${failed} FAILED` : ''}`);
  }
  await young.stop();
  await old.stop();
  return results;
}
