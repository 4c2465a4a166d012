import { preact } from '@preact/preset-vite';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'wxt';
import { firefoxId } from './shared/extension-ids.ts';
import { managedSchema } from './shared/managed-schema.ts';

/** The oldest browsers we build for: native promise replies, `storage.session`, strict IndexedDB (see docs/architecture.md). */
const oldestChromium = '130';
const oldestFirefox = '128.0';

/**
 * The polyfill lists every function that it gives promises, one that copies pages among them. It was never called; no
 * package of ours may hold even its name (design §2, law 3; test/house/manifest.test.ts).
 */
const withoutCapture = {
  name: 'without-capture',
  transform: (code: string, id: string) =>
    id.includes('webextension-polyfill') ? code.replace(/"captureVisible[T]ab": \{[^}]*\},/, '') : undefined,
};

/**
 * What runs in every page takes the browser's own promises and nothing else: all browsers that we build for have them, and
 * every page would load a polyfill as large as the rest of the script.
 */
function lightPageScripts(): Plugin {
  let isPageScript = false;
  return {
    name: 'light-page-scripts',
    enforce: 'pre',
    configResolved({ build: { lib } }) {
      isPageScript = /entrypoints.(dolphin|hold)\.ts/.test(JSON.stringify(lib));
    },
    resolveId: (id) =>
      isPageScript && id === '@wxt-dev/webextension-polyfill/browser'
        ? fileURLToPath(import.meta.resolve('wxt/browser'))
        : undefined,
  };
}

export default defineConfig({
  imports: false,
  manifestVersion: 3,
  modules: ['@wxt-dev/webextension-polyfill'],
  vite: () => ({ plugins: [preact(), withoutCapture, lightPageScripts()], build: { target: 'es2022' } }),
  hooks: {
    // Chromium reads the schema from a file of the package; Firefox has no such key and warns about it.
    'build:publicAssets': (wxt, files) => {
      if (wxt.config.browser === 'firefox') return;
      files.push({ relativeDest: 'managed-schema.json', contents: JSON.stringify(managedSchema(), null, 2) });
    },
  },
  manifest: ({ browser }) => ({
    name: 'Dolphin',
    description: 'One press hides the screen, keeps the address safe and brings a grown-up.',
    permissions: ['storage', 'unlimitedStorage', 'alarms', 'tabs', 'scripting', 'notifications', 'contextMenus'],
    host_permissions: ['<all_urls>'],
    content_scripts: [{ matches: ['<all_urls>'], js: ['dolphin.js'], run_at: 'document_start' }],
    incognito: 'spanning',
    action: {
      default_title: 'Dolphin: hide the screen and tell a grown-up',
      default_icon: { 16: 'icon/16.png', 24: 'icon/24.png', 32: 'icon/32.png', 48: 'icon/48.png', 128: 'icon/128.png' },
      ...(browser === 'firefox' && { default_area: 'navbar' }),
    },
    icons: { 16: 'icon/16.png', 32: 'icon/32.png', 48: 'icon/48.png', 128: 'icon/128.png' },
    commands: {
      press: {
        suggested_key: { default: 'Alt+Shift+D' },
        description: 'Hide the screen and tell a grown-up',
      },
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: firefoxId,
              strict_min_version: oldestFirefox,
              data_collection_permissions: { required: ['browsingActivity'] },
            },
          },
          // Firefox adds upgrade-insecure-requests by default, which would turn a trial server on http://localhost into https.
          content_security_policy: { extension_pages: "script-src 'self'; object-src 'none'; base-uri 'none'" },
        }
      : {
          minimum_chrome_version: oldestChromium,
          storage: { managed_schema: 'managed-schema.json' },
        }),
  }),
});
