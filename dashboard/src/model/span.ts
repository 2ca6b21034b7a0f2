/** The minute that runs and those before it, as the query API takes them. */
export function lastMinutes(count: number, now: Date): [string, string] {
  const minute = 60_000;
  const running = Math.floor(now.getTime() / minute) * minute;
  const second = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  return [second(running - (count - 1) * minute), second(now.getTime())];
}
