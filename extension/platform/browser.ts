/** The one place that imports the browser's API. Everything else takes it from here. */
export { browser } from 'wxt/browser';
