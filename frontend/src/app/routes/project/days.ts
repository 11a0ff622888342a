type Day = { day: string; images: number };

/** One entry for each of the last days (UTC, the oldest first), also for those on which nothing was done. */
export function lastDays(finished: readonly Day[], amount: number, today: Date): Day[] {
  const known = new Map(finished.map(({ day, images }) => [day, images]));
  return Array.from({ length: amount }, (_, at) => {
    const date = new Date(today);
    date.setUTCDate(date.getUTCDate() - (amount - 1 - at));
    const day = date.toISOString().slice(0, 10);
    return { day, images: known.get(day) ?? 0 };
  });
}
