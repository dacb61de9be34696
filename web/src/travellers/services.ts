/**
 * Special services in the words of people, and as a form has them: one meal, one kind of wheelchair, anything else.
 *
 * In and out: the airline's codes.
 */
import type { SpecialService } from "../graphql/generated";

export const SERVICE_LABEL: Record<SpecialService, string> = {
  WCHR: "Wheelchair to the aircraft",
  WCHS: "Wheelchair, cannot climb steps",
  WCHC: "Wheelchair to the seat",
  BLND: "Blind or with low vision",
  DEAF: "Deaf or hard of hearing",
  DPNA: "Needs assistance with orientation",
  BSCT: "Bassinet for a baby",
  PETC: "Pet in the cabin",
  SVAN: "Service animal",
  VGML: "Vegan meal",
  VLML: "Vegetarian meal",
  AVML: "Vegetarian Hindu meal",
  KSML: "Kosher meal",
  MOML: "Halal meal",
  HNML: "Hindu meal",
  DBML: "Diabetic meal",
  GFML: "Gluten-free meal",
  LSML: "Low-salt meal",
  CHML: "Children’s meal",
  BBML: "Baby meal",
};

export const MEALS = [
  "VGML",
  "VLML",
  "AVML",
  "KSML",
  "MOML",
  "HNML",
  "DBML",
  "GFML",
  "LSML",
  "CHML",
  "BBML",
] as const satisfies readonly SpecialService[];
export const WHEELCHAIRS = ["WCHR", "WCHS", "WCHC"] as const satisfies readonly SpecialService[];
export const OTHERS = ["BLND", "DEAF", "DPNA", "BSCT", "PETC", "SVAN"] as const satisfies readonly SpecialService[];
export const MAX_SERVICES = 4;

export interface ServicesForm {
  readonly meal: (typeof MEALS)[number] | "";
  readonly wheelchair: (typeof WHEELCHAIRS)[number] | "";
  readonly others: (typeof OTHERS)[number][];
}

export const NO_SERVICES: ServicesForm = { meal: "", wheelchair: "", others: [] };

export function toServices({ meal, wheelchair, others }: ServicesForm): SpecialService[] {
  return [meal, wheelchair].filter((service) => service !== "").concat(others as never[]);
}

export function fromServices(services: readonly SpecialService[]): ServicesForm {
  return {
    meal: MEALS.find((each) => services.includes(each)) ?? "",
    wheelchair: WHEELCHAIRS.find((each) => services.includes(each)) ?? "",
    others: OTHERS.filter((each) => services.includes(each)),
  };
}

export function servicesWords(services: readonly SpecialService[]): string {
  return services.map((service) => SERVICE_LABEL[service]).join(", ");
}
