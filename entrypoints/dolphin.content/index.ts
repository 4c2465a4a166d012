/** The content script: the on-page dolphin and the instant cover, in the top frame of every page. */
import { defineContentScript } from 'wxt/utils/define-content-script';
import { startPage } from '../../extension/dolphin/page.ts';

export default defineContentScript({
  matches: ['<all_urls>'],
  runAt: 'document_start',
  main(context) {
    context.onInvalidated(startPage());
  },
});
