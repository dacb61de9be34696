import { describe, expect, it } from "vitest";
import { detailsSchema, toDetailsForm, toDetailsInput } from "./details";
import { expiresTooEarly } from "./expiry";
import { fromServices, toServices } from "./services";

const GRACE = {
  firstName: "Grace",
  lastName: "Hopper",
  type: "ADULT" as const,
  dateOfBirth: "1906-12-09",
  specialServices: ["VGML", "WCHR", "DEAF"] as ("VGML" | "WCHR" | "DEAF")[],
  travelDocument: {
    type: "PASSPORT" as const,
    maskedNumber: "•••• 67Q",
    issuingCountry: "US",
    expiresOn: "2030-01-31",
  },
};

describe("a traveller's details in a form", () => {
  it("has services by kind, and gives back the same ones", () => {
    const form = fromServices(GRACE.specialServices);
    expect(form).toEqual({ meal: "VGML", wheelchair: "WCHR", others: ["DEAF"] });
    expect(toServices(form)).toEqual(["VGML", "WCHR", "DEAF"]);
  });

  it("never shows the document, and leaves it alone while nothing is entered", () => {
    const form = toDetailsForm(GRACE);
    expect(form.travelDocument.number).toBe("");
    expect(toDetailsInput(form)).toEqual({ dateOfBirth: "1906-12-09", specialServices: ["VGML", "WCHR", "DEAF"] });
  });

  it("takes the document away when it is to be forgotten", () => {
    const form = toDetailsForm(GRACE);
    const forgotten = { ...form, travelDocument: { ...form.travelDocument, forget: true } };
    expect(toDetailsInput(forgotten).travelDocument).toBeNull();
  });

  it("wants a document whole or not at all", () => {
    const form = toDetailsForm(GRACE);
    const told = { ...form, travelDocument: { ...form.travelDocument, number: "X1234567Q" } };
    const issues = detailsSchema.safeParse(told).error?.issues.map(({ path }) => path.join("."));
    expect(issues).toEqual(["travelDocument.issuingCountry", "travelDocument.expiresOn"]);
    const whole = { ...told.travelDocument, issuingCountry: "US", expiresOn: "2999-01-31" };
    expect(detailsSchema.safeParse({ ...told, travelDocument: whole }).success).toBe(true);
  });

  it("knows a document that expires before the last flight leaves", () => {
    expect(expiresTooEarly(GRACE, "2030-02-01")).toBe(true);
    expect(expiresTooEarly(GRACE, "2030-01-31")).toBe(false);
  });
});
