/** Measures and colours of what we show in a page. */

/** CSS px; at least 64 (contract §4). */
export const sizePx = 72;
export const marginPx = 16;

/** The cover's own colours, so that nothing flashes between the overlay and the cover. */
export const seaColours = { light: '#a9d3da', dark: '#0f2e38' } as const;
