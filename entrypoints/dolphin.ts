/**
 * The content script: the on-page dolphin and the instant cover, in the top frame of every page (wxt.config.ts says where).
 * Not one of WXT's own content scripts: those send a page the extension's id, and end when the page sends it back.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startPage } from '../extension/dolphin/page.ts';

export default defineUnlistedScript(startPage);
