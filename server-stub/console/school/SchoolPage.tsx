/** The way to what is looked at now and then: who would be told, the day, the school's own rules. */
import type { Place } from '../frame/places.ts';
import { word, wordIfAny } from '../words.ts';

export function SchoolPage({ places }: { places: readonly Place[] }) {
  return (
    <>
      <h1>{word('nav.school')}</h1>
      <ul class="ways-list">
        {places.map(({ href, key }) => (
          <li key={href} class="card">
            <h2>
              <a href={href}>{word(key)}</a>
            </h2>
            <p class="quiet">{wordIfAny(`way.${key}`)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
