/** Wake-ups by name: an alarm survives the worker; a timer beside it is only for being sooner than alarms can. */
import { browser } from './browser.ts';

/** Browsers do not promise an alarm sooner than this, in ms. */
const alarmFloorMs = 30_000;

/** Registers one named wake-up (in the first tick) and gives the function that sets its next time, ms since 1970. */
export function createAlarm(name: string, run: () => void): (atMs: number) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === name) run();
  });
  return (atMs) => {
    clearTimeout(timer);
    const inMs = atMs - Date.now();
    if (inMs < alarmFloorMs) timer = setTimeout(run, Math.max(0, inMs));
    void browser.alarms.create(name, { when: Math.max(atMs, Date.now() + alarmFloorMs) });
  };
}

/** Registers a wake-up that comes again and again (in the first tick) and gives the function that switches it. */
export function createPulse(name: string, everyMs: number, run: () => void): (on: boolean) => void {
  let beats: boolean | undefined;
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === name) run();
  });
  return (on) => {
    if (beats === on) return;
    beats = on;
    // An alarm of this name that an earlier worker left is replaced.
    if (on) void browser.alarms.create(name, { periodInMinutes: everyMs / 60_000 });
    else void browser.alarms.clear(name);
  };
}

/** Hears every alarm by its name (in the first tick). */
export function onAnyAlarm(hear: (name: string) => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => hear(name));
}
