/** What a cover does to an ordinary page in a real Chromium, and what it leaves as it was. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDirty, quieten } from '../../extension/dolphin/quieten.ts';
import { launchChromium, removeFolder, type LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { clickAt, findDolphin } from '../../scripts/browsers/press.ts';
import { openStage, openWork, tellPage, type Stage } from './harness/stage.ts';

let stage: Stage;
let browser: LearnerBrowser;
beforeAll(async () => {
  stage = await openStage();
  browser = await launchChromium({ args: ['--autoplay-policy=no-user-gesture-required'] });
});
afterAll(async () => {
  await browser.kill();
  removeFolder(browser.folder);
  await stage.close();
});

const open = (name: string, inside: string, headers: Record<string, string> = {}) =>
  openWork(browser, stage, name, inside, headers);

test('a covered page shows nothing and takes no layout; uncovered, its scroll, text, focus and media are as they were', async () => {
  const page = await open(
    'work',
    `<style>div { height: 300vh } pre { height: 5rem; overflow: auto }</style><div></div><pre>${'line\n'.repeat(50)}</pre>
     <input value="given"><textarea></textarea><div></div>`,
  );
  await findDolphin(page);
  await page.locator('textarea').fill('my own words');
  await page.locator('input').focus();
  await page.keyboard.type(' and more');
  await page.evaluate(() => {
    scrollTo(0, 1234);
    document.querySelector('pre')!.scrollTop = 77;
    document.querySelector('input')!.setSelectionRange(2, 4);
  });
  const look = () =>
    page.evaluate(() => {
      const input = document.querySelector('input')!;
      return {
        scroll: [scrollY, document.querySelector('pre')!.scrollTop],
        text: [input.value, document.querySelector('textarea')!.value],
        selected: [input.selectionStart, input.selectionEnd],
        focused: document.activeElement?.localName,
        style: document.documentElement.getAttribute('style') ?? '',
        visible: getComputedStyle(document.querySelector('textarea')!).visibility,
      };
    });
  const before = await look();
  expect(before.scroll).toEqual([1234, 77]);
  await tellPage(browser, page, 'page.cover');
  await expect.poll(async () => (await look()).visible).toBe('hidden');
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect((await look()).scroll).toEqual(before.scroll);
  await tellPage(browser, page, 'page.uncover');
  await expect.poll(look, { timeout: 10_000 }).toEqual(before);
});

test('a covered page’s media stop, also what starts later and what is in a shadow root', async () => {
  const page = await open('media', '<video id="one" loop muted></video><section></section>');
  await page.evaluate(async () => {
    const source = () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
      return canvas.captureStream(10);
    };
    const one = document.querySelector('video')!;
    const two = document.createElement('video');
    two.muted = true;
    document.querySelector('section')!.attachShadow({ mode: 'open' }).append(two);
    for (const video of [one, two]) {
      video.srcObject = source();
      await video.play();
    }
    Object.assign(globalThis, { states: () => [one.paused, two.paused] });
  });
  const states = () => page.evaluate('states()');
  expect(await states()).toEqual([false, false]);
  await tellPage(browser, page, 'page.cover');
  await expect.poll(states).toEqual([true, true]);
  await page.evaluate(
    () =>
      void document
        .querySelector('video')!
        .play()
        .catch(() => undefined),
  );
  await expect.poll(states).toEqual([true, true]);
  await tellPage(browser, page, 'page.uncover');
});

test('a covered page leaves full screen, its own small window and the pointer’s lock', async () => {
  const page = await open('locks', '<button>Go</button>');
  const state = () =>
    page.evaluate(() => ({
      full: document.fullscreenElement !== null,
      locked: document.pointerLockElement !== null,
      small:
        (globalThis as { documentPictureInPicture?: { window: unknown } }).documentPictureInPicture?.window != null,
    }));
  const enter = async (how: string) => {
    await page.evaluate((code) => {
      // A child's click allows what comes next.
      const act = document.createElement('script');
      act.textContent = `document.querySelector('button').onclick = () => { ${code}.catch(() => undefined); };`;
      document.head.append(act);
    }, how);
    const { x, y, width, height } = (await page.locator('button').boundingBox())!;
    await clickAt(page, { x: x + width / 2, y: y + height / 2 });
  };
  for (const [name, how] of Object.entries({
    full: 'document.documentElement.requestFullscreen()',
    locked: 'Promise.resolve(document.body.requestPointerLock())',
    small: 'documentPictureInPicture.requestWindow()',
  })) {
    await enter(how);
    await expect.poll(async () => (await state())[name as 'full'], { timeout: 10_000 }).toBe(true);
    await tellPage(browser, page, 'page.cover');
    await expect.poll(async () => (await state())[name as 'full'], { timeout: 10_000 }).toBe(false);
    await tellPage(browser, page, 'page.uncover');
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).visibility)).toBe('visible');
  }
});

test('what stands alone needs nothing around it', async () => {
  const page = await open('alone', '<p>Alone');
  await page.evaluate(`(${quieten.toString()})()`);
  expect(await page.evaluate(`(${isDirty.toString()})()`)).toBe(false);
});

test.for([
  [
    'a text that came with the page',
    '<input value="x"><textarea>y</textarea><input type="hidden" id="a">',
    'document.querySelector("#a").value = "token"',
    false,
  ],
  [
    'a list left alone',
    '<select><option>1<option>2</select><select><option>1<option selected>2</select><select multiple><option>1</select>',
    '',
    false,
  ],
  ['a slider that the browser put in shape', '<input type="range" value="500">', '', false],
  ['a word in a field', '<input>', 'document.querySelector("input").value = "x"', true],
  ['a word in a text', '<textarea></textarea>', 'document.querySelector("textarea").value = "x"', true],
  ['a tick', '<input type="checkbox">', 'document.querySelector("input").checked = true', true],
  ['another choice', '<select><option>1<option>2</select>', 'document.querySelector("select").selectedIndex = 1', true],
  [
    'an editor in use',
    '<p contenteditable></p>',
    'document.querySelector("p").focus(); document.querySelector("p").append("x")',
    true,
  ],
] as const)('%s: a page knows whether it holds work', async ([name, inside, act, expected]) => {
  const page = await open(`dirty ${name}`, inside);
  await page.evaluate(act);
  expect(await page.evaluate(isDirty)).toBe(expected);
});

test('what a page wrote into its own fields is nobody’s work', async () => {
  const page = await open('filled', '<input><script>document.querySelector("input").value = "x"</script>');
  const driver = await page.context().newCDPSession(page);
  // The driver's other ways to run a script count as a touch.
  const ask = () => driver.send('Runtime.evaluate', { expression: `(${isDirty.toString()})()` });
  expect((await ask()).result.value).toBe(false);
  await page.getByRole('textbox').press('b');
  expect((await ask()).result.value).toBe(true);
});
