/** Technique: each window's visible tab goes to the cover. */
async function hide(pressed) {
  void chrome.tabs.update(pressed.id, { url: 'cover.html' });
  for (const { id } of await chrome.tabs.query({ active: true })) {
    if (id !== pressed.id) void chrome.tabs.update(id, { url: 'cover.html' });
  }
}
chrome.commands.onCommand.addListener((_command, tab) => void hide(tab));
