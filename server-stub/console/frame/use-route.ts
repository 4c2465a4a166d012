/** The address bar and the page in step: own links stay in the page, and the focus follows to the new heading. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { routeOf, type Route } from '../route.ts';

const here = () => location.pathname + location.search;

/** A plain left click on a link of our own; everything else is the browser's. */
function ownLink(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (
    !link ||
    link.target !== '' ||
    link.hasAttribute('download') ||
    link.origin !== location.origin ||
    link.getAttribute('href')?.startsWith('#')
  )
    return undefined;
  return link.pathname + link.search;
}

export function useRoute(): { route: Route; path: string; go: (path: string) => void } {
  const [at, setAt] = useState(here);
  const go = useCallback((path: string) => {
    if (path !== here()) history.pushState(null, '', path);
    setAt(here());
    // Someone who cannot see the page hears where they are; the tab order begins at the content.
    requestAnimationFrame(() => {
      document.getElementById('main')?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    });
  }, []);
  useEffect(() => {
    const back = () => setAt(here());
    const click = (event: MouseEvent) => {
      const path = ownLink(event);
      if (path === undefined) return;
      event.preventDefault();
      go(path);
    };
    window.addEventListener('popstate', back);
    document.addEventListener('click', click);
    return () => {
      window.removeEventListener('popstate', back);
      document.removeEventListener('click', click);
    };
  }, [go]);
  const [path = '/', search = ''] = at.split(/(?=\?)/, 2);
  return { route: routeOf(path, search), path, go };
}
