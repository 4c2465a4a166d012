/** The current time, ms since 1970, renewed often enough for "12 seconds ago". */
import { useEffect, useState } from 'preact/hooks';

const tickMs = 5000;

export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
