/** Technique: the worker hears the shortcut and tells every page to show its overlay, the pressed one first. */
async function hide(pressed) {
  const tell = (tab) => chrome.tabs.sendMessage(tab.id, 'cover').catch(() => undefined);
  void tell(pressed);
  for (const tab of await chrome.tabs.query({ active: true })) if (tab.id !== pressed.id) void tell(tab);
}
chrome.commands.onCommand.addListener((_command, tab) => void hide(tab));
