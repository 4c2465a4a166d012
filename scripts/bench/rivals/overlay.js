/** Technique: an overlay in the page, in the top layer. Shared by the two rivals that differ in who calls it. */
function cover() {
  const layer = document.createElement('div');
  layer.popover = 'manual';
  layer.style.cssText =
    'position: fixed; inset: 0; width: 100vw; height: 100vh; max-width: none; max-height: none; border: 0; background: #a9d3da';
  document.documentElement.append(layer);
  layer.showPopover();
  for (const media of document.querySelectorAll('audio, video')) media.pause();
}
globalThis.cover = cover;
