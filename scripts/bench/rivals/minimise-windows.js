/** Panic button: minimises every window, one after the other, as panicbutton for Firefox does it. */
async function hide() {
  for (const { id } of await chrome.windows.getAll()) await chrome.windows.update(id, { state: 'minimized' });
}
chrome.commands.onCommand.addListener(() => void hide());
