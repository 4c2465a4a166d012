/** Builds the console into `.output/console`: external files only, as the server's content security policy asks. */
import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [preact()],
  build: {
    outDir: '../../.output/console',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: neither a script nor a data: picture.
    assetsInlineLimit: 0,
    modulePreload: false,
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
});
