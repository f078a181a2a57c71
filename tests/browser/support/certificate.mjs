import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';

// A directory with a certificate for 127.0.0.1, which is its own authority; ends with `t`.
export async function directoryWithCertificate(t) {
  const directory = await mkdtemp(join(tmpdir(), 'signet-tls-'));
  t.after(() => rm(directory, {recursive: true, force: true}));
  await promisify(execFile)('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(directory, 'key.pem'), '-out', join(directory, 'cert.pem')]);
  return directory;
}
