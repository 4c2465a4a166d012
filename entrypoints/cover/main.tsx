/** Entry of the cover: wires the page, which is already painted, to the background. */
import { hydrate } from 'preact';
import { Cover } from '../../extension/cover/Cover.tsx';
import { guardCover } from '../../extension/cover/guard.ts';
import { followStatus, whileLeading } from '../../extension/cover/stream.ts';
import { watchCover } from '../../extension/cover/watch.ts';
import { loadLanguages } from '../../extension/locales/home-language.ts';
import { ask, listen } from '../../extension/platform/messages.ts';

const incident = location.hash.slice(1);
const root = document.querySelector('#cover');

if (root) {
  guardCover(document);
  hydrate(
    <Cover
      watch={(show) =>
        watchCover(
          incident,
          {
            ask,
            listen,
            stream: (source, pass) =>
              whileLeading(navigator.locks, () => followStatus(source, { fetch, random: Math.random, pass })),
          },
          show,
        )
      }
      help={(name) => void ask('cover.help', { incident, name })}
      languages={(asked) => loadLanguages(asked)}
      release={async (choice) => (await ask('cover.release', { incident, choice })).ok}
      random={Math.random}
    />,
    root,
  );
  document.querySelector('main')?.focus({ preventScroll: true });
  // Firefox tells nobody when full screen is left; asking makes the background look.
  addEventListener('resize', () => void ask('cover.opened', { incident }));
}
