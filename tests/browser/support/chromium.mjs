// Debian's Chromium, one for each file of tests; each person gets a profile of their own.
import {existsSync} from 'node:fs';
import {chromium} from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
let browser;

// A window on a fresh profile, which ends with `test`. `options` are Playwright's, such as {javaScriptEnabled: false}.
export async function person(test, options = {}) {
  browser ??= await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  test.after(() => context.close());
  return context.newPage();
}

// For the `after` of a file.
export async function closeChromium() {
  await browser?.close();
  browser = undefined;
}
