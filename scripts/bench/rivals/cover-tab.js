/** Technique: a new tab with the cover in every window. */
async function hide({ windowId }) {
  void chrome.tabs.create({ windowId, active: true, url: 'cover.html' });
  for (const { id } of await chrome.windows.getAll()) {
    if (id !== windowId) void chrome.tabs.create({ windowId: id, active: true, url: 'cover.html' });
  }
}
chrome.commands.onCommand.addListener((_command, tab) => void hide(tab));
