// What people do on the pages of a sign-in, through nothing but the ids that are public contract [PG-02], each step at
// a path of its own [PG-04].
import assert from 'node:assert/strict';

export async function logIn(page, {email, password}) {
  await page.waitForSelector('#username');
  assert.equal(new URL(page.url()).pathname, '/login');
  await page.fill('#username', email);
  await page.fill('#password', password);
  await page.click('#login-submit');
}

export async function allow(page) {
  await page.waitForSelector('#consent-allow');
  assert.equal(new URL(page.url()).pathname, '/consent');
  await page.click('#consent-allow');
}
