// pgbench with the very statement by which Signet redeems a code, taken from its source, against Signet's own tables.
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {run} from './machine.mjs';

const source = new URL('../../src/storage/redemption.cc', import.meta.url);

// The newest that Debian has installed.
export function postgresProgram(name) {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b));
  return `/usr/lib/postgresql/${versions.at(-1)}/bin/${name}`;
}

// The statement with values for its parameters: `id` is drawn anew for each, the person and the client are some that exist. As in a code flow, each
// family is younger than the last, and beyond a hundred the oldest ends.
function script(sub, clientId) {
  const statement = /constexpr Sql kRedeem\{"redeem", 3, R"\(([\s\S]*?)\)"\};/.exec(readFileSync(source, 'utf8'))[1];
  const now = '(extract(epoch from clock_timestamp()) * 1000)::bigint';
  const later = `(${now} + 3600000)`;
  const text = (value) => `'${value}'`;
  const values = {code_id: `('c' || :id)`, family_id: `('f' || :id)`, client_id: text(clientId), sub: text(sub), sid: `''`, details: text('x'.repeat(300)), offline: '1',
                  secret_digest: text('d'.repeat(43)), generation: '0', spared: '99', now, created_at: now, rotated_at: now, token_lifetime: '690000'};
  const filled = statement.replace(/(?<!:):([a-z_]+)/g, (_, name) => values[name] ?? later);
  return `\\set id random(1, 9000000000000000000)\n${filled.trim().replaceAll('\n', ' ')};\n`;
}

// Transactions a second.
export async function issuance(url, clients, seconds, directory) {
  const psql = (sql) => run('psql', [url, '-At', '-c', sql]).then((text) => text.trim());
  const sub = await psql('SELECT sub FROM accounts WHERE disabled = 0 LIMIT 1');
  const client = await psql('SELECT client_id FROM clients WHERE disabled = 0 AND removed_at IS NULL LIMIT 1');
  const file = join(directory, 'issue.sql');
  writeFileSync(file, script(sub, client));
  const text = await run(postgresProgram('pgbench'), ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(Math.max(1, Math.round(seconds))), '-f', file, url]);
  return Number(/tps = ([\d.]+)/.exec(text)[1]);
}
