// SPDX-License-Identifier: GPL-3.0-or-later
// Browsers as tests drive them: Chromium through chromedriver, Firefox through its own Marionette.  Both understand
// WebDriver's commands; only the way there differs.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

// Calls until it does not throw, for so many milliseconds.
export async function eventually(what, milliseconds = 30000) {
  const end = Date.now() + milliseconds;
  for (;;)
    try {
      return await what();
    } catch (why) {
      if (Date.now() > end) throw why;
      await sleep(50);
    }
}

// ---- the ways there: call(command) with { method, path, name, body }

async function chromedriver() {
  const child = spawn('chromedriver', ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await new Promise((done, fail) => {
    let said = '';
    child.once('error', fail);
    child.stdout.on('data', bytes => {
      said += bytes;
      const match = /successfully on port (\d+)/.exec(said);
      if (match) done(match[1]);
    });
  });
  let session = '';
  return {
    async call({ method, path, body }) {
      const answer = await fetch(`http://127.0.0.1:${port}/session${session}${path}`, {
        method, body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
      });
      const { value } = await answer.json();
      if (value?.error) throw new Error(`${value.error}: ${value.message}`);
      if (value?.sessionId) session = `/${value.sessionId}`;
      return value;
    },
    async end() {
      await this.call({ method: 'DELETE', path: '' }).catch(() => {});
      child.kill();
    },
  };
}

async function marionette() {
  const profile = mkdtempSync(join(tmpdir(), 'bptt-firefox-'));
  const child = spawn('firefox-esr', ['--headless', '--marionette', '--profile', profile, '--no-remote'],
    { stdio: 'ignore', env: { ...process.env, MOZ_MARIONETTE_PREF_STATE_ACROSS_RESTARTS: '{}', HOME: profile } });
  const socket = await eventually(() => new Promise((done, fail) => {
    const made = connect(2828, '127.0.0.1', () => done(made));
    made.once('error', fail);
  }));
  let heard = Buffer.alloc(0), number = 0;
  const waiting = new Map();
  socket.on('data', bytes => {
    heard = Buffer.concat([heard, bytes]);
    for (;;) { // LENGTH:JSON, where LENGTH counts bytes
      const colon = heard.indexOf(':'), length = Number(heard.subarray(0, Math.max(colon, 0)));
      if (colon < 0 || heard.length < colon + 1 + length) return;
      const message = JSON.parse(heard.subarray(colon + 1, colon + 1 + length));
      heard = heard.subarray(colon + 1 + length);
      if (Array.isArray(message)) waiting.get(message[1])?.(message);
    }
  });
  return {
    call({ name, body }) {
      const text = JSON.stringify([0, ++number, name, body ?? {}]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
      return new Promise((done, fail) => waiting.set(number, ([, , error, result]) => {
        if (error) fail(new Error(`${error.error}: ${error.message}`));
        else done(result && 'value' in result ? result.value : result);
      }));
    },
    async end() {
      await this.call({ name: 'Marionette:Quit', body: { flags: ['eForceQuit'] } }).catch(() => {});
      child.kill();
      await sleep(300);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// ---- the browser

export class Browser {
  static async open(kind) {
    const browser = new Browser();
    browser.kind = kind;
    browser.way = await (kind === 'firefox' ? marionette() : chromedriver());
    await browser.way.call({
      method: 'POST', path: '', name: 'WebDriver:NewSession',
      body: kind === 'firefox' ? { capabilities: { alwaysMatch: {} } } : { capabilities: { alwaysMatch: {
        browserName: 'chrome',
        'goog:chromeOptions': { args: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--window-size=1000,700'] },
      } } },
    });
    await browser.way.call({ method: 'POST', path: '/timeouts', name: 'WebDriver:SetTimeouts', body: { script: 120000 } });
    return browser;
  }

  go(url) {
    return this.way.call({ method: 'POST', path: '/url', name: 'WebDriver:Navigate', body: { url } });
  }

  // The body of a function; what it returns, or what a promise that it returns comes to.
  run(script, ...args) {
    return this.way.call({
      method: 'POST', path: '/execute/sync', name: 'WebDriver:ExecuteScript', body: { script, args },
    });
  }

  // Real key events; \uE000 and above are WebDriver's names of keys.
  type(text) {
    const actions = [...text].flatMap(value => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
    return this.act([{ type: 'key', id: 'keyboard', actions }]);
  }

  press(...keys) {
    const actions = [...keys.map(value => ({ type: 'keyDown', value })), ...keys.reverse().map(value => ({ type: 'keyUp', value }))];
    return this.act([{ type: 'key', id: 'keyboard', actions }]);
  }

  click(x, y) {
    return this.act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [
      { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) },
      { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 },
    ] }]);
  }

  // Windows: a new one, which is at hand then; those that are open; another one; the one at hand is closed.
  async open_window() {
    const { handle } = await this.way.call({ method: 'POST', path: '/window/new', name: 'WebDriver:NewWindow', body: { type: 'tab' } });
    await this.turn_to(handle);
    return handle;
  }

  window() {
    return this.way.call({ method: 'GET', path: '/window', name: 'WebDriver:GetWindowHandle' });
  }

  turn_to(handle) {
    return this.way.call({ method: 'POST', path: '/window', name: 'WebDriver:SwitchToWindow', body: { handle } });
  }

  close_window() {
    return this.way.call({ method: 'DELETE', path: '/window', name: 'WebDriver:CloseWindow' });
  }

  act(actions) {
    return this.way.call({ method: 'POST', path: '/actions', name: 'WebDriver:PerformActions', body: { actions } });
  }

  resize(width, height) {
    return this.way.call({ method: 'POST', path: '/window/rect', name: 'WebDriver:SetWindowRect', body: { width, height } });
  }

  async screenshot() {
    return Buffer.from(await this.way.call({ method: 'GET', path: '/screenshot', name: 'WebDriver:TakeScreenshot', body: { full: false } }), 'base64');
  }

  end() {
    return this.way.end();
  }
}
