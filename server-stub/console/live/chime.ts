/** A short, soft sound for a new report; off until the person turns it on in this browser. */

const key = 'dolphin.sound';
const notes = [
  { hertz: 523.25, atS: 0 },
  { hertz: 659.25, atS: 0.18 },
] as const;
const loudness = 0.12;
const lengthS = 0.5;

export function isSoundOn(): boolean {
  try {
    return localStorage.getItem(key) === 'on';
  } catch {
    return false; // Storage is switched off in this browser: the sound stays off.
  }
}

export function setSound(on: boolean): void {
  try {
    localStorage.setItem(key, on ? 'on' : 'off');
  } catch {
    return; // Nowhere to remember it: the choice holds until the page is closed.
  }
}

let context: AudioContext | undefined;

/** Plays it; silently does nothing where the browser does not let a page make a sound. */
export function chime(): void {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  for (const { hertz, atS } of notes) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, currentTime + atS);
    volume.gain.linearRampToValueAtTime(loudness, currentTime + atS + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, currentTime + atS + lengthS);
    tone.connect(volume).connect(destination);
    tone.start(currentTime + atS);
    tone.stop(currentTime + atS + lengthS);
  }
}
