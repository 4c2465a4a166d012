/** Runs one piece of work at a time: a second tap while the first is on its way is the same tap. */
import { useRef, useState } from 'preact/hooks';

/** `busy` names the work under way. */
export function useOnce<Name extends string>(): {
  busy: Name | undefined;
  once: (name: Name, work: () => Promise<void>) => void;
} {
  const [busy, setBusy] = useState<Name>();
  const running = useRef(false);
  return {
    busy,
    once(name, work) {
      if (running.current) return;
      running.current = true;
      setBusy(name);
      void work().finally(() => {
        running.current = false;
        setBusy(undefined);
      });
    },
  };
}
