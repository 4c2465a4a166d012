import { readdirSync } from 'node:fs';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { Help } from '../../../extension/cover/Help.tsx';
import { Languages } from '../../../extension/cover/Languages.tsx';
import { Say } from '../../../extension/cover/Say.tsx';
import { homeWordsFor, wordsFor } from '../../../extension/cover/wording.ts';
import { message, type MessageKey } from '../../../extension/locales/catalogue.ts';
import { english, loadLanguages, type Language, type Speak } from '../../../extension/locales/home-language.ts';
import { coverView } from './cover-view.ts';
import { everyMoment } from './every-moment.ts';

type Moment = Pick<(typeof everyMoment)[number], 'view' | 'waitedMs'>;

const tags = readdirSync(new URL('../../../extension/locales/cover/', import.meta.url)).map((name) =>
  name.replace('.json', ''),
);
const languages = await Promise.all(tags.map(async (tag) => (await loadLanguages([tag]))[0]!));
const named = (tag: string) => languages.find((one) => one.tag === tag)!;

function render(language: Language, { view, waitedMs }: Moment): string {
  const home = { language, words: homeWordsFor(view, waitedMs, language.say) };
  return renderToString(<Say words={wordsFor(view, waitedMs)} home={home} />);
}
const part = (html: string, name: 'home' | 'beside') =>
  new RegExp(`<div class="${name}"([^>]*)>(.*?)</div>`).exec(html)?.slice(1) ?? [];
const textOf = (html: string) =>
  html
    .replaceAll(/<\/(h1|p)>/g, ' ')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .trim();

describe('a home language', () => {
  it('is made of the very sentences of the English words, whatever the moment', () => {
    const keys: Speak = (key) => key;
    for (const { view, waitedMs } of everyMoment) {
      const { headline, lines, picture } = homeWordsFor(view, waitedMs, keys);
      const by = view.by === undefined ? {} : { by: view.by };
      const said = [headline, ...lines].map((key) => message(key as MessageKey, by));
      const words = wordsFor(view, waitedMs);
      expect(said).toEqual([words.headline, ...words.lines]);
      expect(picture).toBe(words.picture);
    }
  });

  describe.each(languages)('$tag', (language) => {
    it.each(everyMoment)('says what is true when $name, large, with the English beside it', (moment) => {
      const html = render(language, moment);
      const words = wordsFor(moment.view, moment.waitedMs);
      const own = homeWordsFor(moment.view, moment.waitedMs, language.say);
      const [homeAttributes, home = ''] = part(html, 'home');
      const [besideAttributes, beside = ''] = part(html, 'beside');
      expect(homeAttributes).toBe(` lang="${language.tag}" dir="${language.direction}"`);
      expect(textOf(home)).toBe([own.headline, ...own.lines, ...own.notes].join(' '));
      expect(home).not.toMatch(/[{}]|lang=/);
      expect(besideAttributes).toBe(' lang="en-GB" dir="ltr"');
      expect(textOf(beside)).toBe([words.headline, ...words.lines].join(' '));
      for (const line of words.adults) expect(html).toContain(line);
    });
  });

  it('stands with English in the one live region, under one heading', () => {
    const html = render(named('pl'), { view: coverView({ state: 'delivered' }), waitedMs: 0 });
    expect(html.match(/role="status" aria-live="polite" aria-atomic="true"/g)).toHaveLength(1);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.indexOf('class="home"')).toBeLessThan(html.indexOf('class="beside"'));
    expect(html).toMatch(/<\/div><\/div><svg class="picture"/);
  });

  it('written from the right says so for its own part alone, and keeps a name from the school apart', () => {
    for (const tag of ['ar', 'ur']) {
      const html = render(named(tag), { view: coverView({ state: 'acknowledged', by: 'Mrs Ash' }), waitedMs: 0 });
      expect(html).toContain('<div class="say" data-direction="rtl">');
      expect(html.match(/dir="rtl"/g)).toHaveLength(1);
      expect(html).toContain('\u2068Mrs Ash\u2069');
      expect(html).toContain('<p>Mrs Ash has seen it.</p>');
    }
  });

  it('leaves what is for adults in English, and says so to a screen reader', () => {
    const html = render(named('ur'), { view: coverView({ state: 'unsaved' }), waitedMs: 0 });
    expect(html).toContain('<p class="adults" lang="en-GB" dir="ltr">For grown-ups: this computer could not save');
  });

  it('marks a sentence that its catalogue lacks as English', () => {
    const say: Speak = (key, values) => (key === 'cover.show' ? message(key, values) : named('ur').say(key, values));
    const html = render({ ...named('ur'), say }, { view: coverView(), waitedMs: 0 });
    expect(part(html, 'home')[1]).toContain('<p lang="en-GB" dir="ltr">Show a grown-up.</p>');
  });

  it('shows a name from the school as text, whatever is in it', () => {
    const by = '<img src=x onerror=alert(1)>';
    expect(render(named('ar'), { view: coverView({ state: 'acknowledged', by }), waitedMs: 0 })).not.toContain('<img');
  });

  it('names the help, and leaves the names of the pages as they are', () => {
    const html = renderToString(<Help names={['childline']} open={() => undefined} language={named('ar')} />);
    expect(html).toContain('<p id="help-label" lang="ar" dir="rtl">يمكنك طلب المساعدة هنا أيضًا:</p>');
    expect(html).toContain('>Childline</button>');
  });
});

describe('the buttons that change the language', () => {
  const shown = named('ur');

  it('bear each language’s own name, say which one is shown, and have no flag or picture', () => {
    const html = renderToString(
      <Languages languages={[shown, named('pl'), english]} shown={shown} choose={() => undefined} />,
    );
    expect(html).toContain('<div class="languages" role="group" lang="ur" aria-label="زبان">');
    expect(html).toContain('<button type="button" lang="ur" dir="rtl" aria-pressed="true">اردو</button>');
    expect(html).toContain('<button type="button" lang="pl" dir="ltr" aria-pressed="false">Polski</button>');
    expect(html).toContain('<button type="button" lang="en-GB" dir="ltr" aria-pressed="false">English</button>');
    expect(html).not.toMatch(/<(img|svg)|\p{RI}|\p{Emoji_Presentation}/u);
  });

  it('are not there without a choice', () => {
    expect(renderToString(<Languages languages={[]} shown={english} choose={() => undefined} />)).toBe('');
  });
});
