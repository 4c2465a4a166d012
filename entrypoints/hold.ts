/** Runs before everything of a page while pages must stay hidden (extension/hide/hold.ts registers it), and only then. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { layVeil } from '../extension/dolphin/veil.ts';

export default defineUnlistedScript(layVeil);
