/** "US" -> "United States"; a code nobody knows stays as it is. */
const names = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}
