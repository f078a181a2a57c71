// How the pages look and behave in a real browser: on a phone, in the dark, by keyboard. Pictures are kept in
// SIGNET_SCREENSHOTS, or else in a temporary directory that is named in the output.
import assert from 'node:assert/strict';
import {mkdtemp, readdir, readFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import axe from 'axe-core';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

const looks = {
  phone: {viewport: {width: 360, height: 740}},
  dark: {viewport: {width: 1280, height: 800}, colorScheme: 'dark'},
  light: {viewport: {width: 1280, height: 800}, colorScheme: 'light'},
};

// The smallest contrast of any visible text with what is behind it [WCAG 2.2, 1.4.3].
function smallestContrast() {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = channels(getComputedStyle(e).backgroundColor);
      if ((color[3] ?? 1) > 0) {
        return color;
      }
    }
    return [255, 255, 255];
  };
  let smallest = {contrast: 21};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (node.data.trim() === '' || !element.checkVisibility()) {
      continue;
    }
    const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < smallest.contrast) {
      smallest = {contrast, text: node.data.trim()};
    }
  }
  return smallest;
}

// What must be true of every page, whatever its look; keeps a picture of it. axe-core knows the rules of WCAG 2.2 and more.
async function lookAt(page, path, name) {
  await page.evaluate(axe.source);
  // One page may go on by itself after a moment: two seconds in which the apps that are told of a logout load their frames,
  // which is what the page is there for [WCAG 2.2, 2.2.1: essential]. Nothing is to be read or done in them.
  const rules = name.includes('logged_out_going_on') ? {'meta-refresh': {enabled: false}} : {};
  const {violations} = await page.evaluate((options) => window.axe.run(options), {rules});
  assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), [], name);
  await page.screenshot({path, fullPage: true});
  assert.equal(await page.locator('main').count(), 1, name);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} scrolls sideways`);
  const {contrast, text} = await page.evaluate(smallestContrast);
  assert.ok(contrast >= 4.5, `${name}: contrast of "${text}" is ${contrast}`);
}

async function pictures(t) {
  const directory = process.env.SIGNET_SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'signet-pages-')));
  t.diagnostic(`pictures are in ${directory}`);
  return directory;
}

for (const [look, options] of Object.entries(looks)) {
  test(`the pages are fit for people: ${look}`, async (t) => {
    const directory = await pictures(t);
    const signet = await Signet.start(t, databases[0]);
    const page = await person(t, options);
    const foreign = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== signet.issuer) {
        foreign.push(request.url());
      }
    });
    const complaints = [];
    page.on('console', (message) => complaints.push(message.text()));

    const look_at = async (name) => {
      await page.waitForLoadState();
      await lookAt(page, join(directory, `${name}-${look}.png`), name);
    };

    await page.goto(signet.demo_url);
    await look_at('demo');
    await page.click('#demo-sign-in');
    await look_at('login');
    await page.fill('#username', signet.accounts[0].email);
    await page.fill('#password', 'wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await look_at('login-failed');
    await page.fill('#password', signet.accounts[0].password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#consent-allow');
    await look_at('consent');
    await page.click('#consent-allow');
    await page.waitForURL(signet.demo_url);
    await look_at('result');
    assert.deepEqual(complaints.filter((text) => !text.includes('400')), []);
    await page.goto(`${signet.issuer}/account`);
    await look_at('own-account');
    await page.click('#apps a');
    await page.waitForSelector('#account-withdraw');
    await look_at('own-app');
    await page.click('#account-withdraw');
    await page.waitForSelector('#apps');
    assert.equal(await page.locator('#apps a').count(), 0, 'withdrawn');
    await page.click('#account-password');
    await page.waitForSelector('#new-password');
    await look_at('password');
    await page.goto(`${signet.issuer}/login?t=nonsense`);
    await look_at('error');
    assert.deepEqual(foreign, []);
  });
}

const golden = new URL('../golden/pages/', import.meta.url);
const templates = new URL('../../templates/', import.meta.url);

// Also those that a journey shows seldom, as the golden files hold them; their scripts do not run, nor do they go anywhere.
for (const [look, options] of Object.entries(looks)) {
  test(`every page that there is is fit for people: ${look}`, async (t) => {
    const directory = await pictures(t);
    const page = await person(t, options);
    const headers = {'Content-Security-Policy': "script-src 'none'"};
    const files = (await readdir(golden)).map((file) => [`/${file}`, 'text/html; charset=utf-8', new URL(file, golden)]);
    files.push(['/assets/signet', 'text/css', new URL('style.css', templates)]);
    files.push(['/assets/seal', 'image/svg+xml', new URL('seal.svg', templates)]);
    await page.route('**', async (route) => {
      const file = files.find(([path]) => route.request().url() === `https://id.example.com${path}`);
      await (file ? route.fulfill({headers, contentType: file[1], body: await readFile(file[2])}) : route.abort('aborted'));
    });
    for (const [path, type] of files) {
      if (type.startsWith('text/html')) {
        await page.goto(`https://id.example.com${path}`);
        await lookAt(page, join(directory, `golden-${path.slice(1)}-${look}.png`), path);
      }
    }
  });
}

test('the pages fit a phone in every language', async (t) => {
  const directory = await pictures(t);
  const signet = await Signet.start(t, databases[0]);
  const discovery = await (await fetch(`${signet.issuer}/.well-known/openid-configuration`)).json();
  const headings = new Set();
  for (const locale of discovery.ui_locales_supported) {
    const page = await person(t, {...looks.phone, locale});
    const look_at = async (name) => {
      assert.equal(await page.getAttribute('html', 'lang'), locale, name);
      await lookAt(page, join(directory, `${name}-${locale}.png`), `${name} in ${locale}`);
    };
    await page.goto(signet.demo_url);
    await look_at('demo');
    await page.click('#demo-sign-in');
    headings.add(await page.textContent('h1'));
    await page.fill('#username', signet.accounts[0].email);
    await page.fill('#password', 'wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await look_at('login-failed');
    await page.goto(`${signet.issuer}/login?t=nonsense`);
    await look_at('error');
    await page.goto(`${signet.issuer}/signup`);
    await page.fill('#email', `${locale}@example.test`);
    await page.click('#signup-submit');
    await page.waitForSelector('#sent-page');
    await look_at('sent');
  }
  assert.equal(headings.size, discovery.ui_locales_supported.length);
});

// [PG-14]
test('the login page works by keyboard alone, and tells password managers what it wants', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const page = await person(t);
  await page.goto(`${signet.demo_url}/sign-in`);
  assert.equal(await page.getAttribute('#username', 'autocomplete'), 'username');
  assert.equal(await page.getAttribute('#password', 'autocomplete'), 'current-password');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'username');
  await page.keyboard.type(signet.accounts[0].email);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'password');
  await page.keyboard.type(signet.accounts[0].password);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'login-submit');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#consent-allow');
});
