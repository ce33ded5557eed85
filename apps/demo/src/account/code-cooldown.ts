import { useEffect, useState } from 'react';

/** The recipe one-time-code of the demo sends at most one code to a user in this time. */
const SECONDS = 30;

/** When the last code was sent, by address, in milliseconds since 1970. */
const sentAt = new Map<string, number>();

/** Notes that a sign-in asked for a code. While the last one is new, no other is sent. */
export function noteCodeRequest(email: string): void {
  if (secondsLeft(email) === 0) sentAt.set(email, Date.now());
}

/** The seconds until another code can be sent to an address. */
export function useCodeCooldown(email: string): number {
  const [left, setLeft] = useState(() => secondsLeft(email));
  useEffect(() => {
    const tick = () => setLeft(secondsLeft(email));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [email]);
  return left;
}

function secondsLeft(email: string): number {
  const end = (sentAt.get(email) ?? 0) + SECONDS * 1000;
  return Math.max(0, Math.ceil((end - Date.now()) / 1000));
}
