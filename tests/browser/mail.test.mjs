// A person signs up, forgets the password and moves to another address, with what a real mail server was given.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {directoryWithCertificate} from './support/certificate.mjs';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {codeOf, linkOf, MailServer} from './support/mail_server.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

const withMail = (database, mail, more = {}) => ({
  environment: async () => ({
    ...(await database.environment()), SIGNET_MAIL__SERVER: mail.url, SIGNET_MAIL__FROM: 'accounts@signet.test',
    SIGNET_MAIL__PER_HOUR: '20', ...more,
  }),
});

const password = 'plenty of orange bicycles';

for (const database of databases) {
  test(`a person signs up, sets a forgotten password and changes the address, on ${database.name}`, async (t) => {
    const mail = await MailServer.start(t);
    const signet = await Signet.start(t, withMail(database, mail));
    const page = await person(t);

    await page.goto(`${signet.issuer}/demo`);
    await page.click('text=Sign in');
    await page.click('#login-signup');
    await page.fill('#email', 'Carol@example.test');
    await page.click('#signup-submit');
    const welcome = await mail.next();
    assert.deepEqual([welcome.from, welcome.to], ['accounts@signet.test', ['Carol@example.test']]);
    assert.ok(welcome.html.includes(linkOf(welcome).replaceAll('&', '&amp;')));
    await page.fill('#code', codeOf(welcome));
    await page.click('#code-submit');
    await page.fill('#new-password', 'too short');
    await page.click('#password-submit');
    assert.ok(await page.isVisible('#password-failure'));
    await page.fill('#new-password', 'a first password of hers');
    await page.click('#password-submit');
    await page.click('#consent-allow');
    await page.waitForURL(/\/demo/);
    assert.match(await page.textContent('main'), /Carol@example\.test/);

    const phone = await person(t);
    await phone.goto(`${signet.issuer}/login`);
    await phone.click('#login-reset');
    await phone.fill('#email', 'carol@example.test');
    await phone.click('#reset-submit');
    const reset = await mail.next();
    await phone.goto(linkOf(reset));
    await phone.fill('#new-password', password);
    await phone.click('#password-submit');
    assert.ok(await phone.isVisible('#password-done'));
    assert.match((await mail.next()).subject, /password was changed/);
    await page.goto(`${signet.issuer}/account`);
    assert.equal(new URL(page.url()).pathname, '/login', 'everything else is signed out');

    await phone.goto(`${signet.issuer}/account`);
    await phone.click('#account-email');
    await phone.fill('#email', 'carol@elsewhere.test');
    await phone.fill('#password', password);
    await phone.click('#email-submit');
    const change = await mail.next();
    assert.deepEqual(change.to, ['carol@elsewhere.test']);
    await phone.goto(linkOf(change));
    await phone.click('#email-confirm');
    assert.match(await phone.textContent('main'), /carol@elsewhere\.test/);
    assert.deepEqual((await mail.next()).to, ['Carol@example.test'], 'the old address is told');

    const invitation = await signet.run('account invite', 'dave@example.test', '--link');
    const dave = await person(t);
    await dave.goto(invitation.link);
    await dave.fill('#new-password', 'what dave alone knows');
    await dave.click('#password-submit');
    assert.match(await dave.textContent('main'), /dave@example\.test/);
  });
}

test('mail goes over TLS to whoever shows the right certificate, with the login of the settings', async (t) => {
  const directory = await directoryWithCertificate(t);
  const cert = join(directory, 'cert.pem');
  const mail = await MailServer.start(t, {cert, key: join(directory, 'key.pem')});
  const more = {SIGNET_OUTBOUND__CA_FILE: cert, SIGNET_MAIL__USER: 'user', SIGNET_MAIL__PASSWORD: 'a password'};
  const signet = await Signet.start(t, withMail(databases[0], mail, more));
  assert.deepEqual(await signet.run('mail test', 'admin@example.test'), {accepted: true, server: mail.url});
  const message = await mail.next();
  assert.deepEqual([message.to, message.tls, message.authenticated], [['admin@example.test'], true, true]);

  const wrong = await Signet.start(t, withMail(databases[0], mail, {...more, SIGNET_MAIL__PASSWORD: 'another'}));
  await assert.rejects(wrong.run('mail test', 'admin@example.test'), /stage 'login'/);
  const untrusting = await Signet.start(t, withMail(databases[0], mail, {...more, SIGNET_OUTBOUND__CA_FILE: ''}));
  await assert.rejects(untrusting.run('mail test', 'admin@example.test'), /stage 'tls'/);
});

test('in development the messages are read at /dev/mail, and a dead mail server delays nobody', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const page = await person(t);
  await page.goto(`${signet.issuer}/signup`);
  await page.fill('#email', 'erin@example.test');
  await page.click('#signup-submit');
  assert.ok(await page.isVisible('#sent-page'));
  let outbox = [];
  while (outbox.length === 0) {
    outbox = await (await fetch(`${signet.issuer}/dev/mail`, {headers: {Accept: 'application/json'}})).json();
  }
  assert.equal(outbox[0].to, 'erin@example.test');
  await page.goto(`${signet.issuer}/dev/mail`);
  await page.click('main a.button');
  assert.ok(await page.isVisible('#new-password'));

  const dead = await Signet.start(t, withMail(databases[0], {url: 'smtp://127.0.0.1:1'}));
  await page.goto(`${dead.issuer}/signup`);
  await page.fill('#email', 'erin@example.test');
  await page.click('#signup-submit');
  assert.ok(await page.isVisible('#sent-page'));
  await assert.rejects(dead.run('mail test', 'admin@example.test'), /stage 'connect'/);
});
