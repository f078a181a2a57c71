// Debian's Apache with mod_auth_openidc as relying party, unmodified: it lets one person in, and hears by the back channel
// when they have signed out [LO-06].
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import {promisify} from 'node:util';
import {directoryWithCertificate} from './support/certificate.mjs';
import {closeChromium, person} from './support/chromium.mjs';
import {freePort} from './support/free_port.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

async function startApache(t, directory, port, signet, client) {
  await mkdir(join(directory, 'htdocs/app'), {recursive: true});
  await writeFile(join(directory, 'htdocs/app/index.html'), '<!doctype html><title>App</title><main id="the-app">Behind Apache</main>');
  const modules = {mpm_event: 'mpm_event', authz_core: 'authz_core', authz_user: 'authz_user', authn_core: 'authn_core', dir: 'dir', socache_shmcb: 'socache_shmcb', ssl: 'ssl', auth_openidc: 'auth_openidc'};
  const configuration = `
${Object.entries(modules).map(([name, file]) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${file}.so`).join('\n')}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${directory}/apache.pid
ErrorLog ${directory}/error.log
LogLevel warn
DefaultRuntimeDir ${directory}
Mutex file:${directory}
DocumentRoot ${directory}/htdocs
${process.getuid() === 0 ? 'User nobody\nGroup nogroup' : ''}
SSLEngine on
SSLCertificateFile ${directory}/cert.pem
SSLCertificateKeyFile ${directory}/key.pem
OIDCProviderMetadataURL ${signet.issuer}/.well-known/openid-configuration
OIDCClientID ${client.client_id}
OIDCClientSecret ${client.client_secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI https://127.0.0.1:${port}/app/redirect
OIDCCryptoPassphrase a-passphrase-for-this-test-only
OIDCScope "openid email"
OIDCPKCEMethod S256
OIDCSessionType server-cache
OIDCCacheType shm
<Location /app>
  AuthType openid-connect
  ForceType text/html
  Require claim email:${signet.accounts[0].email}
</Location>
`;
  await writeFile(join(directory, 'apache.conf'), configuration);
  await promisify(execFile)('chmod', ['-R', 'a+rX', directory]);
  await chmod(directory, 0o777);  // its children run as nobody
  const apache = spawn('/usr/sbin/apache2', ['-f', join(directory, 'apache.conf'), '-D', 'FOREGROUND'], {stdio: ['ignore', 'inherit', 'inherit']});
  t.after(async () => {
    if (apache.exitCode === null) {
      apache.kill('SIGTERM');
      await once(apache, 'exit');
    }
  });
}

test('Apache lets a signed-in person in, and forgets them when they sign out', async (t) => {
  const port = await freePort();
  const directory = await directoryWithCertificate(t);
  const signet = await Signet.start(t, {environment: async () => ({
    SIGNET_OUTBOUND__CA_FILE: join(directory, 'cert.pem'),
    SIGNET_OUTBOUND__ALLOW_PRIVATE: `127.0.0.1:${port}`,
  })});
  const client = await signet.register({
    client_name: 'Behind Apache',
    redirect_uris: [`https://127.0.0.1:${port}/app/redirect`],
    backchannel_logout_uri: `https://127.0.0.1:${port}/app/redirect?logout=backchannel`,
    backchannel_logout_session_required: true,
  });
  await startApache(t, directory, port, signet, client);

  const page = await person(t, {ignoreHTTPSErrors: true});
  const app = `https://127.0.0.1:${port}/app/`;
  while (await page.goto(app).then(() => false, () => true)) {
    await setTimeout(50);  // it is starting
  }
  await logIn(page, signet.accounts[0]);
  await allow(page);
  await page.waitForSelector('#the-app');
  await page.reload();
  await page.waitForSelector('#the-app');

  const elsewhere = await page.context().newPage();
  await elsewhere.goto(`${signet.issuer}/oauth2/logout`);
  await elsewhere.click('#logout-confirm');
  await elsewhere.waitForSelector('#logged-out-page');
  assert.match(await elsewhere.textContent('#logged-out-page'), /Behind Apache/);

  // The back channel does not delay the person: Apache hears within moments.
  for (let attempt = 0; attempt < 100 && new URL(page.url()).pathname !== '/login'; ++attempt) {
    await setTimeout(100);
    await page.goto(app);
  }
  assert.equal(new URL(page.url()).pathname, '/login');
});
