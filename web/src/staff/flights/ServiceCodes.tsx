/** Special services as the crew's papers have them: codes, each with its words. */
import type { SpecialService } from "../../graphql/generated";
import { SERVICE_LABEL } from "../../travellers/services";

export function ServiceCodes({ services }: { readonly services: readonly SpecialService[] }) {
  if (services.length === 0) return "none";
  return services.map((code, index) => (
    <span key={code}>
      {index > 0 && ", "}
      <abbr title={SERVICE_LABEL[code]}>{code}</abbr>
      <span className="visually-hidden"> ({SERVICE_LABEL[code]})</span>
    </span>
  ));
}
