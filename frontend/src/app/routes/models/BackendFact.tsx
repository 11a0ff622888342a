import type { Model } from "../../api/types.ts";
import { backendName } from "./naming.ts";

/** What runs the network, and what the check found; nothing where nobody checked. */
export function BackendFact({ backend }: Pick<Model, "backend">) {
  if (!backend) return null;
  return (
    <>
      <dt>Run by</dt>
      <dd>
        {backendName(backend.name)}
        {backend.reason && <span className="fact-more">{backend.reason}</span>}
      </dd>
    </>
  );
}
