/** Panic button: opens one window with one page, then closes every window that was there, as panicbutton for Firefox replaces a session. */
async function hide() {
  const before = await chrome.windows.getAll({ populate: true });
  const { width, height } = await chrome.windows.getCurrent();
  await chrome.windows.create({ url: 'cover.html', width, height });
  for (const { id } of before) void chrome.windows.remove(id);
}
chrome.commands.onCommand.addListener(() => void hide());
