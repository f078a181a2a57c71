// Sign-ins and refreshes without a pause: what they leave behind must go as quickly as it comes, from memory and from the database. A family
// of tokens is kept for an hour after its end, a spent code for ten minutes; since nobody waits for that here, rows are made older by as
// much each minute. The audit stays, by its nature, and is counted apart.
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {run} from './machine.mjs';
import {Signet} from './server.mjs';

const shortened = {SIGNET_TOKENS__ACCESS_TOKEN_LIFETIME: '60s', SIGNET_TOKENS__REFRESH_IDLE: '60s', SIGNET_TOKENS__REFRESH_ABSOLUTE: '60s'};

// Bytes of the tables and indexes that are cleaned, and of the audit.
function sizes(postgres, directory) {
  if (!postgres) {
    const all = readdirSync(join(directory, 'var')).filter((name) => name.startsWith('signet.db')).reduce((sum, name) => sum + statSync(join(directory, 'var', name)).size, 0);
    return run('sqlite3', [join(directory, 'var/signet.db'), "SELECT COALESCE(SUM(pgsize), 0) FROM dbstat WHERE name LIKE '%audit%'"])
        .then((text) => ({cleaned: all - Number(text), audit: Number(text)}));
  }
  const sql = `SELECT SUM(CASE WHEN relname LIKE 'audit%' THEN 0 ELSE size END) || ' ' || SUM(CASE WHEN relname LIKE 'audit%' THEN size ELSE 0 END)
               FROM (SELECT relname, pg_total_relation_size(oid) AS size FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS tables`;
  return run('psql', [postgres, '-At', '-c', sql]).then((text) => {
    const [cleaned, audit] = text.trim().split(' ').map(Number);
    return {cleaned, audit};
  });
}

// As if the time had passed that ended rows are kept for.
function age(postgres, directory) {
  const now = Date.now();
  const sql = [`UPDATE token_families SET sweep_at = sweep_at - 3600000 WHERE sweep_at < ${now} AND sweep_at > ${now - 3_600_000}`,
               `UPDATE spent_codes SET expires_at = expires_at - 600000 WHERE expires_at < ${now} AND expires_at > ${now - 600_000}`];
  return postgres ? run('psql', [postgres, '-q', ...sql.flatMap((one) => ['-c', one])])
                  : run('sqlite3', [join(directory, 'var/signet.db'), '.timeout 10000', ...sql]);
}

const mb = (bytes) => bytes / 1024 / 1024;

export async function soak(t, {binary, postgres, minutes, connections}) {
  const signet = await Signet.start(t, binary, {...shortened, ...(postgres ? {SIGNET_DATABASE_URL: postgres, SIGNET_MIGRATE: 'auto'} : {})});
  const samples = [];
  let flows = 0;
  let failed = 0;
  for (let minute = 1; minute <= minutes; ++minute) {
    const [signIns, refreshes] = await Promise.all(['code_flow', 'refresh'].map((name) => signet.bench(name, connections / 2, 57)));
    flows += signIns.done + refreshes.done;
    failed += signIns.failed + refreshes.failed;
    await age(postgres, signet.directory);
    const {cleaned, audit} = await sizes(postgres, signet.directory);
    samples.push({minute, memory_mb: signet.memoryMb(), cleaned_mb: mb(cleaned), audit_mb: mb(audit), sign_ins: signIns.done, refreshes: refreshes.done});
    const s = samples.at(-1);
    console.log(`  minute ${String(minute).padStart(2)}: ${s.memory_mb.toFixed(1)} MB memory, ${s.cleaned_mb.toFixed(1)} MB in the database, ${s.audit_mb.toFixed(1)} MB audit; ` +
                `${s.sign_ins} sign-ins, ${s.refreshes} refreshes${signIns.failed + refreshes.failed ? `, ${signIns.failed + refreshes.failed} FAILED: ${signIns.first_failure || refreshes.first_failure}` : ''}`);
  }
  await signet.stop();
  // Warm after three tenths: by then the first rows have expired and been removed.
  const warm = samples[Math.ceil(samples.length * 0.3)] ?? samples.at(-1);
  const last = samples.at(-1);
  const growth = (what) => last[what] / warm[what];
  return {name: `soak, ${postgres ? 'PostgreSQL' : 'SQLite'}, ${minutes} minutes`, samples, flows, failed, memory_growth: growth('memory_mb'),
          database_growth: growth('cleaned_mb'), reached: failed === 0 && growth('memory_mb') <= 1.1 && growth('cleaned_mb') <= 1.1};
}
