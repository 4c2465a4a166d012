/** The page's icon in the tab strip: while a page is hidden, a blank stands in its place. Its title is left as it is. */

/** One transparent pixel. */
const blank =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const iconLinks = 'link[rel~="icon" i]';

export type Icon = {
  /** Again whenever the page may have brought another one. */
  mask: () => void;
  restore: () => void;
};

export function createIcon(): Icon {
  const theirs = new Map<Element, string>();
  let mine: HTMLLinkElement | undefined;
  return {
    mask() {
      for (const link of document.querySelectorAll(iconLinks)) {
        if (link === mine) continue;
        theirs.set(link, link.getAttribute('rel') ?? '');
        link.setAttribute('rel', '');
      }
      mine ??= Object.assign(document.createElement('link'), { rel: 'icon', href: blank });
      if (!mine.isConnected) document.head?.append(mine);
    },
    restore() {
      mine?.remove();
      mine = undefined;
      for (const [link, rel] of theirs) link.setAttribute('rel', rel);
      theirs.clear();
    },
  };
}
