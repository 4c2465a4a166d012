/** What stands around every page of a signed-in person: the way to the other pages, and the connection's state. */
import type { ComponentChildren } from 'preact';
import type { StreamState } from '../../../shared/follow-stream.ts';
import { word, type Word } from '../words.ts';
import { Mark } from './Mark.tsx';
import { isAt, type Place } from './places.ts';

type FrameProps = {
  places: readonly Place[];
  path: string;
  connection: StreamState | undefined;
  children: ComponentChildren;
};

const connectionWords: Record<StreamState, Word> = {
  connecting: 'connection.connecting',
  live: 'connection.live',
  offline: 'connection.offline-short',
  refused: 'connection.offline-short',
};

export function Frame({ places, path, connection, children }: FrameProps) {
  return (
    <div class="frame">
      <a class="skip button" href="#main">
        {word('nav.skip')}
      </a>
      <header class="frame-head">
        <a class="brand" href="/">
          <Mark />
          {word('brand')}
        </a>
        {connection && (
          <span class={`connection connection-${connection}`}>
            <span class="connection-words">{word(connectionWords[connection])}</span>
          </span>
        )}
        {places.length > 1 && (
          <nav aria-label={word('nav.label')}>
            <ul class="nav">
              {places.map(({ href, key }) => (
                <li key={href}>
                  <a href={href} aria-current={path === href ? 'page' : isAt(href, path) ? 'true' : undefined}>
                    {word(key)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </header>
      <main id="main" class="page" tabIndex={-1}>
        {connection === 'offline' && (
          <p class="note" role="status">
            {word('connection.offline')}
            <span class="quiet small">{word('connection.offline-why')}</span>
          </p>
        )}
        {children}
      </main>
    </div>
  );
}

/** A page before signing in: one card in the middle. */
export function Doorway({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main id="main" class="doorway" tabIndex={-1}>
      <p class="brand">
        <Mark />
        {word('brand')}
      </p>
      <div class="card stack">
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
