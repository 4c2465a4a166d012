/** A hand at mouse and keyboard of a display: real input events, which reach what no page and no driver can reach. */
import { startChild, stopChild } from '../step.ts';
import type { Display } from './display.ts';
import type { Spot } from './press.ts';

export type Hand = {
  /** Moves the mouse to a place on the screen. */
  point: (spot: Spot) => void;
  /** Clicks where the mouse is. */
  click: () => void;
  /** Strokes keys, such as `alt+shift+d`. */
  stroke: (keys: string) => void;
  close: () => Promise<void>;
};

/** One `xdotool` that reads its commands as they come: starting one for each would be part of every measured time. */
export function openHand(display: Display): Hand {
  const tool = startChild('xdotool', ['-'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, DISPLAY: display.name },
  });
  const say = (command: string) => void tool.stdin?.write(`${command}\n`);
  return {
    point: ({ x, y }) => say(`mousemove ${Math.round(x)} ${Math.round(y)}`),
    click: () => say('click 1'),
    stroke: (keys) => say(`key ${keys}`),
    close: () => stopChild(tool),
  };
}
