/** A share of 0 to 1 as people say it; a few seats of many are not nothing, and nearly all are not all. */
export function percentWords(share: number): string {
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) return "under 1%";
  if (percent === 100 && share < 1) return "over 99%";
  return `${percent}%`;
}
