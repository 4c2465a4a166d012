/** Technique: a new tab with the cover in every window, and every window made full screen. */
const cover = (windowId) => {
  void chrome.tabs.create({ windowId, active: true, url: 'cover.html' });
  void chrome.windows.update(windowId, { state: 'fullscreen' });
};
async function hide({ windowId }) {
  cover(windowId);
  for (const { id } of await chrome.windows.getAll()) if (id !== windowId) cover(id);
}
chrome.commands.onCommand.addListener((_command, tab) => void hide(tab));
