/** Whether a document still holds when it is needed: apart from the forms, for pages that have none. */
import type { TripPassenger } from "./details";

/** Of a document that will have expired when the last flight leaves: nobody is let on board with it. */
export function expiresTooEarly({ travelDocument }: TripPassenger, lastDay: string | undefined): boolean {
  return travelDocument !== null && lastDay !== undefined && travelDocument.expiresOn < lastDay;
}
