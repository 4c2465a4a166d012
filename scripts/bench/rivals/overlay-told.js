/** Technique: the content script shows its overlay at the worker's word. */
chrome.runtime.onMessage.addListener(() => globalThis.cover());
