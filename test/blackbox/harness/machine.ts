/** What a black box is made of: a browser that is started and used as a person does, whose inside nobody looks at. */
import type { ManagedValues } from '../../../scripts/browsers/policy.ts';
import type { BrowserName } from '../../../scripts/situations/situation.ts';

export type Where = 'tab' | 'window' | 'app';

/** A browser on its own profile, under its own policy, with no debugging protocol. */
export type Machine = {
  readonly name: BrowserName;
  /** Opens an address; gives no sign of when it is there. */
  open: (url: string, where: Where) => Promise<void>;
  /** SIGKILL, as a pulled plug; then the same profile again. */
  killAndStart: () => Promise<void>;
  close: () => Promise<void>;
};

export type Start = {
  /** Shown when the browser starts. */
  home: string;
  policy: ManagedValues;
  /** For the browser: its display and its ear. */
  env: Readonly<Record<string, string>>;
};

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
