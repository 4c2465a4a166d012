/** Technique: one popup window with the cover, then full screen: above every other window of the display. */
async function hide() {
  const { id } = await chrome.windows.create({ type: 'popup', focused: true, url: 'cover.html' });
  await chrome.windows.update(id, { state: 'fullscreen', focused: true });
}
chrome.commands.onCommand.addListener(() => void hide());
