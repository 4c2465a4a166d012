/** A hand at mouse and keyboard of a display: real input events, which reach what no page and no driver can reach. */
import { runQuietly, startChild, stopChild } from '../step.ts';
import type { Display } from './display.ts';
import type { Spot } from './press.ts';

export type Hand = {
  /** Presses a key and holds it, until `up`. */
  down: (key: string) => void;
  up: (key: string) => void;
  /** Moves the mouse to a place on the screen. */
  point: (spot: Spot) => void;
  /** Clicks where the mouse is. */
  click: () => void;
  /** Strokes keys, such as `alt+shift+d`. */
  stroke: (keys: string) => void;
  /** Types a line of plain ASCII; no space may be in it. */
  type: (text: string) => void;
  /** Puts the window in front at a place and a size of the screen. */
  place: (at: Spot & { width: number; height: number }) => Promise<void>;
  /** Minimises the window in front. */
  minimise: () => Promise<void>;
  close: () => Promise<void>;
};

/** One `xdotool` that reads its commands as they come: starting one for each would be part of every measured time. */
export function openHand(display: Display): Hand {
  const env = { ...process.env, DISPLAY: display.name };
  const tool = startChild('xdotool', ['-'], { stdio: ['pipe', 'ignore', 'ignore'], env });
  const say = (command: string) => void tool.stdin?.write(`${command}\n`);
  // A tool of its own: the first would from then on send its keys to that window as events that are no real keys.
  const inFront = async (...act: string[]) => void (await runQuietly('xdotool', ['getactivewindow', ...act], { env }));
  return {
    down: (key) => say(`keydown ${key}`),
    up: (key) => say(`keyup ${key}`),
    point: ({ x, y }) => say(`mousemove ${Math.round(x)} ${Math.round(y)}`),
    click: () => say('click 1'),
    stroke: (keys) => say(`key ${keys}`),
    type: (text) => say(`type --delay 2 '${text}'`),
    place: ({ x, y, width, height }) => inFront('windowsize', `${width}`, `${height}`, 'windowmove', `${x}`, `${y}`),
    minimise: () => inFront('windowminimize'),
    close: () => stopChild(tool),
  };
}
