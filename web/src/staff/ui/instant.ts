/** Instants for those who compare them with logs: in UTC, to the second or finer. */
export function instantWords(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export function clockWithMilliseconds(instant: string): string {
  return new Date(instant).toISOString().slice(11, 23);
}
